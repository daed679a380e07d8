import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { Db, Tx } from '../platform/db.ts';
import type { Digests, Period, Seal } from './seal.ts';

/** Any number, the same for every instance: one of them seals at a time. */
const advisoryLock = 7_305_011_843;
const rowsAtOnce = 2000;

export async function lockSealing(tx: Tx): Promise<boolean> {
  const { rows } = await sql<{ ok: boolean }>`
    select pg_try_advisory_xact_lock(${advisoryLock}) as ok`.execute(tx);
  return rows[0]?.ok ?? false;
}

/** Somebody has been writing for longer than this: it may be dated before the end of a new seal. */
export async function isAnyoneWriting(db: Db['query'], seconds: number): Promise<boolean> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid()
      and backend_xid is not null and xact_start < now() - make_interval(secs => ${seconds})
  `.execute(db);
  return (rows[0]?.n ?? 0) > 0;
}

/** Time of the oldest row from `fromAt` on, or null when there is none. */
export async function findFirstAt(tx: Tx, fromAt: number): Promise<number | null> {
  const { rows } = await sql<{ at: number | null }>`
    select least((select min(at) from fact where at >= ${fromAt}),
                 (select min(at) from audit where at >= ${fromAt})) as at`.execute(tx);
  return rows[0]?.at ?? null;
}

/** Counts and digests what stands on record for this stretch, in the order of time and id. */
export async function digestPeriod(tx: Tx, { fromAt, toAt }: Period): Promise<Digests> {
  const facts = await digestRows(
    tx,
    sql`select json_build_array(id, at, type, school_id, alarm_id, incident_id, body::text)::text as line
        from fact where at >= ${fromAt} and at < ${toAt} order by at, id`,
  );
  const audits = await digestRows(
    tx,
    sql`select json_build_array(id, at, person_id, action, subject, detail::text)::text as line
        from audit where at >= ${fromAt} and at < ${toAt} order by at, id`,
  );
  return {
    facts: facts.count,
    factsDigest: facts.digest,
    audits: audits.count,
    auditsDigest: audits.digest,
  };
}

/** Through a cursor: a busy hour never stands in memory whole. */
async function digestRows(tx: Tx, query: ReturnType<typeof sql>) {
  await sql`declare sealed_rows no scroll cursor for ${query}`.execute(tx);
  const hash = createHash('sha256');
  let count = 0;
  for (;;) {
    const { rows } = await sql<{ line: string }>`
      fetch ${sql.lit(rowsAtOnce)} from sealed_rows`.execute(tx);
    for (const { line } of rows) hash.update(line).update('\n');
    count += rows.length;
    if (rows.length < rowsAtOnce) break;
  }
  await sql`close sealed_rows`.execute(tx);
  return { count, digest: hash.digest('hex') };
}

export async function findLastSeal(db: Db['query'] | Tx): Promise<Seal | null> {
  const row = await db.selectFrom('seal').selectAll().orderBy('number', 'desc').executeTakeFirst();
  return row ? toSeal(row) : null;
}

/** Seals after this number, oldest first. */
export async function findSealsAfter(db: Tx, number: number, limit: number): Promise<Seal[]> {
  const rows = await db
    .selectFrom('seal')
    .selectAll()
    .where('number', '>', number)
    .orderBy('number')
    .limit(limit)
    .execute();
  return rows.map(toSeal);
}

export async function insertSeal(tx: Tx, seal: Seal): Promise<void> {
  await tx
    .insertInto('seal')
    .values({
      number: seal.number,
      from_at: seal.fromAt,
      to_at: seal.toAt,
      facts: seal.facts,
      facts_digest: seal.factsDigest,
      audits: seal.audits,
      audits_digest: seal.auditsDigest,
      previous: seal.previous,
      hash: seal.hash,
      sealed_at: seal.sealedAt,
    })
    .execute();
}

function toSeal(row: {
  number: number;
  from_at: number;
  to_at: number;
  facts: number;
  facts_digest: string;
  audits: number;
  audits_digest: string;
  previous: string;
  hash: string;
  sealed_at: number;
}): Seal {
  return {
    number: row.number,
    fromAt: row.from_at,
    toAt: row.to_at,
    facts: row.facts,
    factsDigest: row.facts_digest,
    audits: row.audits,
    auditsDigest: row.audits_digest,
    previous: row.previous,
    hash: row.hash,
    sealedAt: row.sealed_at,
  };
}

/** Does a seal say that the audit had lines of that stretch of time? They may be past retention now. */
export async function wasAudited(tx: Tx, at: number): Promise<boolean> {
  const row = await tx
    .selectFrom('seal')
    .select('number')
    .where('from_at', '<=', at)
    .where('to_at', '>', at)
    .where('audits', '>', 0)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}
