import { sql } from 'kysely';
import type { LeavingOptions } from '../directory/leaving.ts';
import { serveDirectory } from '../directory/routes.ts';
import { fillSearchKeys } from '../directory/store.ts';
import { makeIncidentHolder } from '../incident/successors.ts';
import type { Tx } from '../platform/db.ts';
import type { Http } from '../platform/http.ts';
import { makeLeaverSwaps } from '../roster/leaver-swaps.ts';
import { rosterChannel } from '../roster/rosters.ts';
import { makeDayHolder, makeShiftHolder } from '../roster/successors.ts';
import { makeTicketHolder } from '../ticket/successors.ts';
import type { Chain } from './chain.ts';
import type { Ground } from './ground.ts';

/** What can hang on a person, by the slice that knows it. */
function holdersOf(chain: Chain): LeavingOptions['holders'] {
  const rosters = {
    announce: (tx: Tx) => sql`select pg_notify(${rosterChannel}, '')`.execute(tx).then(() => {}),
  };
  return {
    shift: makeShiftHolder(rosters),
    dutyChange: makeDayHolder('dutyChange', rosters),
    substitute: makeDayHolder('substitute', rosters),
    incident: makeIncidentHolder(chain.incidents, 'incident'),
    finding: makeIncidentHolder(chain.incidents, 'finding'),
    ticket: makeTicketHolder(chain.tickets),
  };
}

/** Editing of people and organisations: sessions, rosters and places hear of it at once. */
export function composeDirectory(ground: Ground, chain: Chain, http: Http): void {
  serveDirectory(http, {
    ...ground,
    holders: holdersOf(chain),
    swaps: makeLeaverSwaps(ground),
    organisationName: (id) => ground.about(id).name,
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
