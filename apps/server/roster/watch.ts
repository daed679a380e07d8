import type { Clock } from '@anyuan/contracts/clock.ts';
import type { CoverageGap } from '@anyuan/contracts/roster.ts';
import { addDays, instantOf, localDay } from '@anyuan/core/roster/local-time.ts';
import { askAt } from '@anyuan/core/roster/reach.ts';
import type { Logger } from 'pino';
import type { Db, Tx } from '../platform/db.ts';
import { nextDueOf } from '../platform/due-rows.ts';
import { type DueTimer, makeDueTimer } from '../platform/due-timer.ts';
import type { Facts } from '../platform/facts.ts';
import type { HandOvers } from './hand-overs.ts';
import type { OrganisationFacts, Roster } from './memory.ts';
import type { ReachTests } from './reach-tests.ts';
import { gapsAhead, readRoster } from './rules.ts';
import * as watchStore from './watch-store.ts';

export interface RosterWatchOptions {
  db: Db;
  clock: Clock;
  log: Logger;
  facts: Facts;
  roster: Roster;
  about(organisationId: string): OrganisationFacts & { schoolId: string | null };
  handOvers: HandOvers;
  reachTests: ReachTests;
}

/** Gaps are looked at once a day at this minute on the wall, before the day's work. */
const checkMinute = 7 * 60 + 30;
/** A duty that began longer ago is not asked any more (the server was off). */
const askedWithinMs = 15 * 60_000;
const pollMs = 20_000;

const keeperRoles = ['schoolLeader', 'studentAffairs', 'stationCommand'] as const;

/** Tells new gaps to those who keep the roster, inside the transaction that found them. */
export async function tellGaps(
  tx: Tx,
  options: {
    organisationId: string;
    schoolId: string | null;
    gaps: readonly CoverageGap[];
    now: number;
    facts: Facts;
  },
): Promise<void> {
  const { organisationId, schoolId, now, facts } = options;
  const gaps = await watchStore.insertTold(tx, organisationId, options.gaps, now);
  if (gaps.length === 0) return;
  const personIds = await watchStore.findKeepers(tx, organisationId, keeperRoles);
  const fact = { type: 'coverage.gapFound', organisationId, gaps, personIds } as const;
  await facts.append(tx, [{ at: now, schoolId, fact }]);
}

/** What falls due on rosters: the daily look for gaps, asking who begins, reminders, tests by rule. */
export function makeRosterWatch(options: RosterWatchOptions): DueTimer {
  const { db, clock, facts, roster, about } = options;

  const checkOne = (now: number): Promise<boolean> =>
    db.query.transaction().execute(async (tx) => {
      const claimed = await watchStore.claimCheck(tx, now);
      if (!claimed) return false;
      const organisationId = claimed.organisation_id;
      const place = about(organisationId);
      const { timeZone, schoolId } = place;
      const at = await readRoster(tx, { organisationId, about: place, fromMs: now });
      // A gap that runs since before is told by its beginning: looking again tells nothing twice.
      const gaps = gapsAhead(at, now).filter((g) => g.startAt > now);
      await tellGaps(tx, { organisationId, schoolId, gaps, now, facts });
      await watchStore.deleteOldTold(tx, organisationId, now);
      const tomorrow = addDays(localDay(now, timeZone), 1);
      await watchStore.setCheck(tx, organisationId, instantOf(tomorrow, checkMinute, timeZone));
      return true;
    });

  const ask = async (now: number): Promise<void> => {
    const beginning = [...roster.organisationIds()].flatMap((id) =>
      roster.dutiesAt(id, now).filter((d) => {
        const at = askAt(d, about(id).timeZone);
        return at <= now && now - at < askedWithinMs;
      }),
    );
    if (beginning.length === 0) return;
    await db.query.transaction().execute(async (tx) => {
      const asked = await watchStore.insertAsked(tx, beginning, now);
      const entries = asked.map((d) => {
        const { organisationId, personId, shiftId, day, post, startAt, endAt } = d;
        const duty = { organisationId, personId, shiftId, day, post, startAt, endAt };
        const fact = { type: 'duty.asked', ...duty } as const;
        return { at: now, schoolId: about(organisationId).schoolId, fact };
      });
      await facts.append(tx, entries);
    });
  };

  return makeDueTimer({
    name: 'roster',
    clock,
    log: options.log,
    pollMs,
    nextDue: () => nextDueOf(db.query, 'coverage_check', 'hand_over', 'reach_rule'),
    async run() {
      const now = clock.now();
      await watchStore.insertMissingChecks(db.query, now);
      const checked = await checkOne(now);
      await ask(now);
      const reminded = await options.handOvers.remindDue(now);
      const tested = await options.reachTests.beginDue(now);
      return checked || reminded || tested;
    },
  });
}
