import type { RolloutStage, RolloutState } from '@anyuan/contracts/routes/software.ts';
import type { ToldTerminal } from '@anyuan/core/devices/rollout.ts';
import { type SelfTestSeen, selfTestSince } from '@anyuan/core/devices/self-test-since.ts';
import { type Kysely, type Selectable, sql } from 'kysely';
import { json, type Tx } from '../platform/db.ts';
import type { Tables } from '../platform/tables.ts';

type Query = Kysely<Tables>;
export type RolloutRow = Selectable<Tables['rollout']>;

const aboutRelease = ['id', 'version', 'platform', 'min_server', 'sha256', 'signature'] as const;

export function findReleases(query: Query) {
  return query
    .selectFrom('software_release')
    .select([...aboutRelease, 'added_at'])
    .select(sql<number>`length(archive)`.as('bytes'))
    .orderBy('added_at', 'desc')
    .orderBy('id', 'desc')
    .execute();
}

export function findRelease(query: Query, by: { version: string } | { id: string }) {
  const all = query.selectFrom('software_release').select(aboutRelease);
  const found = 'id' in by ? all.where('id', '=', by.id) : all.where('version', '=', by.version);
  return found.executeTakeFirst();
}

/** The archive, when this terminal was told to run it. */
export async function findArchive(
  query: Query,
  { sha256, terminalId }: { sha256: string; terminalId: string },
): Promise<Buffer | null> {
  const row = await query
    .selectFrom('software_release as s')
    .innerJoin('rollout as r', 'r.release_id', 's.id')
    .innerJoin('rollout_terminal as t', 't.rollout_id', 'r.id')
    .select('s.archive')
    .where('s.sha256', '=', sha256)
    .where('t.terminal_id', '=', terminalId)
    .limit(1)
    .executeTakeFirst();
  return row?.archive ?? null;
}

/** False when the version is there already. */
export async function insertRelease(
  tx: Tx,
  release: Selectable<Tables['software_release']>,
): Promise<boolean> {
  const row = await tx
    .insertInto('software_release')
    .values(release)
    .onConflict((c) => c.doNothing())
    .returning('id')
    .executeTakeFirst();
  return row !== undefined;
}

/** False when another one is not at its end. */
export async function insertRollout(
  tx: Tx,
  { stages, ...row }: Omit<RolloutRow, 'stages'> & { stages: RolloutStage[] },
): Promise<boolean> {
  const made = await tx
    .insertInto('rollout')
    .values({ ...row, stages: json(stages) })
    .onConflict((c) => c.doNothing())
    .returning('id')
    .executeTakeFirst();
  return made !== undefined;
}

export function findRollouts(query: Query) {
  return query
    .selectFrom('rollout as r')
    .innerJoin('software_release as s', 's.id', 'r.release_id')
    .selectAll('r')
    .select('s.version')
    .orderBy('r.begun_at', 'desc')
    .limit(20)
    .execute();
}

export function findRollout(query: Query, id: string) {
  return query
    .selectFrom('rollout as r')
    .innerJoin('software_release as s', 's.id', 'r.release_id')
    .selectAll('r')
    .select(['s.version', 's.platform'])
    .where('r.id', '=', id)
    .executeTakeFirst();
}

export function lockRollout(tx: Tx, id: string): Promise<RolloutRow | undefined> {
  return tx.selectFrom('rollout').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
}

export async function findDue(query: Query): Promise<{ id: string; due_at: number | null }[]> {
  return await query
    .selectFrom('rollout')
    .select(['id', 'due_at'])
    .where('due_at', 'is not', null)
    .orderBy('due_at')
    .execute();
}

export async function updateRollout(
  tx: Tx,
  id: string,
  change: Partial<Pick<RolloutRow, 'state' | 'stage' | 'changed_at' | 'changed_by' | 'reason'>> &
    Pick<RolloutRow, 'due_at'>,
): Promise<void> {
  await tx.updateTable('rollout').set(change).where('id', '=', id).execute();
}

/** Enrolled terminals in use, and what each reports to run. */
export function findTerminals(query: Query) {
  return query
    .selectFrom('terminal')
    .select(['id', 'school_id as schoolId'])
    .select(['name', 'zone_id as zoneId', 'state'])
    .select(sql<string | null>`heartbeat ->> 'version'`.as('version'))
    .select(sql<string | null>`heartbeat ->> 'updates'`.as('updates'))
    .where('secret_hash', 'is not', null)
    .where('archived_at', 'is', null)
    .execute();
}

export async function insertTold(
  tx: Tx,
  told: readonly Tables['rollout_terminal'][],
): Promise<void> {
  await tx
    .insertInto('rollout_terminal')
    .values([...told])
    .onConflict((c) => c.doNothing())
    .execute();
}

/** Those that report the version for the first time; gives them. */
export async function noteArrived(
  tx: Tx,
  { id, version, now }: { id: string; version: string; now: number },
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    update rollout_terminal r set version_at = ${now}::bigint
    from terminal t
    where t.id = r.terminal_id and r.rollout_id = ${id}::uuid and r.version_at is null
      and t.heartbeat ->> 'version' = ${version}
    returning t.id`.execute(tx);
  return rows.map((r) => r.id);
}

/** Faults of these terminals that are open now. */
export function findFaults(query: Query, ids: readonly string[]) {
  return query
    .selectFrom('terminal_fault')
    .select(['terminal_id as id', 'code'])
    .where('terminal_id', 'in', ids)
    .execute();
}

/**
 * Of fault `f` of terminal `t`, told as `r`: did we hear of it since? By our clock: `since` is the
 * terminal's own, and one that is behind must not hide what the new version did to it. One that was
 * open before and comes again is as before, unless it is about an update.
 */
const isNew = sql<boolean>`(f.code <> all(r.before_faults) or f.code like 'software.%') and exists (
  select from fact x where x.school_id = t.school_id and x.at >= r.told_at
    and x.type = 'terminal.faulted' and x.body ->> 'terminalId' = t.id::text
    and x.body ->> 'code' = f.code)`;

/** With what it reports to run and ran before. */
export interface ToldRow extends ToldTerminal {
  version: string | null;
  beforeVersion: string | null;
  name: string;
  zoneId: string;
}

type ReadTold = Omit<ToldRow, 'selfTest'> & {
  since: SelfTestSeen | null;
  beforeTest: SelfTestSeen | null;
  beforeFaults: string[];
};

/** `s` is a self-test: what is judged of it. */
const seen = sql`jsonb_build_object(
  'outcome', s.outcome, 'skipped', s.body -> 'skipped', 'findings', s.body -> 'findings')`;

export async function findTold(query: Query, rolloutId: string): Promise<ToldRow[]> {
  const { rows } = await sql<ReadTold>`
    select t.id, t.name, t.zone_id as "zoneId", r.stage, t.heartbeat ->> 'version' as version,
      r.before_version as "beforeVersion", r.told_at as "toldAt", r.version_at as "versionAt", t.state = 'online' as online,
      (select ${seen} from self_test s where s.terminal_id = t.id and s.received_at >= r.version_at
        order by s.received_at desc limit 1) as since,
      (select ${seen} from self_test s where s.terminal_id = t.id and s.received_at <= r.told_at
        and s.body ->> 'skipped' is distinct from 'alarm'
        order by s.received_at desc limit 1) as "beforeTest",
      r.before_faults as "beforeFaults",
      (select count(*)::int from terminal_fault f where f.terminal_id = t.id and ${isNew})
        as "newFaults"
    from rollout_terminal r join terminal t on t.id = r.terminal_id
    where r.rollout_id = ${rolloutId}::uuid`.execute(query);
  return rows.map(({ since, beforeTest, beforeFaults, ...row }) => ({
    ...row,
    selfTest: selfTestSince(since, { selfTest: beforeTest, faults: beforeFaults }),
  }));
}

/** Open faults of those told that we heard of since. */
export async function findNewFaults(query: Query, rolloutId: string) {
  return await query
    .selectFrom('rollout_terminal as r')
    .innerJoin('terminal as t', 't.id', 'r.terminal_id')
    .innerJoin('terminal_fault as f', 'f.terminal_id', 't.id')
    .select(['t.id', 'f.code', 'f.detail', 'f.since'])
    .where('r.rollout_id', '=', rolloutId)
    .where(isNew)
    .orderBy('f.since')
    .execute();
}

/** The last thing each of these was told. */
export async function findWishes(query: Query, ids: readonly string[]) {
  const { rows } = await sql<{
    id: string;
    state: RolloutState;
    version: string;
    sha256: string;
    signature: string;
    before: string | null;
  }>`
    select distinct on (t.terminal_id) t.terminal_id as id, r.state, s.version, s.sha256, s.signature,
      t.before_version as before
    from rollout_terminal t join rollout r on r.id = t.rollout_id
      join software_release s on s.id = r.release_id
    where t.terminal_id = any(${ids}::uuid[])
    order by t.terminal_id, t.told_at desc`.execute(query);
  return rows;
}
