import type { Post } from '@anyuan/contracts/alarm.ts';
import type { Clock } from '@anyuan/contracts/clock.ts';
import type { Standing } from '@anyuan/core/reports/figures.ts';
import { postsRequired } from '@anyuan/core/reports/posts-now.ts';
import { monthStart } from '@anyuan/core/reports/ranges.ts';
import type { Calendar } from '@anyuan/core/roster/calendar.ts';
import { instantOf, localDay, localMinute } from '@anyuan/core/roster/local-time.ts';
import type { Db } from '../platform/db.ts';
import * as store from './figures-store.ts';
import type { FiguresScope } from './scope.ts';

export interface StandingOptions {
  db: Db;
  clock: Clock;
  /** Posts that somebody fills at an organisation now. */
  postsFilled(organisationId: string, now: number): ReadonlySet<Post>;
  calendarOf(organisationId: string): Calendar;
  timeZoneOf(organisationId: string): string;
}

export interface StandingRead {
  standing: Standing;
  terminals: ReadonlyMap<string, store.TerminalCounts>;
  /** Required posts that are empty, per organisation. */
  gaps: ReadonlyMap<string, readonly Post[]>;
}

/** Self-tests are each night; two hours of grace. */
const selfTestMs = 26 * 3_600_000;

/** How things stand now: terminals, posts, incidents, drills. */
export async function readStanding(
  options: StandingOptions,
  scope: FiguresScope,
  now: number,
): Promise<StandingRead> {
  const { query } = options.db;
  const { timeZone } = scope.organisation;
  const schoolIds = scope.schools.map((s) => s.schoolId);
  const month = instantOf(monthStart(localDay(now, timeZone)), 0, timeZone);
  const [terminals, held, incidents, duty] = await Promise.all([
    store.countTerminals(query, {
      schoolIds,
      selfTestedSince: now - selfTestMs,
      pointTestedSince: month,
    }),
    store.countDrilled(query, { schoolIds, since: month }),
    scope.incidents && store.countIncidents(query, { ...scope.incidents, now }),
    readDuty(options, scope.rosterIds, now),
  ]);
  const sum = (key: 'enrolled' | 'online' | 'selfTested' | 'pointTested') =>
    terminals.reduce((total, t) => total + t[key], 0);
  return {
    standing: {
      terminals: {
        enrolled: sum('enrolled'),
        online: sum('online'),
        selfTested: sum('selfTested'),
        pointTested: sum('pointTested'),
      },
      duty: { required: duty.required, filled: duty.filled },
      incidents,
      drills: { schools: schoolIds.length, held },
    },
    terminals: new Map(terminals.map((t) => [t.schoolId, t])),
    gaps: duty.gaps,
  };
}

async function readDuty(options: StandingOptions, organisationIds: readonly string[], now: number) {
  const required = await store.findRequired(options.db.query, organisationIds);
  const clocks = new Map<string, { day: string; minute: number }>();
  const gaps = new Map<string, readonly Post[]>();
  let [needed, filled] = [0, 0];
  for (const [id, posts] of required) {
    const zone = options.timeZoneOf(id);
    const at = clocks.get(zone) ?? { day: localDay(now, zone), minute: localMinute(now, zone) };
    clocks.set(zone, at);
    const must = postsRequired(posts, at, options.calendarOf(id));
    if (must.size === 0) continue;
    const posted = options.postsFilled(id, now);
    const empty = [...must].filter((post) => !posted.has(post));
    needed += must.size;
    filled += must.size - empty.length;
    gaps.set(id, empty);
  }
  return { required: needed, filled, gaps };
}
