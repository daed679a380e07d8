import type { Clock } from '@anyuan/contracts/clock.ts';
import { localDay, localMinute } from '@anyuan/core/roster/local-time.ts';
import { sql } from 'kysely';
import type { Logger } from 'pino';
import type { Db, Tx } from '../platform/db.ts';
import type { Reaction } from '../platform/deliveries.ts';
import type { DueTimer } from '../platform/due-timer.ts';
import type { Facts } from '../platform/facts.ts';
import type { Http } from '../platform/http.ts';
import type { Notices } from '../platform/notices.ts';
import { makeConfirmations } from './confirmations.ts';
import { makeHandOvers } from './hand-overs.ts';
import type { OrganisationFacts, Roster } from './memory.ts';
import { makeMyRoster } from './my-roster.ts';
import { makeReachTests } from './reach-tests.ts';
import { makeRosterNews } from './react.ts';
import { serveMyRoster, serveReach, serveRosters } from './routes.ts';
import { makeRosterService } from './service.ts';
import { makeSwaps } from './swaps.ts';
import { makeRosterViews } from './view.ts';
import { makeRosterWatch } from './watch.ts';

/** Tells every instance that who is on duty may have changed. */
export const rosterChannel = 'anyuan_roster';

export interface RostersOptions {
  db: Db;
  clock: Clock;
  facts: Facts;
  roster: Roster;
  about(organisationId: string): OrganisationFacts & { name: string; schoolId: string | null };
  organisations(): readonly { id: string; name: string; kind: string }[];
  notices: Notices;
  isPresent(personId: string): boolean;
  log: Logger;
}

export interface Rosters {
  routes(http: Http): void;
  reactions: Reaction[];
  watch: DueTimer;
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
  const schoolIdOf = (id: string) => about(id).schoolId;
  const onDue = (atMs: number) => watch.expect(atMs);
  const handOvers = makeHandOvers({ ...options, my, schoolIdOf, onDue });
  const reachTests = makeReachTests({ ...options, onDue });
  const watch = makeRosterWatch({ ...options, handOvers, reachTests });
  const parts = {
    handOvers,
    reachTests,
    my,
    service: makeRosterService(editing),
    swaps: makeSwaps(editing),
    views: makeRosterViews(options),
    confirmations: makeConfirmations({ ...options, my, schoolIdOf }),
  };
  return {
    routes(http) {
      serveRosters(http, parts);
      serveMyRoster(http, parts);
      serveReach(http, parts);
    },
    watch,
    reactions: [
      makeRosterNews({
        notices: options.notices,
        names: {
          person: roster.personName,
          organisation: (id) => about(id).name,
          time: (at, id) => timeText(at, about(id).timeZone),
        },
      }),
    ],
  };
}

/** "09-17 08:00" on the wall of the place. */
function timeText(at: number, timeZone: string): string {
  const minute = localMinute(at, timeZone);
  const two = (n: number) => String(n).padStart(2, '0');
  return `${localDay(at, timeZone).slice(5)} ${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
}
