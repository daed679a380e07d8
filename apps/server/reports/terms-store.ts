import type { SchoolTerm } from '@anyuan/contracts/routes/reports.ts';
import { type Kysely, sql } from 'kysely';
import type { Tx } from '../platform/db.ts';
import type { Tables } from '../platform/tables.ts';

type Query = Kysely<Tables> | Tx;

/** Terms of the first of these organisations that has any. */
export async function findTerms(
  db: Query,
  line: readonly string[],
): Promise<{ terms: SchoolTerm[]; ofId: string | null }> {
  const rows = await db
    .selectFrom('school_term')
    .selectAll()
    .where('organisation_id', '=', sql<string>`any(${[...line]}::uuid[])`)
    .orderBy('from_day')
    .execute();
  const ofId = line.find((id) => rows.some((r) => r.organisation_id === id)) ?? null;
  const mine = rows.filter((r) => r.organisation_id === ofId);
  return { ofId, terms: mine.map((r) => ({ name: r.name, fromDay: r.from_day, toDay: r.to_day })) };
}

/** In place of those that were there. */
export async function saveTerms(
  tx: Tx,
  organisationId: string,
  terms: readonly SchoolTerm[],
): Promise<void> {
  await tx.deleteFrom('school_term').where('organisation_id', '=', organisationId).execute();
  if (terms.length === 0) return;
  await tx
    .insertInto('school_term')
    .values(
      terms.map((t) => ({
        organisation_id: organisationId,
        from_day: t.fromDay,
        to_day: t.toDay,
        name: t.name,
      })),
    )
    .execute();
}
