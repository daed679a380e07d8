import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { emptyDatabase } from '@anyuan/testkit/fresh-database.ts';
import { migrate, readMigrations } from './migrate.ts';

const first = 'create table alarm (id int primary key);\ninsert into alarm values (1);';
const second = 'alter table alarm add column place text;';

async function withDatabase(
  work: (use: {
    pool: import('pg').Pool;
    dir: string;
    write: (name: string, sql: string) => Promise<void>;
  }) => Promise<void>,
): Promise<void> {
  const dir = await mkdtemp(join(tmpdir(), 'anyuan-migrate-'));
  const database = await emptyDatabase();
  try {
    const write = (name: string, sql: string) => writeFile(join(dir, name), sql);
    await write('0001_alarm.sql', first);
    await work({ pool: database.pool, dir, write });
  } finally {
    await database.drop();
    await rm(dir, { recursive: true });
  }
}

test('runs what is new, in order, once', () =>
  withDatabase(async ({ pool, dir, write }) => {
    assert.deepEqual(await migrate({ pool, dir }), { applied: ['0001_alarm.sql'] });
    await write('0002_place.sql', second);
    assert.deepEqual(await migrate({ pool, dir }), { applied: ['0002_place.sql'] });
    assert.deepEqual(await migrate({ pool, dir }), { applied: [] });
    const { rows } = await pool.query('select id, place from alarm');
    assert.deepEqual(rows, [{ id: 1, place: null }]);
  }));

test('servers that start together migrate one after the other', () =>
  withDatabase(async ({ pool, dir }) => {
    const results = await Promise.all([1, 2, 3].map(() => migrate({ pool, dir })));
    assert.equal(results.flatMap((result) => result.applied).length, 1);
  }));

test('a failing file leaves nothing behind and names its line; those before it stay', () =>
  withDatabase(async ({ pool, dir, write }) => {
    await write('0002_broken.sql', `${second}\ninsert into nowhere values (1);`);
    await assert.rejects(migrate({ pool, dir }), {
      code: 'migration.failed',
      message: /0002_broken\.sql:2[\s\S]*"nowhere" does not exist/,
    });
    const { rows } = await pool.query('select * from alarm');
    assert.deepEqual(rows, [{ id: 1 }]);
    await write('0002_broken.sql', second);
    assert.deepEqual(await migrate({ pool, dir }), { applied: ['0002_broken.sql'] });
  }));

test('an edited file and a database newer than the program are refused; line ends do not count', () =>
  withDatabase(async ({ pool, dir, write }) => {
    await write('0002_place.sql', second);
    await migrate({ pool, dir });
    await write('0001_alarm.sql', first.replaceAll('\n', '\r\n'));
    assert.deepEqual(await migrate({ pool, dir }), { applied: [] });
    await write('0001_alarm.sql', `${first} -- edited`);
    await assert.rejects(migrate({ pool, dir }), { code: 'migration.changed' });
    await write('0001_alarm.sql', first);
    await rm(join(dir, '0002_place.sql'));
    await assert.rejects(migrate({ pool, dir }), { code: 'migration.missing' });
  }));

test('file names are checked before anything runs', () =>
  withDatabase(async ({ dir, write }) => {
    await write('0001_twice.sql', second);
    await assert.rejects(readMigrations(dir), { code: 'migration.doubled' });
    await rm(join(dir, '0001_twice.sql'));
    await write('2-odd.sql', second);
    await assert.rejects(readMigrations(dir), { code: 'migration.badName' });
  }));
