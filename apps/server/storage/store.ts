import type { StorageKind } from '@anyuan/contracts/routes/storage.ts';
import type { Sample } from '@anyuan/core/storage/growth.ts';
import { type Kysely, sql } from 'kysely';
import type { Tables } from '../platform/tables.ts';

type Query = Kysely<Tables>;
type TableKind = Extract<StorageKind, 'alarms' | 'messages' | 'audit' | 'otherTables'>;

/** Room of the tables with their indexes, by what they hold. Reads the catalogue, not the rows. */
export async function sizeOfTables(db: Query): Promise<Record<TableKind, number>> {
  const { rows } = await sql<{ kind: TableKind; bytes: string }>`
    select case
        when relname ~ '^(alarm|detection|fact|delivery|response)' then 'alarms'
        when relname ~ '^notification' then 'messages'
        when relname in ('audit', 'seal') then 'audit'
        else 'otherTables' end as kind,
      sum(pg_total_relation_size(oid)) as bytes
    from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace
    group by 1`.execute(db);
  const found = { alarms: 0, messages: 0, audit: 0, otherTables: 0 };
  for (const { kind, bytes } of rows) found[kind] = Number(bytes);
  return found;
}

/** The first look of a day counts. */
export async function insertSamples(
  db: Query,
  day: number,
  sizes: readonly { kind: StorageKind; bytes: number }[],
): Promise<void> {
  await db
    .insertInto('storage_sample')
    .values(sizes.map(({ kind, bytes }) => ({ day, kind, bytes })))
    .onConflict((c) => c.columns(['day', 'kind']).doNothing())
    .execute();
}

export async function hasSample(db: Query, day: number): Promise<boolean> {
  const row = await db
    .selectFrom('storage_sample')
    .select('kind')
    .where('day', '=', day)
    .executeTakeFirst();
  return row !== undefined;
}

export async function findSamples(db: Query, fromDay: number): Promise<Map<string, Sample[]>> {
  const rows = await db
    .selectFrom('storage_sample')
    .selectAll()
    .where('day', '>=', fromDay)
    .execute();
  return Map.groupBy(rows, (r) => r.kind);
}
