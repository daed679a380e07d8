import { createReadStream, createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { BackedUpTable, BackupManifest } from '@anyuan/contracts/backup.ts';
import pg from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';

/** What the database part of a manifest says. */
export type TablesPart = Pick<
  BackupManifest,
  'migrations' | 'tables' | 'months' | 'counters' | 'newestAlarmAt' | 'clips'
>;

/** Which migrations ran is not data: the restored database runs its own. */
const notData = ['schema_migration'];

const quoted = (name: string) => pg.escapeIdentifier(name);
const listOf = (columns: readonly string[]) => columns.map(quoted).join(', ');

/** Every table with its columns, but not the months of `fact`: they are read through it. */
async function findTables(client: pg.ClientBase): Promise<Omit<BackedUpTable, 'rows'>[]> {
  const { rows } = await client.query<{ name: string; columns: string[] }>(
    `select c.relname as name, array_agg(a.attname::text order by a.attnum) as columns
     from pg_class c join pg_attribute a on a.attrelid = c.oid
     where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
       and not c.relispartition and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
       and c.relname <> all ($1)
     group by c.relname order by c.relname`,
    [notData],
  );
  return rows;
}

async function findMonths(client: pg.ClientBase): Promise<BackupManifest['months']> {
  const { rows } = await client.query<{ name: string; bound: string }>(
    `select c.relname as name, pg_get_expr(c.relpartbound, c.oid) as bound
     from pg_inherits i join pg_class c on c.oid = i.inhrelid
     where i.inhparent = 'fact'::regclass and c.relname ~ '^fact_\\d{4}_\\d{2}$' order by 1`,
  );
  return rows.map(({ name, bound }) => {
    const [fromMs = 0, toMs = 0] = (bound.match(/\d+/g) ?? []).map(Number);
    return { name, fromMs, toMs };
  });
}

async function findCounters(client: pg.ClientBase): Promise<BackupManifest['counters']> {
  const { rows } = await client.query<{ table: string; column: string; sequence: string }>(
    `select c.relname as table, a.attname::text as column,
       pg_get_serial_sequence(quote_ident(c.relname), a.attname) as sequence
     from pg_class c join pg_attribute a on a.attrelid = c.oid
     where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
       and not c.relispartition and a.attidentity <> '' order by 1, 2`,
  );
  const counters: BackupManifest['counters'] = [];
  for (const { table, column, sequence } of rows) {
    const found = await client.query<{ last: number }>(
      `select case when is_called then last_value else 0 end as last from ${sequence}`,
    );
    counters.push({ table, column, last: Number(found.rows[0]?.last ?? 0) });
  }
  return counters;
}

async function oneNumber(client: pg.ClientBase, text: string): Promise<number | null> {
  const { rows } = await client.query<{ n: string | number | null }>(text);
  const n = rows[0]?.n ?? null;
  return n === null ? null : Number(n);
}

/** Raised last; compared after a restore. */
export function newestAlarmAt(client: pg.ClientBase): Promise<number | null> {
  return oneNumber(client, 'select max(t2) as n from alarm');
}

/**
 * Writes every table to a file of `dir`, all of one snapshot: the caller's transaction must be repeatable read, so
 * that an alarm and its facts are both in it or both not. Alarms are taken meanwhile as ever.
 */
export async function dumpTables(
  client: pg.ClientBase,
  dir: string,
  onTable: (done: number, total: number) => void,
): Promise<TablesPart> {
  const found = await findTables(client);
  const tables: BackedUpTable[] = [];
  for (const { name, columns } of found) {
    onTable(tables.length, found.length);
    const copy = client.query(
      copyTo(`copy (select ${listOf(columns)} from ${quoted(name)}) to stdout`),
    );
    await pipeline(copy, createWriteStream(join(dir, `${name}.copy`), { mode: 0o600 }));
    tables.push({ name, columns, rows: copy.rowCount });
  }
  const { rows: migrations } = await client.query<BackupManifest['migrations'][number]>(
    'select version, name, checksum from schema_migration order by version',
  );
  const clips = await oneNumber(
    client,
    'select count(*) as n from detection where clip_stored_at is not null and clip_bytes is not null',
  );
  return {
    migrations,
    tables,
    months: await findMonths(client),
    counters: await findCounters(client),
    newestAlarmAt: await newestAlarmAt(client),
    clips: clips ?? 0,
  };
}

/**
 * Fills a database that has just been migrated: all in one transaction, without checking references, which held in
 * the snapshot. What migrations put there makes room for what was backed up.
 */
export async function loadTables(
  client: pg.ClientBase,
  dir: string,
  part: Pick<BackupManifest, 'tables' | 'months' | 'counters'>,
  onTable: (done: number, total: number) => void,
): Promise<void> {
  await client.query('begin');
  await client.query('set local session_replication_role = replica');
  const names = (await findTables(client)).map((t) => quoted(t.name));
  await client.query(`truncate ${names.join(', ')}`);
  for (const month of part.months) await makeMonth(client, month);
  for (const [index, { name, columns }] of part.tables.entries()) {
    onTable(index, part.tables.length);
    const copy = client.query(copyFrom(`copy ${quoted(name)} (${listOf(columns)}) from stdin`));
    await pipeline(createReadStream(join(dir, `${name}.copy`)), copy);
  }
  for (const { table, column, last } of part.counters) {
    await client.query('select setval(pg_get_serial_sequence($1, $2), $3, $4)', [
      ...[quoted(table), column],
      ...[Math.max(last, 1), last > 0],
    ]);
  }
  await client.query('commit');
  await client.query('analyze');
}

async function makeMonth(
  client: pg.ClientBase,
  { name, fromMs, toMs }: BackupManifest['months'][number],
): Promise<void> {
  const known = await client.query<{ oid: number | null }>('select to_regclass($1) as oid', [name]);
  if (known.rows[0]?.oid != null) return;
  await client.query(`create table ${quoted(name)} (like fact including all)`);
  await client.query(
    `alter table fact attach partition ${quoted(name)} for values from (${fromMs}) to (${toMs})`,
  );
}

/** How many rows each of these tables has. */
export async function countRows(
  client: pg.ClientBase,
  tables: readonly BackedUpTable[],
): Promise<Map<string, number>> {
  const rows = new Map<string, number>();
  for (const { name } of tables) {
    rows.set(name, (await oneNumber(client, `select count(*) as n from ${quoted(name)}`)) ?? 0);
  }
  return rows;
}
