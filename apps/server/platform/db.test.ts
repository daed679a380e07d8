import assert from 'node:assert/strict';
import { type AddressInfo, connect, createServer } from 'node:net';
import { after, before, test } from 'node:test';
import { type FreshDatabase, freshDatabase } from '@anyuan/testkit/fresh-database.ts';
import { soon } from '@anyuan/testkit/scenario.ts';
import { pino } from 'pino';
import { type Db, openDb } from './db.ts';
import { makeListener } from './listen.ts';

let fresh: FreshDatabase;
let db: Db;
/** While false, what is said goes nowhere and nothing comes back: a cut cable. */
let carries = true;
const line = createServer((near) => {
  const far = connect(`${fresh.connection.host}/.s.PGSQL.${fresh.connection.port}`);
  for (const [from, to] of [[near, far] as const, [far, near] as const]) {
    from.on('data', (bytes) => carries && to.write(bytes));
    from.on('error', () => {});
    from.on('close', () => to.destroy());
  }
});
before(async () => {
  fresh = await freshDatabase();
  await new Promise<void>((resolve) => line.listen(0, '127.0.0.1', resolve));
  const { port } = line.address() as AddressInfo;
  db = openDb({ ...fresh.connection, host: '127.0.0.1', port }, { max: 2, silentMs: 300 });
});
after(async () => {
  await db.close();
  line.close();
  await fresh.drop();
});

test('a database that has gone without a word fails the question, and a new connection is made', async () => {
  for (const pool of [db.pool, db.pipelined]) {
    carries = true;
    await pool.query('select 1');
    // Idle for longer than the limit: nothing was asked, nothing is wrong.
    await new Promise((resolve) => setTimeout(resolve, 500));
    carries = false;
    await assert.rejects(pool.query('select 2'));
    carries = true;
    assert.equal((await pool.query('select 3 as n')).rows[0].n, 3);
  }
});

test('who listens hears of a cut, comes back and looks once', async () => {
  const { port } = line.address() as AddressInfo;
  const heard: string[] = [];
  const log = pino({ level: 'silent' });
  const listener = makeListener({ ...fresh.connection, host: '127.0.0.1', port }, log, 100);
  listener.on('some_channel', (payload) => heard.push(payload));
  await listener.start();
  assert.deepEqual(heard, ['']);
  carries = false;
  await new Promise((resolve) => setTimeout(resolve, 500));
  carries = true;
  await soon(() => assert.deepEqual(heard, ['', '']));
  await fresh.pool.query(`notify some_channel, 'x'`);
  await soon(() => assert.deepEqual(heard, ['', '', 'x']));
  await listener.stop();
});

test('a transaction that nobody continues gives its locks back', async () => {
  for (const pool of [db.pool, db.pipelined]) {
    const { rows } = await pool.query('show idle_in_transaction_session_timeout');
    assert.equal(rows[0].idle_in_transaction_session_timeout, '10s');
  }
});
