import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join as joinPath } from 'node:path';
import { fileURLToPath } from 'node:url';
import { migrate, readMigrations } from '@anyuan/server/platform/migrate.ts';
import {
  findRunningPostgres,
  type PostgresConnection,
  startPostgres,
  stopRunningPostgres,
} from '@anyuan/server/platform/postgres-launcher.ts';
import { type ProcessLock, waitForLock } from '@anyuan/server/platform/process-lock.ts';
import pg from 'pg';

const migrationsDir = fileURLToPath(new URL('../../db/migrations', import.meta.url));
const reaperFile = fileURLToPath(new URL('./test-postgres-reaper.ts', import.meta.url));

/** One database server for all test processes of this checkout and this user. */
const checkoutKey = createHash('sha256')
  .update(import.meta.url)
  .digest('hex')
  .slice(0, 8);
const dataDir = () => joinPath(tmpdir(), `anyuan-test-${process.getuid?.() ?? 0}-${checkoutKey}`);

/** How fresh-database.ts reaches the shared server. `admin` is connected to no test database. */
export type TestPostgres = {
  connection: PostgresConnection;
  admin: pg.Pool;
  /** Migrated once per content of db/migrations, then copied. */
  template: string;
};

const silentLog = { info() {}, warn() {}, error: console.error };

let started: Promise<TestPostgres> | null = null;

/** Starts the shared server, or joins the one another test process started. Once per process. */
export function joinTestPostgres(): Promise<TestPostgres> {
  started ??= joinOnce();
  return started;
}

async function joinOnce(): Promise<TestPostgres> {
  return await locked(async () => {
    const options = { dataDir: dataDir(), log: silentLog, isShared: true, isDurable: false };
    const { connection, adopted } = await startPostgres(options);
    // This pool stays connected as long as the process lives: the reaper counts connections.
    const admin = new pg.Pool({
      ...connection,
      max: 3,
      idleTimeoutMillis: 0,
      allowExitOnIdle: true,
    });
    admin.on('error', () => {});
    const template = await templateName();
    if (!adopted) {
      spawnReaper();
      await dropLeftovers(admin, template);
    }
    await ensureTemplate(admin, connection, template);
    return { connection, admin, template };
  });
}

/** Stops the shared server at the end of a run; true when it was running. */
export async function stopTestPostgres(): Promise<boolean> {
  return await locked(() => stopRunningPostgres(dataDir()));
}

/** Stops the shared server when no test process is connected. Called by the reaper. */
export async function stopIdleTestPostgres(): Promise<'busy' | 'stopped'> {
  return await locked(async () => {
    if ((await countTestSessions()) > 0) return 'busy';
    await stopRunningPostgres(dataDir());
    return 'stopped';
  });
}

/** Sessions on the shared server; 0 when it does not run. */
export async function countTestSessions(): Promise<number> {
  const connection = findRunningPostgres(dataDir());
  if (connection === null) return 0;
  const client = new pg.Client(connection);
  await client.connect();
  const { rows } = await client.query(`select count(*)::int as sessions from pg_stat_activity
    where backend_type = 'client backend' and pid <> pg_backend_pid()`);
  await client.end();
  return rows[0].sessions;
}

async function locked<T>(work: () => Promise<T>): Promise<T> {
  const lock: ProcessLock | null = await waitForLock(`test-${checkoutKey}`, 60_000);
  if (lock === null) throw new Error('another test process holds the test database for 60 s');
  try {
    return await work();
  } finally {
    await lock.release();
  }
}

/** Ends the server some minutes after the last test process, when a test was run by hand. */
function spawnReaper(): void {
  const flags = ['--disable-warning=ExperimentalWarning', reaperFile];
  // The reaper must find the same folder; nothing else of our environment concerns it.
  const env = process.env.TMPDIR === undefined ? {} : { TMPDIR: process.env.TMPDIR };
  spawn(process.execPath, flags, { cwd: '/', detached: true, stdio: 'ignore', env }).unref();
}

async function templateName(): Promise<string> {
  const migrations = await readMigrations(migrationsDir);
  const sums = migrations.map((migration) => migration.checksum).join();
  return `template_${createHash('sha256').update(sums).digest('hex').slice(0, 16)}`;
}

async function dropLeftovers(admin: pg.Pool, template: string): Promise<void> {
  const { rows } = await admin.query<{ datname: string }>(
    `select datname from pg_database
     where (datname like 'test\\_%' or datname like 'template\\_%') and datname <> $1`,
    [template],
  );
  for (const row of rows) await admin.query(`drop database if exists ${row.datname} with (force)`);
}

/** Built under another name and renamed, so that a kill in the middle leaves no half-made template. */
async function ensureTemplate(
  admin: pg.Pool,
  connection: PostgresConnection,
  template: string,
): Promise<void> {
  const found = await admin.query('select 1 from pg_database where datname = $1', [template]);
  if (found.rowCount === 1) return;
  const draft = `${template}_draft`;
  await admin.query(`drop database if exists ${draft} with (force)`);
  await admin.query(`create database ${draft} template template0`);
  const pool = new pg.Pool({ ...connection, database: draft, max: 1 });
  try {
    await migrate({ pool, dir: migrationsDir });
  } finally {
    await pool.end();
  }
  await admin.query(`alter database ${draft} rename to ${template}`);
}
