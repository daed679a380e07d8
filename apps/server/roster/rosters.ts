import type { Clock } from '@anyuan/contracts/clock.ts';
import { sql } from 'kysely';
import type { Db, Tx } from '../platform/db.ts';
import type { Facts } from '../platform/facts.ts';
import type { Http } from '../platform/http.ts';
import { makeConfirmations } from './confirmations.ts';
import type { OrganisationFacts, Roster } from './memory.ts';
import { makeMyRoster } from './my-roster.ts';
import { serveMyRoster, serveRosters } from './routes.ts';
import { makeRosterService } from './service.ts';
import { makeSwaps } from './swaps.ts';
import { makeRosterViews } from './view.ts';

/** Tells every instance that who is on duty may have changed. */
export const rosterChannel = 'anyuan_roster';

export interface RostersOptions {
  db: Db;
  clock: Clock;
  facts: Facts;
  roster: Roster;
  about(organisationId: string): OrganisationFacts & { name: string; schoolId: string | null };
  organisations(): readonly { id: string; name: string; kind: string }[];
}

export interface Rosters {
  routes(http: Http): void;
}

/** Rosters: who fills which post when, and what people do about it. */
export function makeRosters(options: RostersOptions): Rosters {
  const { roster, about } = options;
  const editing = {
    ...options,
    onChanged: () => roster.refresh(),
    announce: (tx: Tx) => sql`select pg_notify(${rosterChannel}, '')`.execute(tx).then(() => {}),
  };
  const my = makeMyRoster({ ...options, organisationName: (id) => about(id).name });
  const parts = {
    my,
    service: makeRosterService(editing),
    swaps: makeSwaps(editing),
    views: makeRosterViews(options),
    confirmations: makeConfirmations({
      ...options,
      my,
      schoolIdOf: (id) => about(id).schoolId,
    }),
  };
  return {
    routes(http) {
      serveRosters(http, parts);
      serveMyRoster(http, parts);
    },
  };
}
