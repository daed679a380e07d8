import assert from 'node:assert/strict';
import { test } from 'node:test';
import { emptyDatabase, freshDatabase } from './fresh-database.ts';

test('two fresh databases know nothing of each other', async () => {
  const [one, two] = await Promise.all([freshDatabase(), freshDatabase()]);
  await one.pool.query('create table only_here (id int)');
  const seen = await two.pool.query(`select to_regclass('only_here') as found`);
  assert.equal(seen.rows[0].found, null);
  const migrated = await two.pool.query('select count(*)::int as n from schema_migration');
  assert.ok(migrated.rows[0].n >= 1);
  await Promise.all([one.drop(), two.drop()]);
});

test('an empty database has no table; a dropped one is gone although somebody is connected', async () => {
  const empty = await emptyDatabase();
  const tables = await empty.pool.query(
    `select count(*)::int as n from pg_class where relnamespace = 'public'::regnamespace`,
  );
  assert.equal(tables.rows[0].n, 0);
  await empty.drop();
  await empty.drop();
});
