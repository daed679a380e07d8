import { randomBytes } from 'node:crypto';
import type { PostgresConnection } from '@anyuan/server/platform/postgres-launcher.ts';
import pg from 'pg';
import { joinTestPostgres } from './test-postgres.ts';

export { stopTestPostgres } from './test-postgres.ts';

/** A database of one test: real PostgreSQL, migrated, empty, its own. */
export type FreshDatabase = {
  connection: PostgresConnection;
  pool: pg.Pool;
  /** Ends the pool and drops the database, whoever is still connected. */
  drop(): Promise<void>;
};

/** Copies the migrated template, some 40 ms after the first call of a run. */
export async function freshDatabase(): Promise<FreshDatabase> {
  const { template } = await joinTestPostgres();
  return await copyDatabase(template);
}

/** A database without any table, for tests of the migrations themselves. */
export async function emptyDatabase(): Promise<FreshDatabase> {
  return await copyDatabase('template0');
}

async function copyDatabase(template: string): Promise<FreshDatabase> {
  const { admin, connection: shared } = await joinTestPostgres();
  const database = `test_${process.pid}_${randomBytes(4).toString('hex')}`;
  await admin.query(`create database ${database} template ${template} strategy file_copy`);
  const connection = { ...shared, database };
  const pool = new pg.Pool({ ...connection, max: 10, allowExitOnIdle: true });
  // Dropping by force ends idle sessions; without a listener that would end the test process.
  pool.on('error', () => {});
  pool.on('connect', (client) => client.on('error', () => {}));
  const drop = async (): Promise<void> => {
    if (!pool.ended) await pool.end();
    await admin.query(`drop database if exists ${database} with (force)`);
  };
  return { connection, pool, drop };
}
