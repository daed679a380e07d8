import type { Kysely } from 'kysely';
import type { Tables } from '../platform/tables.ts';
import type { EvidenceView } from './package.ts';

/** Who did one of these with any of these subjects, oldest first. */
export async function findViews(
  db: Kysely<Tables>,
  of: { subjects: readonly string[]; actions: readonly string[] },
): Promise<EvidenceView[]> {
  const rows = await db
    .selectFrom('audit')
    .leftJoin('person', 'person.id', 'audit.person_id')
    .select(['audit.at', 'audit.action', 'audit.detail', 'person.name'])
    .where('audit.subject', 'in', [...of.subjects])
    .where('audit.action', 'in', [...of.actions])
    .orderBy('audit.id')
    .execute();
  return rows.map(({ at, action, detail, name }) => {
    const { reason } = detail;
    return { at, action, personName: name, reason: typeof reason === 'string' ? reason : null };
  });
}
