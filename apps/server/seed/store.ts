import { sql } from 'kysely';
import { json, type Tx } from '../platform/db.ts';
import type { Tables } from '../platform/tables.ts';

type Rows<T extends keyof Tables> = { [C in keyof Tables[T]]?: unknown }[];

/**
 * Rows of one table in one statement, whatever their number: PostgreSQL takes 65,535 parameters at
 * most, so rows travel as one JSON document. Rows whose key is already there stay as they are.
 * Arrays and JSON columns are given as values, not as strings.
 */
export async function insertRows<T extends keyof Tables & string>(
  tx: Tx,
  table: T,
  rows: Rows<T>,
): Promise<void> {
  const first = rows[0];
  if (!first) return;
  const columns = sql.join(Object.keys(first).map((name) => sql.ref(name)));
  await sql`
    insert into ${sql.table(table)} (${columns})
    select ${columns} from jsonb_populate_recordset(null::${sql.table(table)}, ${json(rows)}::jsonb)
    on conflict do nothing`.execute(tx);
}

/** True when there is any organisation: somebody lives here already. */
export async function findAnyOrganisation(tx: Tx): Promise<boolean> {
  const row = await tx.selectFrom('organisation').select('id').limit(1).executeTakeFirst();
  return row !== undefined;
}

/** Only one seeding at a time, when two instances start on one empty database. */
export async function lockSeeding(tx: Tx): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtext('anyuan seed'))`.execute(tx);
}

/** Gives the terminals of a bench the secrets of this run. `hashes` are hex. */
export async function updateSecrets(
  tx: Tx,
  secrets: { id: string; hash: string }[],
  now: number,
): Promise<void> {
  await sql`
    update terminal t set secret_hash = decode(s.hash, 'hex'), enrolled_at = ${now}
    from jsonb_to_recordset(${json(secrets)}::jsonb) as s(id uuid, hash text)
    where t.id = s.id`.execute(tx);
}

/** Gives people who may have been seeded before the password of this run. */
export async function updatePasswords(
  tx: Tx,
  logins: readonly string[],
  passwordHash: string,
): Promise<void> {
  if (logins.length === 0) return;
  await tx
    .updateTable('person')
    .set({ password_hash: passwordHash })
    .where('login', 'in', logins)
    .execute();
}

/** Rewrites the statistics, so that the first queries after a bulk load are planned well. */
export async function analyse(tx: Tx): Promise<void> {
  await sql`analyze organisation, place, terminal, person, shift`.execute(tx);
}
