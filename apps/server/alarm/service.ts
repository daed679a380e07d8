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

/** Tells other instances which alarms changed: "<instance> <id> <id> ..." */
export const alarmChannel = 'anyuan_alarm';
/** NOTIFY takes 8,000 bytes; an id with its space is 37. */
const idsPerNotify = 200;

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

/** Notifies the other instances inside the transaction that changed these alarms. */
export async function notifyAlarms(
  tx: Tx,
  instance: string,
  ids: readonly string[],
): Promise<void> {
  for (let i = 0; i < ids.length; i += idsPerNotify) {
    const payload = [instance, ...ids.slice(i, i + idsPerNotify)].join(' ');
    await sql`select pg_notify(${alarmChannel}, ${payload})`.execute(tx);
  }
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
    await notifyAlarms(tx, options.instance, [alarm.id]);
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
