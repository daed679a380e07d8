import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { makeTestClock } from '@anyuan/testkit/clock.ts';
import { type FreshDatabase, freshDatabase } from '@anyuan/testkit/fresh-database.ts';
import pino from 'pino';
import { v7 } from 'uuid';
import { type Db, openDb } from '../platform/db.ts';
import { ensurePartitions } from '../platform/partitions.ts';
import { makeSweep } from './sweep.ts';

const dayMs = 86_400_000;
const start = Date.UTC(2023, 0, 10);
const keepDays = { alarms: 60, messages: 40, audit: 180, tickets: 50 };
let fresh: FreshDatabase;
let db: Db;
const clock = makeTestClock(start);
const log = pino({ level: 'silent' });
const school = v7();

before(async () => {
  fresh = await freshDatabase();
  db = openDb(fresh.connection);
  await fresh.pool.query(`insert into organisation (id, kind, name) values ($1, 'school', 'x')`, [
    school,
  ]);
});
after(async () => {
  await db.close();
  await fresh.drop();
});

async function addAlarm(change: Record<string, unknown> = {}): Promise<string> {
  const id = v7();
  const at = clock.now();
  const row: Record<string, unknown> = {
    ...{ id, version: 1, school_id: school, zone_id: v7(), kind: 'button', alarm_kind: 'actual' },
    ...{ confidence: 4, reasons: '[]', state: 'closed', plan: '{}', tier: 0, round: 0 },
    ...{ due_at: null, has_button: true, last_detection_at: at, detection_ids: [], people: '[]' },
    ...{ t2: at, t7: at, verdict: 'true', closed_by: v7() },
    ...change,
  };
  await insert('alarm', row);
  const detection = {
    ...{ id: v7(), alarm_id: id, school_id: school, zone_id: v7(), kind: 'button', confidence: 4 },
    ...{ reasons: '[]', terminal_began_at: at, terminal_decided_at: at, skew_ms: 0 },
    ...{ received_at: at, clip_expected: false },
  };
  await insert('detection', detection);
  const message = {
    ...{ id: v7(), alarm_id: id, channel: 'email', target: 'a@b.c', dedup_key: v7() },
    ...{ payload: '{}', receipt: v7(), state: 'sent', queued_at: at },
  };
  await insert('notification', message);
  const fact = { id: v7(), at, type: 'alarm.closed', school_id: school, alarm_id: id, body: '{}' };
  await insert('fact', fact);
  return id;
}

async function insert(table: string, row: Record<string, unknown>): Promise<void> {
  const columns = Object.keys(row);
  const places = columns.map((_, i) => `$${i + 1}`);
  const text = `insert into ${table} (${columns.join()}) values (${places.join()})`;
  await fresh.pool.query(text, Object.values(row));
}

const count = async (from: string, values: unknown[] = []): Promise<number> =>
  (await fresh.pool.query(`select count(*)::int as n from ${from}`, values)).rows[0].n;

/** A day on which the sweep runs once. */
async function sweepNow(): Promise<void> {
  const timer = makeSweep({ db, clock, log, keepDays: async () => keepDays });
  timer.start();
  await timer.idle();
  await timer.stop();
}

test('an alarm goes with all that is only about it when its time is over, and not a day before', async () => {
  await ensurePartitions(db, clock.now());
  const id = await addAlarm();
  const open = await addAlarm({ state: 'calling', due_at: 5, t7: null, verdict: null });
  await insert('audit', { at: start, action: 'clip.play', subject: 'x', detail: '{}' });
  clock.jump(39 * dayMs);
  await sweepNow();
  assert.equal(await count('notification where alarm_id = $1', [id]), 1);
  clock.jump(2 * dayMs);
  await sweepNow();
  assert.equal(await count('notification where alarm_id = $1', [id]), 0, 'addresses go first');
  assert.equal(await count('alarm where id = $1', [id]), 1);
  clock.jump(20 * dayMs);
  await sweepNow();
  assert.equal(await count('alarm where id = $1', [id]), 0);
  assert.equal(await count('detection where alarm_id = $1', [id]), 0);
  assert.equal(await count('alarm where id = $1', [open]), 1, 'an open one is never too old');
  assert.equal(await count("audit where action = 'clip.play'"), 1);
  assert.ok((await count("audit where action = 'record.deleted'")) >= 1, 'deleting is on record');
});

test('months of facts are dropped whole, not while something in them is open', async () => {
  clock.jump(60 * dayMs);
  assert.equal(await count(`pg_class where relname = 'fact_2023_01'`), 1);
  await sweepNow();
  assert.equal(await count(`pg_class where relname = 'fact_2023_01'`), 1, 'an alarm is open in it');
  await fresh.pool.query(
    `update alarm set state = 'closed', due_at = null, verdict = 'true', closed_by = $1, t7 = $2`,
    [v7(), clock.now()],
  );
  clock.jump(dayMs);
  await sweepNow();
  assert.equal(await count(`pg_class where relname = 'fact_2023_01'`), 0);
  assert.equal(await count('fact where at < $1', [Date.UTC(2023, 1, 1)]), 0);
});

test('the audit is kept its half year; a recording or an open incident keeps its alarm', async () => {
  const [withClip, withIncident, plain] = [await addAlarm(), await addAlarm(), await addAlarm()];
  await fresh.pool.query('update detection set clip_stored_at = 1 where alarm_id = $1', [withClip]);
  const incident = {
    ...{ id: v7(), version: 1, school_id: school, state: 'reported', source: 'alarm' },
    ...{ alarm_kind: 'actual', kind: 'other', title: '', place: '', raised_by: 'school' },
    ...{ shared: true, holder: 'school', occurred_at: 1, reported_at: 1, body: '{}', due_at: 1 },
  };
  await insert('incident', incident);
  const link = {
    alarm_id: withIncident,
    incident_id: incident.id,
    school_id: school,
    linked_at: 1,
  };
  await insert('incident_alarm', link);
  clock.jump(100 * dayMs);
  await sweepNow();
  for (const id of [withClip, withIncident])
    assert.equal(await count('alarm where id = $1', [id]), 1);
  assert.equal(await count('alarm where id = $1', [plain]), 0);
  assert.equal(await count("audit where action = 'clip.play'"), 0, 'older than half a year');
});

test('a closed ticket goes with what was noted on it, an open one never', async () => {
  const [zone, terminal] = [v7(), v7()];
  const place = { kind: 'zone', name: 'x', zone_kind: 'other' };
  await insert('place', { id: zone, school_id: school, ...place });
  const device = { name: 'T', arrival_code: 'x' };
  await insert('terminal', { id: terminal, school_id: school, zone_id: zone, ...device });
  const add = async (closed: boolean) => {
    const id = v7();
    const at = clock.now();
    const end = closed ? { closed_at: at, result: 'repaired' } : { closed_at: null, result: null };
    await insert('ticket', {
      ...{ id, school_id: school, terminal_id: terminal, terminal_name: 'T', place: '' },
      ...{ words: '', opened_at: at, count: 1, last_at: at, close_words: '', version: 1, ...end },
    });
    await insert('ticket_entry', { id: v7(), ticket_id: id, at, what: 'opened', words: '' });
    return id;
  };
  const [open, closed] = [await add(false), await add(true)];
  clock.jump(50 * dayMs);
  await sweepNow();
  assert.equal(await count('ticket'), 2, 'not a day before');
  clock.jump(dayMs);
  await sweepNow();
  assert.equal(await count('ticket where id = $1', [closed]), 0);
  assert.equal(await count('ticket_entry where ticket_id = $1', [closed]), 0);
  assert.equal(await count('ticket_entry where ticket_id = $1', [open]), 1);
  const said = await fresh.pool.query(
    "select detail from audit where action = 'record.deleted' order by id desc limit 1",
  );
  assert.equal(said.rows[0].detail.tickets, 1);
});

test('two instances: one of them sweeps, once a day', async () => {
  await addAlarm();
  clock.jump(61 * dayMs);
  await Promise.all([sweepNow(), sweepNow()]);
  const swept = "audit where action = 'record.deleted' and at = $1";
  assert.equal(await count(swept, [clock.now()]), 1);
});
