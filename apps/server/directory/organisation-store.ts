import { Refusal } from '@anyuan/contracts/errors.ts';
import type { OrganisationState } from '@anyuan/contracts/people-facts.ts';
import type { OrganisationKind } from '@anyuan/contracts/permissions.ts';
import { sql } from 'kysely';
import type { Tx } from '../platform/db.ts';
import type { Query } from './store.ts';

export function findUnits(db: Query) {
  return db
    .selectFrom('organisation')
    .select(['id', 'kind', 'name', 'police_parent_id', 'education_parent_id', 'version'])
    .select((e) => e('archived_at', 'is not', null).as('archived'))
    .select((e) =>
      e
        .selectFrom('role_assignment')
        .innerJoin('person', 'person.id', 'role_assignment.person_id')
        .select((c) => c.fn.count<number>('person.id').distinct().as('n'))
        .whereRef('role_assignment.organisation_id', '=', 'organisation.id')
        .where('person.active', '=', true)
        .as('people'),
    )
    .orderBy('name')
    .execute();
}

export async function findKinds(db: Query): Promise<Map<string, OrganisationKind>> {
  const rows = await db
    .selectFrom('organisation')
    .select(['id', 'kind'])
    .where('archived_at', 'is', null)
    .execute();
  return new Map(rows.map((r) => [r.id, r.kind]));
}

interface Edit extends OrganisationState {
  id: string;
  basedOn: number;
  kind: OrganisationKind;
}

/** Adds or changes an organisation under a lock of the whole tree. @throws Refusal */
export async function saveUnit(tx: Tx, edit: Edit, now: number) {
  await sql`select pg_advisory_xact_lock(hashtext('anyuan organisations'))`.execute(tx);
  const units = new Map((await findUnits(tx)).map((u) => [u.id, u]));
  const own = units.get(edit.id);
  if ((own?.version ?? 0) !== edit.basedOn) throw new Refusal('edit.changedMeanwhile');
  const kind = own?.kind ?? edit.kind;
  const police = units.get(edit.policeParentId ?? '');
  const education = units.get(edit.educationParentId ?? '');
  const isPolice = police?.kind === 'policeBureau' || police?.kind === 'policeStation';
  const fits = {
    policeBureau: edit.policeParentId === null || police?.kind === 'policeBureau',
    policeStation: police?.kind === 'policeBureau',
    educationBureau: edit.policeParentId === null,
    school: isPolice,
  }[kind];
  const educationFits = edit.educationParentId === null || education?.kind === 'educationBureau';
  if (!fits || !educationFits) throw new Refusal('organisation.badParent');
  for (let at = police ?? education, steps = 0; at && steps < 20; steps++) {
    if (at.id === edit.id) throw new Refusal('organisation.badParent');
    at = units.get(at.police_parent_id ?? at.education_parent_id ?? '');
  }
  if (edit.archived && own && !own.archived) await checkEmpty(tx, edit.id, [...units.values()]);
  const row = {
    ...{ name: edit.name, police_parent_id: edit.policeParentId },
    ...{ education_parent_id: edit.educationParentId, archived_at: edit.archived ? now : null },
  };
  if (own) {
    await tx
      .updateTable('organisation')
      .set((e) => ({ ...row, version: e('version', '+', 1) }))
      .where('id', '=', edit.id)
      .execute();
  } else
    await tx
      .insertInto('organisation')
      .values({ id: edit.id, kind, ...row })
      .execute();
  const { name, policeParentId, educationParentId, archived } = edit;
  const before: OrganisationState | null = own
    ? {
        ...{ name: own.name, policeParentId: own.police_parent_id },
        ...{ educationParentId: own.education_parent_id, archived: Boolean(own.archived) },
      }
    : null;
  return { before, after: { name, policeParentId, educationParentId, archived } };
}

type Unit = Awaited<ReturnType<typeof findUnits>>[number];

async function checkEmpty(tx: Tx, id: string, units: readonly Unit[]): Promise<void> {
  const own = units.find((u) => u.id === id);
  const below = units.some(
    (u) => !u.archived && (u.police_parent_id === id || u.education_parent_id === id),
  );
  const terminal = await tx
    .selectFrom('terminal')
    .select('id')
    .where('school_id', '=', id)
    .where('archived_at', 'is', null)
    .limit(1)
    .executeTakeFirst();
  if (below || terminal || Number(own?.people ?? 0) > 0) throw new Refusal('organisation.notEmpty');
}
