import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { makeTestClock } from '@anyuan/testkit/clock.ts';
import { type FreshDatabase, freshDatabase } from '@anyuan/testkit/fresh-database.ts';
import { soon } from '@anyuan/testkit/scenario.ts';
import { pino } from 'pino';
import { type Db, openDb } from './db.ts';
import { ensurePartitions, makePartitions } from './partitions.ts';

const log = pino({ level: 'silent' });
const november = Date.UTC(2026, 10, 21);
let fresh: FreshDatabase;
let db: Db;
before(async () => {
  fresh = await freshDatabase();
  db = openDb(fresh.connection);
});
after(async () => {
  await db.close();
  await fresh.drop();
});

async function put(at: number): Promise<void> {
  await fresh.pool.query(
    `insert into fact (id, at, type, body) values (gen_random_uuid(), $1, 'x', '{}')`,
    [at],
  );
}

async function rowsByTable(): Promise<Record<string, number>> {
  const { rows } = await fresh.pool.query(
    'select tableoid::regclass::text as name, count(*)::int as n from fact group by 1 order by 1',
  );
  return Object.fromEntries(rows.map((r) => [r.name, r.n]));
}

test('three months are made, also around rows in the default partition; none is lost', async () => {
  for (const at of [november, november + 1, Date.UTC(2026, 11, 1), Date.UTC(2025, 0, 1)]) {
    await put(at);
  }
  assert.deepEqual(await rowsByTable(), { fact_default: 4 });
  // Two instances at once, and again later.
  await Promise.all([ensurePartitions(db, november), ensurePartitions(db, november)]);
  await ensurePartitions(db, november);
  await put(Date.UTC(2027, 0, 31, 23, 59));
  await put(Date.UTC(2027, 1, 1));
  assert.deepEqual(await rowsByTable(), {
    fact_2026_11: 2,
    fact_2026_12: 1,
    fact_2027_01: 1,
    fact_default: 2,
  });
});

test('daily the next month is made; a long reader delays it, and nobody who writes', async () => {
  const clock = makeTestClock(Date.UTC(2026, 10, 30, 12));
  const partitions = makePartitions({ db, clock, log });
  await partitions.start();
  const reader = await fresh.pool.connect();
  await reader.query('begin; select count(*) from fact_default');
  await clock.advance(24 * 3_600_000);
  await new Promise((resolve) => setTimeout(resolve, 100));
  const began = performance.now();
  await put(Date.UTC(2027, 1, 2));
  assert.ok(performance.now() - began < 3000);
  await reader.query('commit');
  reader.release();
  await soon(async () => {
    await clock.advance(600_000);
    assert.equal((await rowsByTable()).fact_2027_02, 2);
  });
  await partitions.stop();
});
