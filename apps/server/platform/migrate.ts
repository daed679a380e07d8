import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type pg from 'pg';
import { platformFailure } from './failure.ts';

/** One forward-only SQL file `NNNN_name.sql`. The checksum is of the text with line ends normalised. */
export type Migration = { version: number; name: string; sql: string; checksum: string };

/** Reads and checks all migrations of a folder, in order. Throws migration.badName, migration.doubled. */
export async function readMigrations(dir: string): Promise<Migration[]> {
  const files = (await readdir(dir)).filter((file) => file.endsWith('.sql')).sort();
  const migrations = await Promise.all(files.map((file) => readMigration(dir, file)));
  for (const [index, migration] of migrations.entries()) {
    if (migrations[index - 1]?.version === migration.version) throw doubled(migration);
  }
  return migrations;
}

async function readMigration(dir: string, file: string): Promise<Migration> {
  const match = /^(\d{4})_([a-z0-9_]+)\.sql$/.exec(file);
  if (match === null) {
    throw platformFailure({
      code: 'migration.badName',
      zh: `迁移文件名 ${file} 不合规，应形如 0001_init.sql`,
      en: `the migration file name ${file} must look like 0001_init.sql`,
    });
  }
  const sql = (await readFile(join(dir, file), 'utf8')).replaceAll('\r\n', '\n');
  const checksum = createHash('sha256').update(sql).digest('hex');
  return { version: Number(match[1]), name: match[2] ?? '', sql, checksum };
}

/** Any number; the same for every Anyuan server, so that two that start together migrate one after the other. */
const advisoryLock = 7_305_011_841;

/**
 * Brings a database up to the migrations of `dir`: each new file in a transaction of its own, under an advisory
 * lock. A file that needs to run outside a transaction is not supported on purpose.
 *
 * Throws PlatformFailure: database.unreachable, migration.changed (a file that ran was edited), migration.missing (the database is newer
 * than this program), migration.failed (with the place in the file; nothing of that file remains).
 */
export async function migrate(options: {
  pool: pg.Pool;
  dir: string;
  /** Only these versions: the state of the schema that a backup is of. */
  only?: ReadonlySet<number>;
}): Promise<{ applied: string[] }> {
  const migrations = await readMigrations(options.dir);
  const client = await options.pool.connect().catch((cause) => {
    throw unreachable(cause);
  });
  try {
    await client.query('select pg_advisory_lock($1)', [advisoryLock]);
    const { only } = options;
    const wanted = migrations.filter((m) => only === undefined || only.has(m.version));
    const pending = await findPending(client, wanted);
    for (const migration of pending) await apply(client, migration);
    return { applied: pending.map(fileOf) };
  } finally {
    await client.query('select pg_advisory_unlock($1)', [advisoryLock]).catch(() => {});
    client.release();
  }
}

async function findPending(client: pg.PoolClient, migrations: Migration[]): Promise<Migration[]> {
  await client.query(`create table if not exists schema_migration (
    version integer primary key,
    name text not null,
    checksum text not null,
    applied_at timestamptz not null default now()
  )`);
  const { rows } = await client.query<{ version: number; name: string; checksum: string }>(
    'select version, name, checksum from schema_migration order by version',
  );
  const known = new Map(migrations.map((migration) => [migration.version, migration]));
  for (const row of rows) {
    const migration = known.get(row.version);
    if (migration === undefined) throw missing(row.version, row.name);
    if (migration.checksum !== row.checksum) throw changed(migration);
  }
  const done = new Set(rows.map((row) => row.version));
  return migrations.filter((migration) => !done.has(migration.version));
}

async function apply(client: pg.PoolClient, migration: Migration): Promise<void> {
  try {
    await client.query('begin');
    await client.query(migration.sql);
    await client.query(
      'insert into schema_migration (version, name, checksum) values ($1, $2, $3)',
      [migration.version, migration.name, migration.checksum],
    );
    await client.query('commit');
  } catch (error) {
    await client.query('rollback').catch(() => {});
    throw failed(migration, error);
  }
}

function fileOf(migration: { version: number; name: string }): string {
  return `${String(migration.version).padStart(4, '0')}_${migration.name}.sql`;
}

function unreachable(cause: unknown): Error {
  const { message, code = '' } = cause as { message: string; code?: string };
  return platformFailure({
    code: 'database.unreachable',
    zh: `连不上数据库，请检查 --database-url 的地址、账号、密码与防火墙（${message || code}）`,
    en: `the database cannot be reached; check address, account, password and firewall of --database-url (${message || code})`,
    cause,
  });
}

function failed(migration: Migration, cause: unknown): Error {
  const position = Number((cause as { position?: string }).position ?? 0);
  const line = migration.sql.slice(0, position).split('\n').length;
  const place = position > 0 ? `${fileOf(migration)}:${line}` : fileOf(migration);
  return platformFailure({
    code: 'migration.failed',
    zh: `数据库升级在 ${place} 失败，该文件的改动已全部撤销，数据未受影响`,
    en: `the database upgrade failed at ${place}; nothing of that file remains and the data is untouched`,
    detail: cause instanceof Error ? cause.message : String(cause),
    cause,
  });
}

function changed(migration: Migration): Error {
  const file = fileOf(migration);
  return platformFailure({
    code: 'migration.changed',
    zh: `已执行过的迁移 ${file} 被修改；请恢复原文件，并把改动写进新的迁移文件`,
    en: `${file} was edited after it ran on this database; restore it and put the change into a new migration`,
  });
}

function missing(version: number, name: string): Error {
  const file = fileOf({ version, name });
  return platformFailure({
    code: 'migration.missing',
    zh: `数据库比本程序新（含有 ${file}）；请使用更新的程序，或恢复升级前的备份`,
    en: `the database is newer than this program (it has ${file}); use the newer program or restore the backup made before`,
  });
}

function doubled(migration: Migration): Error {
  const version = String(migration.version).padStart(4, '0');
  return platformFailure({
    code: 'migration.doubled',
    zh: `有两个迁移文件使用编号 ${version}，请把后加入的改为下一个编号`,
    en: `two migration files have the number ${version}; give the later one the next number`,
  });
}
