import { type Kysely, type Selectable, sql } from 'kysely';
import type { Tx } from '../platform/db.ts';
import type { Tables } from '../platform/tables.ts';

type Query = Kysely<Tables>;
export type TerminalRow = Selectable<Tables['terminal']>;

/** Hashes of enrolled terminals among these ids. */
export async function findSecretHashes(
  query: Query,
  terminalIds: readonly string[],
): Promise<Map<string, Buffer>> {
  const rows = await query
    .selectFrom('terminal')
    .select(['id', 'secret_hash'])
    .where('id', '=', sql<string>`any(${terminalIds}::uuid[])`)
    .where('secret_hash', 'is not', null)
    .execute();
  return new Map(rows.map((r) => [r.id, r.secret_hash as Buffer]));
}

export async function findAllSecretHashes(query: Query): Promise<Map<string, Buffer>> {
  const rows = await query
    .selectFrom('terminal')
    .select(['id', 'secret_hash'])
    .where('secret_hash', 'is not', null)
    .execute();
  return new Map(rows.map((r) => [r.id, r.secret_hash as Buffer]));
}

export function findTerminal(query: Query, terminalId: string): Promise<TerminalRow | undefined> {
  return query.selectFrom('terminal').selectAll().where('id', '=', terminalId).executeTakeFirst();
}

export function lockTerminal(tx: Tx, terminalId: string): Promise<TerminalRow | undefined> {
  return tx
    .selectFrom('terminal')
    .selectAll()
    .where('id', '=', terminalId)
    .forUpdate()
    .executeTakeFirst();
}

/**
 * A demonstration terminal that nobody uses: never enrolled before enrolled long ago, then by name.
 * With `name` that one (its whole name or its number), whoever had it. Two at once get two.
 */
export function lockFreeDemonstrationTerminal(
  tx: Tx,
  name: string | undefined,
): Promise<TerminalRow | undefined> {
  const own = tx
    .selectFrom('terminal')
    .selectAll()
    .where('demonstration', '=', true)
    .where('archived_at', 'is', null);
  const chosen =
    name === undefined
      ? own.where('state', '<>', 'online')
      : own.where((e) =>
          e.or([e('name', '=', name), e(sql<string>`split_part(name, ' ', 1)`, '=', name)]),
        );
  return chosen
    .orderBy(sql`enrolled_at nulls first`)
    .orderBy('name')
    .limit(1)
    .forUpdate()
    .skipLocked()
    .executeTakeFirst();
}

/** True on an installation that was filled with demonstration data. */
export async function findDemonstrationMark(query: Query): Promise<boolean> {
  const row = await query
    .selectFrom('installation')
    .select('value')
    .where('key', '=', 'demonstration')
    .executeTakeFirst();
  return row?.value === true;
}

export async function updateSecret(
  tx: Tx,
  terminalId: string,
  { secretHash, now }: { secretHash: Buffer; now: number },
): Promise<void> {
  await tx
    .updateTable('terminal')
    .set({ secret_hash: secretHash, enrolled_at: now })
    .where('id', '=', terminalId)
    .execute();
}

export async function insertEnrolmentCode(
  tx: Tx,
  code: { codeHash: Buffer; terminalId: string; expiresAt: number },
): Promise<void> {
  await tx
    .insertInto('enrolment_code')
    .values({
      code_hash: code.codeHash,
      terminal_id: code.terminalId,
      expires_at: code.expiresAt,
      used_at: null,
    })
    .execute();
}

/** Codes of this terminal that could still be redeemed end now. */
export async function endEnrolmentCodes(tx: Tx, terminalId: string, now: number): Promise<void> {
  await tx
    .updateTable('enrolment_code')
    .set({ expires_at: now })
    .where('terminal_id', '=', terminalId)
    .where('used_at', 'is', null)
    .where('expires_at', '>', now)
    .execute();
}

/** Terminal of a code, usable or not. */
export async function findTerminalOfCode(query: Query, codeHash: Buffer): Promise<string | null> {
  const row = await query
    .selectFrom('enrolment_code')
    .select('terminal_id')
    .where('code_hash', '=', codeHash)
    .executeTakeFirst();
  return row?.terminal_id ?? null;
}

/** Marks the code used; false when it was used or has expired. */
export async function useEnrolmentCode(tx: Tx, codeHash: Buffer, now: number): Promise<boolean> {
  const row = await tx
    .updateTable('enrolment_code')
    .set({ used_at: now })
    .where('code_hash', '=', codeHash)
    .where('used_at', 'is', null)
    .where('expires_at', '>', now)
    .returning('terminal_id')
    .executeTakeFirst();
  return row !== undefined;
}

export type ViewRow = Pick<
  TerminalRow,
  | 'id'
  | 'name'
  | 'state'
  | 'last_seen_at'
  | 'heartbeat'
  | 'config'
  | 'config_version'
  | 'heartbeat_sec'
> & {
  enrolled: boolean;
  faults: { code: string; since: number; detail: string }[];
};

/** What lists show of terminals, with open faults; all of them without `terminalIds`. */
export function findViewRows(query: Query, terminalIds?: readonly string[]): Promise<ViewRow[]> {
  const rows = query
    .selectFrom('terminal as t')
    .select(['t.id', 't.name', 't.state', 't.last_seen_at', 't.heartbeat', 't.config'])
    .select(['t.config_version', 't.heartbeat_sec'])
    .select((e) => e('t.secret_hash', 'is not', null).$castTo<boolean>().as('enrolled'))
    .select(
      sql<ViewRow['faults']>`coalesce((
        select jsonb_agg(jsonb_build_object('code', f.code, 'since', f.since, 'detail', f.detail)
          order by f.since)
        from terminal_fault f where f.terminal_id = t.id), '[]')`.as('faults'),
    )
    .orderBy('t.name');
  if (!terminalIds) return rows.execute();
  return rows.where('t.id', '=', sql<string>`any(${terminalIds}::uuid[])`).execute();
}

/** The configuration of a school's terminals has changed: counts it up, gives the terminals. */
export async function raiseConfigVersion(tx: Tx, schoolId: string): Promise<string[]> {
  const rows = await tx
    .updateTable('terminal')
    .set((e) => ({ config_version: e('config_version', '+', 1) }))
    .where('school_id', '=', schoolId)
    .returning('id')
    .execute();
  return rows.map(({ id }) => id);
}

/** What stands on the records of these terminals themselves. */
export async function findOwnConfigs(
  query: Query,
  terminalIds: readonly string[],
): Promise<Map<string, unknown>> {
  const rows = await query
    .selectFrom('terminal')
    .select(['id', 'config'])
    .where('id', '=', sql<string>`any(${terminalIds}::uuid[])`)
    .execute();
  return new Map(rows.map((r) => [r.id, r.config]));
}

/** Terminals whose configuration changed: what they report is outdated from now on. */
export async function raiseConfigVersions(tx: Tx, terminalIds: readonly string[]): Promise<void> {
  await tx
    .updateTable('terminal')
    .set((e) => ({ config_version: e('config_version', '+', 1) }))
    .where('id', '=', sql<string>`any(${terminalIds}::uuid[])`)
    .execute();
}
