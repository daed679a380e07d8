import type { Db } from '../platform/db.ts';

/** Does an administrator still have the password everybody can read in the documentation? */
export async function administratorsUnchanged(db: Db): Promise<boolean> {
  const row = await db.query
    .selectFrom('person')
    .innerJoin('role_assignment', 'role_assignment.person_id', 'person.id')
    .select('person.id')
    .where('role_assignment.role', '=', 'administrator')
    .where('person.must_change_password', '=', true)
    .where('person.active', '=', true)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}
