import type { IncidentPart, Side } from '@anyuan/contracts/incident.ts';
import type { Role } from '@anyuan/contracts/permissions.ts';
import type { Kysely } from 'kysely';
import type { Tx } from '../platform/db.ts';
import type { Tables } from '../platform/tables.ts';

type Query = Kysely<Tables> | Tx;

/** Names of people involved. Callers shorten them; see core/incident/redact.ts. */
export function findInvolved(db: Query, incidentId: string) {
  return db
    .selectFrom('incident_person')
    .selectAll()
    .where('incident_id', '=', incidentId)
    .orderBy('id')
    .execute();
}

export async function insertInvolved(
  tx: Tx,
  p: { id: string; incidentId: string; name: string; minor: boolean; part: IncidentPart },
): Promise<void> {
  const { id, incidentId, name, minor, part } = p;
  await tx
    .insertInto('incident_person')
    .values({ id, incident_id: incidentId, name, minor, part })
    .onConflict((c) => c.column('id').doNothing())
    .execute();
}

export async function deleteInvolved(tx: Tx, id: string, incidentId: string): Promise<void> {
  await tx
    .deleteFrom('incident_person')
    .where('id', '=', id)
    .where('incident_id', '=', incidentId)
    .execute();
}

export async function insertNote(
  tx: Tx,
  n: { id: string; incidentId: string; side: Side; personId: string; at: number; text: string },
): Promise<void> {
  const { id, side, at, text } = n;
  const row = { id, incident_id: n.incidentId, side, person_id: n.personId, at, text };
  await tx.insertInto('incident_note').values(row).execute();
}

/** Private notes of one side, of these incidents (one with all that were merged into it). */
export function findNotes(db: Query, incidentIds: readonly string[], side: Side) {
  return db
    .selectFrom('incident_note as n')
    .innerJoin('person as p', 'p.id', 'n.person_id')
    .select(['n.id', 'n.at', 'n.text', 'p.name'])
    .where('n.incident_id', 'in', [...incidentIds])
    .where('n.side', '=', side)
    .orderBy('n.at')
    .orderBy('n.id')
    .execute();
}

/** Its own facts and those of every incident merged into it, oldest first. */
export function findIncidentFacts(db: Query, ids: readonly string[]) {
  return db
    .selectFrom('fact')
    .select(['at', 'type', 'body', 'incident_id'])
    .where('incident_id', 'in', [...ids])
    .orderBy('at')
    .orderBy('id')
    .execute();
}

export function findPlatformLinks(db: Query, incidentIds: readonly string[]) {
  return db
    .selectFrom('incident_platform')
    .select(['platform', 'number', 'state', 'at'])
    .where('incident_id', 'in', [...incidentIds])
    .orderBy('at')
    .execute();
}

/** Active people who hold one of these roles at one of these organisations. */
export async function findHolders(
  db: Query,
  at: { organisationIds: readonly string[]; roles: readonly Role[] },
): Promise<{ id: string; name: string; organisationId: string }[]> {
  if (at.organisationIds.length === 0) return [];
  return db
    .selectFrom('role_assignment as ra')
    .innerJoin('person as p', 'p.id', 'ra.person_id')
    .select(['p.id', 'p.name', 'ra.organisation_id as organisationId'])
    .distinct()
    .where('ra.organisation_id', 'in', [...at.organisationIds])
    .where('ra.role', 'in', [...at.roles])
    .where('p.active', '=', true)
    .orderBy('p.name')
    .execute();
}
