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
  lockDueAlarms,
  saveAlarms,
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

const reloadAttempts = 60;
const reloadPauseMs = 500;

export type Decide = (alarm: Alarm, now: number) => Decision | Promise<Decision>;

type Decided = Extract<Decision, { ok: true }>;

export interface DueChange {
  claimed: readonly Alarm[];
  failed: { alarm: Alarm; error: unknown }[];
}

export interface Alarms {
  /** Lock, decide, save, append facts, commit; then tell. Refusals leave as `Refusal`. */
  change(alarmId: string, decide: Decide): Promise<Alarm>;
  /**
   * The same for up to `limit` alarms that are due, longest due first, in one commit. An alarm that
   * cannot be decided is left as it is and named in `failed`.
   */
  changeDue(decide: (alarm: Alarm, now: number) => Decision, limit: number): Promise<DueChange>;
  find(alarmId: string): Promise<Alarm | null>;
  list(filter: AlarmFilter): Promise<AlarmSummary[]>;
  detail(alarmId: string): Promise<AlarmDetail>;
  summary(alarm: Alarm): AlarmSummary;
  /** Alarms that another instance (or another slice) changed: load and tell, as soon as it can be. Never rejects. */
  reload(ids: readonly string[]): Promise<void>;
}

export function makeAlarms(options: AlarmsOptions): Alarms {
  const { db, clock, facts, names } = options;

  /** Saves what was decided, with its facts and the notice to other instances. */
  const save = async (tx: Tx, decided: readonly Decided[], now: number): Promise<void> => {
    const after = decided.map((d) => d.alarm);
    await saveAlarms(tx, after);
    await facts.append(
      tx,
      decided.flatMap(({ alarm, facts: made }) =>
        made.map((fact) => ({ at: now, schoolId: alarm.schoolId, fact })),
      ),
    );
    for (const { channel, payload } of alarmNotices(options.instance, after)) {
      await sql`select pg_notify(${channel}, ${payload})`.execute(tx);
    }
  };

  return {
    async change(alarmId, decide) {
      const after = await db.query.transaction().execute(async (tx) => {
        const alarm = await lockAlarm(tx, alarmId);
        if (!alarm) throw new Refusal('subject.unknown');
        const now = clock.now();
        const decision = await decide(alarm, now);
        if (!decision.ok) throw new Refusal(decision.code);
        if (decision.alarm !== alarm) await save(tx, [decision], now);
        return decision.alarm;
      });
      options.onChanged([after]);
      return after;
    },
    async changeDue(decide, limit) {
      const stepped = await db.query.transaction().execute(async (tx) => {
        const now = clock.now();
        const claimed = await lockDueAlarms(tx, now, limit);
        const failed: DueChange['failed'] = [];
        const decided = claimed.flatMap((alarm): Decided[] => {
          try {
            const decision = decide(alarm, now);
            return decision.ok ? [decision] : [];
          } catch (error) {
            failed.push({ alarm, error });
            return [];
          }
        });
        if (decided.length > 0) await save(tx, decided, now);
        return { claimed, failed, changed: decided.map((d) => d.alarm) };
      });
      if (stepped.changed.length > 0) options.onChanged(stepped.changed);
      return stepped;
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
      // A screen that is not told stays silent: a database that hiccups is asked again.
      for (let attempt = 0; attempt < reloadAttempts; attempt++) {
        try {
          const found = await findAlarmsById(db.query, ids);
          if (found.length > 0) options.onChanged(found);
          return;
        } catch {
          const at = clock.now() + reloadPauseMs;
          await new Promise<void>((resolve) => void clock.setTimer(at, resolve));
        }
      }
    },
  };
}
