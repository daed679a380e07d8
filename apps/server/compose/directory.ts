import { serveDirectory } from '../directory/routes.ts';
import { fillSearchKeys } from '../directory/store.ts';
import type { Http } from '../platform/http.ts';
import type { Chain } from './chain.ts';
import type { Ground } from './ground.ts';

/** Editing of people and organisations: sessions, rosters and places hear of it at once. */
export function composeDirectory(ground: Ground, chain: Chain, http: Http): void {
  serveDirectory(http, {
    ...ground,
    onChanged(personId, endedSessions) {
      chain.people.rolesChanged(personId);
      if (endedSessions.length > 0) chain.live.endSessions(endedSessions);
    },
    async refreshHeld() {
      await ground.sites.refresh();
      await ground.refreshHeld();
    },
  });
  fillSearchKeys(ground.db.query).catch((err) =>
    ground.log.warn({ err }, 'search keys not filled'),
  );
}
