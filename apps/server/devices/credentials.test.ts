import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { makeTestClock } from '@anyuan/testkit/clock.ts';
import { type FreshDatabase, freshDatabase } from '@anyuan/testkit/fresh-database.ts';
import { type Db, openDb } from '../platform/db.ts';
import { seedForBench } from '../seed/seed-for-bench.ts';
import { makeCredentials } from './credentials.ts';
import { sha256 } from './enrolment-code.ts';

const clock = makeTestClock(1_772_000_000_000);
let fresh: FreshDatabase;
let db: Db;
let terminals: { id: string; secret: string }[];
let queries = 0;

before(async () => {
  fresh = await freshDatabase();
  db = openDb(fresh.connection);
  terminals = (await seedForBench({ db, clock, terminals: 2000, schools: 2, consoles: 0 }))
    .terminals;
  db.pool.on('acquire', () => void queries++);
});
after(async () => {
  await db.close();
  await fresh.drop();
});

const all = (credentials: ReturnType<typeof makeCredentials>) =>
  Promise.all(terminals.map((t) => credentials.authenticateTerminal(t.id, t.secret)));

test('two thousand terminals that connect together cost a handful of queries', async () => {
  const credentials = makeCredentials({ db, clock });
  queries = 0;
  assert.ok((await all(credentials)).every(Boolean));
  assert.ok(queries <= 5, `${queries} queries`);
  queries = 0;
  assert.ok((await all(credentials)).every(Boolean));
  assert.equal(queries, 0);
});

test('read ahead at the start, they cost none', async () => {
  const credentials = makeCredentials({ db, clock });
  await credentials.preload();
  queries = 0;
  assert.ok((await all(credentials)).every(Boolean));
  assert.equal(queries, 0);
});

test('an enrolment by another instance is seen: the new secret soon, the old one no longer than a minute', async () => {
  const credentials = makeCredentials({ db, clock });
  await credentials.preload();
  const { id, secret } = terminals[0] as { id: string; secret: string };
  await db.query
    .updateTable('terminal')
    .set({ secret_hash: sha256('another') })
    .where('id', '=', id)
    .execute();
  clock.jump(1000);
  assert.equal(await credentials.authenticateTerminal(id, 'another'), true);
  assert.equal(await credentials.authenticateTerminal(id, secret), false);
});

test('with the database away, those in memory still get in and nobody else', async () => {
  const other = openDb(fresh.connection);
  const credentials = makeCredentials({ db: other, clock });
  await credentials.preload();
  await other.close();
  clock.jump(3600_000);
  const { id, secret } = terminals[1] as { id: string; secret: string };
  assert.equal(await credentials.authenticateTerminal(id, secret), true);
  assert.equal(await credentials.authenticateTerminal(id, 'wrong'), false);
  await assert.rejects(
    credentials.authenticateTerminal('00000000-0000-4000-8000-000000000000', 'unknown'),
  );
});
