import type { AlarmDetail, AlarmSummary } from '@anyuan/contracts/alarm.ts';
import type { Clock } from '@anyuan/contracts/clock.ts';
import { Refusal } from '@anyuan/contracts/errors.ts';
import type { Alarm, Decision } from '@anyuan/core/alarm/alarm.ts';
import { sql } from 'kysely';
import type { Db, Tx } from '../platform/db.ts';
import type { Facts } from '../platform/facts.ts';
import {
  type AlarmFilter,
  findAlarm,
  findAlarms,
  findAlarmsById,
  findDetections,
  findFacts,
  lockAlarm,
  lockDueAlarm,
  saveAlarm,
} from './store.ts';
import { detailOf, type Names, summaryOf } from './views.ts';

/** Tells other instances which alarms changed and when the next is due: "<instance> <due> <id> ..." */
export const alarmChannel = 'anyuan_alarm';
/** NOTIFY takes 8,000 bytes; an id with its space is 37. */
const idsPerNotice = 200;

/** Notices for the channel, to be sent inside the transaction that changed these alarms. */
export function alarmNotices(
  instance: string,
  alarms: readonly Pick<Alarm, 'id' | 'dueAt'>[],
): { channel: string; payload: string }[] {
  const notices: { channel: string; payload: string }[] = [];
  for (let i = 0; i < alarms.length; i += idsPerNotice) {
    const slice = alarms.slice(i, i + idsPerNotice);
    const dueAt = Math.min(...slice.map((a) => a.dueAt ?? Number.MAX_SAFE_INTEGER));
    const payload = [instance, dueAt, ...slice.map((a) => a.id)].join(' ');
    notices.push({ channel: alarmChannel, payload });
  }
  return notices;
}

/** Reads a notice; null when it is this instance's own, or empty. */
export function readNotice(
  instance: string,
  payload: string,
): { dueAt: number; ids: string[] } | null {
  const [from, dueAt, ...ids] = payload.split(' ');
  return from === instance || dueAt === undefined ? null : { dueAt: Number(dueAt), ids };
}

export interface AlarmsOptions {
  db: Db;
  clock: Clock;
  facts: Facts;
  names: Names;
  instance: string;
  notificationsOf(alarmId: string): Promise<AlarmDetail['notifications']>;
  /** After each commit, for live screens. */
  onChanged(alarms: readonly Alarm[]): void;
}

export type Decide = (alarm: Alarm, now: number) => Decision | Promise<Decision>;

export interface Alarms {
  /** Lock, decide, save, append facts, commit; then tell. Refusals leave as `Refusal`. */
  change(alarmId: string, decide: Decide): Promise<Alarm>;
  /** The same for the alarm that has been due longest; null when none is. */
  changeDue(decide: Decide, onClaimed: (alarm: Alarm) => void): Promise<Alarm | null>;
  find(alarmId: string): Promise<Alarm | null>;
  list(filter: AlarmFilter): Promise<AlarmSummary[]>;
  detail(alarmId: string): Promise<AlarmDetail>;
  summary(alarm: Alarm): AlarmSummary;
  /** Alarms that another instance (or another slice) changed: load and tell. */
  reload(ids: readonly string[]): Promise<void>;
}

export function makeAlarms(options: AlarmsOptions): Alarms {
  const { db, clock, facts, names } = options;

  const apply = async (tx: Tx, alarm: Alarm, decide: Decide): Promise<Alarm> => {
    const now = clock.now();
    const decision = await decide(alarm, now);
    if (!decision.ok) throw new Refusal(decision.code);
    if (decision.alarm === alarm) return alarm;
    await saveAlarm(tx, decision.alarm);
    await facts.append(
      tx,
      decision.facts.map((fact) => ({ at: now, schoolId: alarm.schoolId, fact })),
    );
    for (const { channel, payload } of alarmNotices(options.instance, [decision.alarm])) {
      await sql`select pg_notify(${channel}, ${payload})`.execute(tx);
    }
    return decision.alarm;
  };

  return {
    async change(alarmId, decide) {
      const after = await db.query.transaction().execute(async (tx) => {
        const alarm = await lockAlarm(tx, alarmId);
        if (!alarm) throw new Refusal('subject.unknown');
        return apply(tx, alarm, decide);
      });
      options.onChanged([after]);
      return after;
    },
    async changeDue(decide, onClaimed) {
      const after = await db.query.transaction().execute(async (tx) => {
        const alarm = await lockDueAlarm(tx, clock.now());
        if (!alarm) return null;
        onClaimed(alarm);
        return apply(tx, alarm, decide);
      });
      if (after) options.onChanged([after]);
      return after;
    },
    find: (alarmId) => findAlarm(db.query, alarmId),
    async list(filter) {
      const found = await findAlarms(db.query, filter);
      return found.map((a) => summaryOf(a, names));
    },
    async detail(alarmId) {
      const alarm = await findAlarm(db.query, alarmId);
      if (!alarm) throw new Refusal('subject.unknown');
      const [factRows, detections, notifications] = await Promise.all([
        findFacts(db.query, alarmId),
        findDetections(db.query, alarmId),
        options.notificationsOf(alarmId),
      ]);
      return detailOf(alarm, { facts: factRows, detections, notifications, names });
    },
    summary: (alarm) => summaryOf(alarm, names),
    async reload(ids) {
      const found = await findAlarmsById(db.query, ids);
      if (found.length > 0) options.onChanged(found);
    },
  };
}
