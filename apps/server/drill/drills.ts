import type { Clock } from '@anyuan/contracts/clock.ts';
import type { DrillEnd, DrillPlace, DrillSchedule } from '@anyuan/contracts/drill.ts';
import { Refusal } from '@anyuan/contracts/errors.ts';
import { nextHolding } from '@anyuan/core/drill/schedule.ts';
import type { Logger } from 'pino';
import type { Db } from '../platform/db.ts';
import type { Facts } from '../platform/facts.ts';
import { newId } from '../platform/ids.ts';
import * as store from './store.ts';

export interface DrillsOptions {
  db: Db;
  clock: Clock;
  log: Logger;
  facts: Facts;
  sites: {
    school(id: string): { timeZone: string } | undefined;
    zone(id: string): { schoolId: string } | undefined;
    terminal(id: string): { zoneId: string } | undefined;
  };
  /** Raises an exercise at a place on the real pipeline; gives the alarm it became. */
  raise(at: DrillPlace & { schoolId: string; personId: string }): Promise<string>;
  /** Closes an alarm in a person's name with the verdict of its kind; one that is closed stays so. */
  close(alarmId: string, personId: string, reason: string): Promise<void>;
}

export interface Plan {
  schoolId: string;
  title: string;
  places: readonly DrillPlace[];
  judged: readonly string[];
  answerWithinSec: number;
  announced: boolean;
  schedule: DrillSchedule | null;
}

export interface Drills {
  plan(plan: Plan, personId: string): Promise<string>;
  start(drillId: string, personId: string): Promise<string>;
  cancel(drillId: string, cancelled: boolean): Promise<void>;
  stop(runId: string): Promise<void>;
  /** Holds what is due; ends what something real has overtaken and what is over. */
  sweep(now: number): Promise<void>;
}

/** A server that was down does not hold yesterday's drill in the night. */
const latestMs = 10 * 60_000;
/** An instance that died between the plan and the alarms leaves a run without any. */
const emptyRunMs = 60_000;

const endReasons: Record<DrillEnd, string> = {
  overtaken: '本区域发生真实报警，演练自动中止。',
  stopped: '演练由组织者结束。',
  closed: '演练结束。',
};

export function makeDrills(options: DrillsOptions): Drills {
  const { db, clock, log, facts, sites } = options;

  const end = async (run: store.RunRow, why: DrillEnd): Promise<void> => {
    const at = clock.now();
    const ended = await db.query.transaction().execute(async (tx) => {
      if (!(await store.endRun(tx, run.id, { at, why }))) return false;
      const fact = { type: 'drill.ended', runId: run.id, why } as const;
      await facts.append(tx, [{ at, schoolId: run.school_id, fact }]);
      return true;
    });
    if (!ended) return;
    for (const id of run.alarm_ids) await options.close(id, run.started_by, endReasons[why]);
  };

  const begin = async (drill: store.DrillRow, personId: string): Promise<string> => {
    const zoneIds = [...new Set(drill.places.map((p) => p.zoneId))];
    if (await store.hasRealAlarm(db.query, { zoneIds, sinceMs: null })) {
      throw new Refusal('drill.realAlarm');
    }
    const running = await store.findOpenRuns(db.query);
    if (running.some((r) => r.zone_ids.some((id) => zoneIds.includes(id)))) {
      throw new Refusal('drill.running');
    }
    const run = runOf(drill, { zoneIds, personId, at: clock.now() });
    await store.insertRun(db.query, run);
    const alarmIds: string[] = [];
    for (const place of drill.places) {
      alarmIds.push(await options.raise({ ...place, schoolId: drill.school_id, personId }));
    }
    const ids = [...new Set(alarmIds)];
    await db.query.transaction().execute(async (tx) => {
      await store.setRunAlarms(tx, run.id, ids);
      const about = { runId: run.id, drillId: drill.id, personId, alarmIds: ids };
      const fact = { type: 'drill.started', ...about } as const;
      await facts.append(tx, [{ at: run.started_at, schoolId: drill.school_id, fact }]);
    });
    return run.id;
  };

  const hold = async (drill: store.DrillRow, now: number): Promise<void> => {
    const nextAt = nextOf(drill, now);
    if (!(await store.claimHolding(db.query, drill, nextAt))) return;
    if (now - (drill.due_at ?? now) > latestMs) {
      log.warn({ drillId: drill.id }, 'drill not held: the server was down at its time');
      return;
    }
    await begin(drill, drill.created_by).catch(async (error) => {
      if (!(error instanceof Refusal)) throw error;
      log.warn({ drillId: drill.id, code: error.code }, 'drill not held');
      const run = runOf(drill, { zoneIds: [], personId: drill.created_by, at: now });
      await store.insertRun(db.query, { ...run, ended_at: now, ended_why: 'overtaken' });
    });
  };

  const nextOf = (drill: Pick<store.DrillRow, 'schedule' | 'school_id'>, now: number) => {
    const timeZone = sites.school(drill.school_id)?.timeZone ?? 'Asia/Shanghai';
    return drill.schedule === null ? null : nextHolding(drill.schedule, now, timeZone);
  };

  const look = async (run: store.RunRow, now: number): Promise<void> => {
    const at = { zoneIds: run.zone_ids, sinceMs: run.started_at };
    if (await store.hasRealAlarm(db.query, at)) return end(run, 'overtaken');
    if (run.alarm_ids.length === 0) {
      if (now - run.started_at > emptyRunMs) await end(run, 'stopped');
      return;
    }
    const alarms = await store.findAlarms(db.query, run.alarm_ids);
    if (alarms.every((a) => a.state === 'closed')) await end(run, 'closed');
  };

  return {
    async plan(plan, personId) {
      const isThere = (p: DrillPlace) =>
        sites.zone(p.zoneId)?.schoolId === plan.schoolId &&
        (p.terminalId === null || sites.terminal(p.terminalId)?.zoneId === p.zoneId);
      if (!plan.places.every(isThere)) throw new Refusal('drill.badPlace');
      const now = clock.now();
      const dueAt = nextOf({ schedule: plan.schedule, school_id: plan.schoolId }, now);
      const drill = { ...plan, id: newId(), dueAt, createdBy: personId, createdAt: now };
      await db.query.transaction().execute(async (tx) => {
        await store.insertDrill(tx, drill);
        const fact = { type: 'drill.planned', drillId: drill.id, personId } as const;
        await facts.append(tx, [{ at: now, schoolId: plan.schoolId, fact }]);
      });
      return drill.id;
    },
    async start(drillId, personId) {
      const drill = await store.findDrill(db.query, drillId);
      if (!drill || drill.cancelled_at !== null) throw new Refusal('drill.unknown');
      return begin(drill, personId);
    },
    async cancel(drillId, cancelled) {
      const drill = await store.findDrill(db.query, drillId);
      if (!drill) throw new Refusal('drill.unknown');
      const now = clock.now();
      await store.setCancelled(db.query, drillId, {
        cancelledAt: cancelled ? now : null,
        dueAt: cancelled ? null : nextOf(drill, now),
      });
    },
    async stop(runId) {
      const run = await store.findRun(db.query, runId);
      if (!run) throw new Refusal('drill.unknown');
      if (run.ended_at !== null) throw new Refusal('drill.ended');
      await end(run, 'stopped');
    },
    async sweep(now) {
      for (const drill of await store.findDueDrills(db.query, now)) await hold(drill, now);
      for (const run of await store.findOpenRuns(db.query)) await look(run, now);
    },
  };
}

function runOf(
  drill: store.DrillRow,
  at: { zoneIds: string[]; personId: string; at: number },
): store.RunRow {
  return {
    id: newId(),
    drill_id: drill.id,
    school_id: drill.school_id,
    title: drill.title,
    judged: drill.judged,
    answer_within_sec: drill.answer_within_sec,
    announced: drill.announced,
    zone_ids: at.zoneIds,
    alarm_ids: [],
    started_by: at.personId,
    started_at: at.at,
    ended_at: null,
    ended_why: null,
  };
}
