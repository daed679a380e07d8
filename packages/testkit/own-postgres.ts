import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeLog } from '@anyuan/server/platform/log.ts';
import { migrate } from '@anyuan/server/platform/migrate.ts';
import { startPostgres } from '@anyuan/server/platform/postgres-launcher.ts';
import pg from 'pg';
import type { FreshDatabase } from './fresh-database.ts';

const migrations = fileURLToPath(new URL('../../db/migrations', import.meta.url));

/** A PostgreSQL of one test alone, which the test may kill. Durable, as in production. */
export interface OwnPostgres extends FreshDatabase {
  /** Kills every process of it, as a power cut would; the launcher starts it again. */
  kill(): Promise<void>;
}

export async function ownPostgres(): Promise<OwnPostgres> {
  const dataDir = mkdtempSync(join(tmpdir(), 'anyuan-own-postgres-'));
  const running = await startPostgres({ dataDir, log: makeLog({ level: 'silent' }) });
  const { connection } = running;
  const pool = new pg.Pool({ ...connection, max: 4, allowExitOnIdle: true });
  pool.on('error', () => {});
  pool.on('connect', (client) => client.on('error', () => {}));
  await migrate({ pool, dir: migrations });
  return {
    connection,
    pool,
    async kill() {
      const { rows } = await pool.query<{ content: string }>(
        `select pg_read_file('postmaster.pid') as content`,
      );
      const pid = Number(rows[0]?.content.split('\n')[0]);
      process.kill(pid, 'SIGKILL');
    },
    async drop() {
      await pool.end();
      await running.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
