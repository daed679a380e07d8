import type { RecordSubject } from '@anyuan/contracts/record-lists.ts';
import type { RecordFilter } from '@anyuan/contracts/records.ts';
import type { Kysely } from 'kysely';
import { json } from '../platform/db.ts';
import type { Tables } from '../platform/tables.ts';

type Query = Kysely<Tables>;

/** Own ones, and those shared at any of these organisations, in the order of their names. */
export function findFilters(
  db: Query,
  reader: { personId: string; organisationIds: readonly string[] },
) {
  return db
    .selectFrom('saved_filter')
    .innerJoin('person', 'person.id', 'saved_filter.person_id')
    .selectAll('saved_filter')
    .select('person.name as by_name')
    .where((e) =>
      e.or([
        e('saved_filter.person_id', '=', reader.personId),
        ...(reader.organisationIds.length > 0
          ? [e('saved_filter.organisation_id', 'in', [...reader.organisationIds])]
          : []),
      ]),
    )
    .orderBy('saved_filter.name')
    .orderBy('saved_filter.id')
    .execute();
}

export interface FilterToSave {
  id: string;
  personId: string;
  organisationId: string | null;
  name: string;
  subject: RecordSubject;
  filter: RecordFilter;
  at: number;
}

/** False when somebody else's stands under this id. */
export async function saveFilter(db: Query, f: FilterToSave): Promise<boolean> {
  const values = {
    organisation_id: f.organisationId,
    name: f.name,
    subject: f.subject,
    body: json(f.filter),
    saved_at: f.at,
  };
  const row = await db
    .insertInto('saved_filter')
    .values({ id: f.id, person_id: f.personId, ...values })
    .onConflict((c) =>
      c.column('id').doUpdateSet(values).where('saved_filter.person_id', '=', f.personId),
    )
    .returning('id')
    .executeTakeFirst();
  return row !== undefined;
}

export async function deleteFilter(db: Query, of: { id: string; personId: string }): Promise<void> {
  await db
    .deleteFrom('saved_filter')
    .where('id', '=', of.id)
    .where('person_id', '=', of.personId)
    .execute();
}
