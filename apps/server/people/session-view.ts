import { Refusal } from '@anyuan/contracts/errors.ts';
import { permissions } from '@anyuan/contracts/permissions.ts';
import type { SessionView } from '@anyuan/contracts/routes/session.ts';
import type { Db } from '../platform/db.ts';
import type { Who } from '../platform/who.ts';
import * as store from './store.ts';

interface ViewOptions {
  db: Db;
  postsOf(personId: string): SessionView['onDuty'];
  vapidPublicKey(): Promise<string>;
}

/** Who is signed in, what they may do and which posts they fill now. */
export async function sessionViewOf(options: ViewOptions, who: Who): Promise<SessionView> {
  const { db } = options;
  const [person, assignments, demonstration, vapidPublicKey] = await Promise.all([
    store.findPerson(db.query, who.personId),
    store.findAssignments(db.query, who.personId),
    store.findInstallation(db.query, 'demonstration'),
    options.vapidPublicKey(),
  ]);
  if (!person) throw new Refusal('session.required');
  return {
    personId: who.personId,
    name: person.name,
    locale: person.locale,
    mustChangePassword: person.must_change_password,
    assignments: assignments.map((a) => ({
      organisationId: a.organisation_id,
      organisationName: a.name,
      organisationKind: a.kind,
      role: a.role,
    })),
    onDuty: options.postsOf(who.personId),
    permissions: permissions.filter((p) => who.permissions.has(p)),
    demonstration: demonstration !== undefined && demonstration !== false,
    vapidPublicKey,
  };
}
