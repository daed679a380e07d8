import type { Clock } from '@anyuan/contracts/clock.ts';
import { addDays, instantOf, localDay } from '@anyuan/core/roster/local-time.ts';
import type { Logger } from 'pino';
import type { Db } from '../platform/db.ts';
import { type Reaction, reaction } from '../platform/deliveries.ts';
import { type DueTimer, makeDueTimer } from '../platform/due-timer.ts';
import * as store from './rollup-store.ts';

export interface RollupOptions {
  db: Db;
  clock: Clock;
  log: Logger;
  timeZone(schoolId: string): string;
  schoolIds(): readonly string[];
}

const hourMs = 3_600_000;
/** A sweep looks so far back: the day before, wherever its midnight was. */
const sweptMs = 48 * hourMs;
/** Looked at rarely: what changes is told by facts. */
const pollMs = 60_000;

/** Days read from the alarms themselves: today, and yesterday, which the sweep may not have been over yet. */
export const liveDays = 2;

/** The local day of a school that holds this instant. */
export function schoolDay(schoolId: string, at: number, timeZone: string): store.SchoolDay {
  const day = localDay(at, timeZone);
  const fromAt = instantOf(day, 0, timeZone);
  return { schoolId, day, fromAt, toAt: instantOf(addDays(day, 1), 0, timeZone) };
}

function daysOf(times: readonly { schoolId: string; at: number }[], options: RollupOptions) {
  const days = times.map(({ schoolId, at }) => schoolDay(schoolId, at, options.timeZone(schoolId)));
  return [...new Map(days.map((d) => [`${d.schoolId} ${d.day}`, d])).values()];
}

/**
 * Keeps the figures of past days. Raising an alarm and calling people are left out on purpose: each consumer of those costs
 * the first call time, and the day is read from the alarms themselves until it is over.
 */
export function makeRollupReaction(options: RollupOptions): Reaction {
  return reaction({
    consumer: 'reports',
    types: ['alarm.accepted', 'response.arrived', 'alarm.closed', 'review.concluded'],
    async run(tx, entries) {
      const ids = [...new Set(entries.map(({ fact }) => fact.alarmId))];
      const times = await store.findTimes(tx, ids);
      await store.recompute(tx, daysOf(times, options), options.clock.now());
    },
  });
}

/**
 * Once an hour the last two days are worked out again: an alarm that nobody ever answered brings no fact that would do it.
 * The first time, everything there is.
 */
export function makeRollupSweep(options: RollupOptions): DueTimer {
  const { db, clock, log } = options;
  const sweepOne = async (schoolId: string, since: number) => {
    const quarters = await store.findQuarters(db.query, schoolId, since);
    const days = daysOf(
      quarters.map((at) => ({ schoolId, at })),
      options,
    );
    const now = clock.now();
    await db.query.transaction().execute((tx) => store.recompute(tx, days, now));
  };
  return makeDueTimer({
    name: 'reports',
    clock,
    log,
    pollMs,
    nextDue: () => store.findSweepDue(db.query),
    async run() {
      const now = clock.now();
      const claimed = await store.claimSweep(db.query, { now, nextAt: now + hourMs });
      if (!claimed) return false;
      try {
        const since = claimed.wasDueAt === 0 ? 0 : Math.min(now, claimed.wasDueAt) - sweptMs;
        for (const schoolId of options.schoolIds()) await sweepOne(schoolId, since);
      } catch (error) {
        // Not done: the same stretch again, in a minute.
        await store.setSweep(db.query, claimed.wasDueAt === 0 ? 0 : now + pollMs);
        throw error;
      }
      return false;
    },
  });
}
