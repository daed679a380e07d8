import type { Clock } from '@anyuan/contracts/clock.ts';
import type { DetectionKind } from '@anyuan/contracts/detection.ts';
import type { PointTestOutcome } from '@anyuan/contracts/drill.ts';
import { Refusal } from '@anyuan/contracts/errors.ts';
import { type ArmedWindow, isTestPress } from '@anyuan/core/drill/point-test.ts';
import { sql } from 'kysely';
import type { Logger } from 'pino';
import type { Db } from '../platform/db.ts';
import type { Facts } from '../platform/facts.ts';
import { newId } from '../platform/ids.ts';
import * as store from './point-store.ts';
import { findAlarms, hasRealAlarm } from './store.ts';

/** Tells other instances that windows were armed or ended. */
export const pointTestChannel = 'anyuan_point_test';

export interface PointTestsOptions {
  db: Db;
  clock: Clock;
  log: Logger;
  facts: Facts;
  sites: { terminal(id: string): { zoneId: string; schoolId: string } | undefined };
  close(alarmId: string, personId: string, reason: string): Promise<void>;
}

export interface Press {
  id: string;
  kind: DetectionKind;
  /** Server's clock. */
  beganAt: number;
}

export interface PointTests {
  arm(at: { terminalId: string; minutes: number; personId: string }): Promise<store.TestRow>;
  end(testId: string, how: { outcome: PointTestOutcome; note: string }): Promise<void>;
  /**
   * Is this press the announced test? False at once where no window is armed: the path of every alarm. A database that cannot say
   * means no: then it is real.
   */
  claim(terminalId: string, press: Press): false | Promise<boolean>;
  /** Was this detection taken for a test here? */
  isTest(detectionId: string): boolean;
  /** Reads the open windows: at the start, and when another instance has changed them. */
  refresh(): Promise<void>;
  /** Some are open: changes of alarms matter to them. */
  hasOpen(): boolean;
  sweep(now: number): Promise<void>;
}

export function makePointTests(options: PointTestsOptions): PointTests {
  const { db, clock, log, facts, sites } = options;
  /** Open windows by terminal. */
  let armed = new Map<string, ArmedWindow>();

  const keep = (row: store.TestRow) =>
    armed.set(row.terminal_id, {
      armedAt: row.armed_at,
      untilAt: row.until_at,
      detectionId: row.detection_id,
    });

  const finish = async (
    row: store.TestRow,
    outcome: PointTestOutcome,
    note: string,
  ): Promise<void> => {
    const at = clock.now();
    const ended = await db.query.transaction().execute(async (tx) => {
      if (!(await store.endTest(tx, row.id, { at, outcome, note }))) return false;
      const about = { testId: row.id, terminalId: row.terminal_id, outcome };
      const fact = { type: 'pointTest.ended', ...about } as const;
      await facts.append(tx, [{ at, schoolId: row.school_id, fact }]);
      await sql`select pg_notify(${pointTestChannel}, '')`.execute(tx);
      return true;
    });
    armed.delete(row.terminal_id);
    if (!ended || row.alarm_id === null) return;
    const reason =
      outcome === 'overtaken' ? '该点位发生真实报警，测试中止。' : '人工点位测试结束。';
    await options.close(row.alarm_id, row.tester_id, note === '' ? reason : `${reason}${note}`);
  };

  const take = async (terminalId: string, press: Press): Promise<boolean> => {
    try {
      const claimed = { terminalId, detectionId: press.id, beganAt: press.beganAt };
      const row = await store.claimPress(db.query, claimed);
      if (!row) return false;
      keep(row);
      return true;
    } catch (err) {
      log.error({ err, terminalId }, 'test press not recognised, taken as real');
      return false;
    }
  };

  const look = async (row: store.TestRow, now: number): Promise<void> => {
    const zoneId = sites.terminal(row.terminal_id)?.zoneId;
    const real = zoneId ? { zoneIds: [zoneId], sinceMs: row.armed_at } : null;
    const known = await withAlarm(db, row, facts, clock.now());
    if (real && (await hasRealAlarm(db.query, real))) return finish(known, 'overtaken', '');
    if (known.pressed_at === null) {
      if (now > known.until_at) await finish(known, 'expired', '');
      return;
    }
    if (known.alarm_id === null) return;
    const [alarm] = await findAlarms(db.query, [known.alarm_id]);
    if (!alarm) return;
    const answer = known.answered_at === null ? await answerOf(db, alarm.people) : null;
    if (answer) await store.setAnswer(db.query, known.id, answer);
    const answered = known.answered_at !== null || answer !== null;
    if (alarm.state === 'closed') await finish(known, answered ? 'passed' : 'failed', '');
  };

  return {
    async arm({ terminalId, minutes, personId }) {
      const site = sites.terminal(terminalId);
      if (!site) throw new Refusal('terminal.unknown');
      const real = { zoneIds: [site.zoneId], sinceMs: null };
      if (await hasRealAlarm(db.query, real)) throw new Refusal('drill.realAlarm');
      const now = clock.now();
      const row = rowOf({ terminalId, personId, schoolId: site.schoolId, now, minutes });
      await db.query.transaction().execute(async (tx) => {
        if (!(await store.insertTest(tx, row))) throw new Refusal('pointTest.busy');
        const fact = { type: 'pointTest.armed', testId: row.id, terminalId, personId } as const;
        await facts.append(tx, [{ at: now, schoolId: site.schoolId, fact }]);
        await sql`select pg_notify(${pointTestChannel}, '')`.execute(tx);
      });
      keep(row);
      return row;
    },
    async end(testId, { outcome, note }) {
      const row = await store.findTest(db.query, testId);
      if (!row || row.ended_at !== null) throw new Refusal('pointTest.unknown');
      const known = await withAlarm(db, row, facts, clock.now());
      if (outcome === 'passed' && known.answered_at === null) {
        throw new Refusal('pointTest.notAnswered');
      }
      await finish(known, outcome, note);
    },
    claim(terminalId, press) {
      if (armed.size === 0 || !isTestPress(armed.get(terminalId), press)) return false;
      return take(terminalId, press);
    },
    isTest: (detectionId) => [...armed.values()].some((w) => w.detectionId === detectionId),
    async refresh() {
      const rows = await store.findOpenTests(db.query);
      armed = new Map();
      for (const row of rows) keep(row);
    },
    hasOpen: () => armed.size > 0,
    async sweep(now) {
      for (const row of await store.findOpenTests(db.query)) await look(row, now);
    },
  };
}

/** The test with the alarm that its press became, as soon as there is one. */
async function withAlarm(
  db: Db,
  row: store.TestRow,
  facts: Facts,
  now: number,
): Promise<store.TestRow> {
  if (row.alarm_id !== null || row.detection_id === null) return row;
  const { id, detection_id: detectionId, terminal_id: terminalId } = row;
  const alarmId = await store.findAlarmOfDetection(db.query, detectionId);
  if (alarmId === null) return row;
  await db.query.transaction().execute(async (tx) => {
    await store.setAlarm(tx, id, alarmId);
    const fact = { type: 'pointTest.pressed', testId: id, terminalId, detectionId } as const;
    await facts.append(tx, [{ at: now, schoolId: row.school_id, fact }]);
  });
  return { ...row, alarm_id: alarmId };
}

/** The first of the police who accepted. */
async function answerOf(
  db: Db,
  people: readonly { personId: string; state: string; answeredAt: number | null }[],
): Promise<{ at: number; personId: string } | null> {
  const accepted = people
    .flatMap((p) =>
      (p.state === 'accepted' || p.state === 'arrived') && p.answeredAt !== null
        ? [{ personId: p.personId, at: p.answeredAt }]
        : [],
    )
    .toSorted((a, b) => a.at - b.at);
  if (accepted.length === 0) return null;
  const police = await store.findPolice(
    db.query,
    accepted.map((p) => p.personId),
  );
  return accepted.find((p) => police.has(p.personId)) ?? null;
}

function rowOf(at: {
  terminalId: string;
  personId: string;
  schoolId: string;
  now: number;
  minutes: number;
}): store.TestRow {
  return {
    id: newId(),
    school_id: at.schoolId,
    terminal_id: at.terminalId,
    tester_id: at.personId,
    armed_at: at.now,
    until_at: at.now + at.minutes * 60_000,
    detection_id: null,
    pressed_at: null,
    alarm_id: null,
    answered_at: null,
    answered_by: null,
    ended_at: null,
    outcome: null,
    note: '',
  };
}
