import type { IncidentGrade, IncidentState, Side } from '@anyuan/contracts/incident.ts';
import { dueAtOf, type Incident } from '@anyuan/core/incident/incident.ts';
import { type Kysely, type Selectable, sql } from 'kysely';
import { json, type Tx } from '../platform/db.ts';
import { lockDue } from '../platform/due-rows.ts';
import type { IncidentTable } from '../platform/incident-tables.ts';
import type { Tables } from '../platform/tables.ts';

type Query = Kysely<Tables> | Tx;

/** An incident as it lies in the database. */
export interface Stored extends Incident {
  number: number;
}

/** What is kept in columns (for lists and timers) is derived here alone. */
function toRow(i: Incident) {
  return {
    id: i.id,
    version: i.version,
    school_id: i.schoolId,
    state: i.state,
    source: i.source,
    alarm_kind: i.alarmKind,
    kind: i.kind,
    level: i.level,
    grade: i.grade,
    title: i.title,
    place: i.place,
    raised_by: i.raisedBy,
    shared: i.shared,
    holder: i.holder,
    offered_to: i.offer?.to ?? null,
    owner_id: i.ownerId,
    occurred_at: i.times.occurredAt,
    reported_at: i.times.reportedAt,
    concluded_at: i.times.concludedAt,
    deadline_at: i.chase?.deadlineAt ?? null,
    merged_into_id: i.mergedIntoId,
    body: json(i),
    due_at: dueAtOf(i),
  };
}

const toStored = (r: Selectable<IncidentTable>): Stored => ({ ...r.body, number: r.number });

/** Locks the rows until the transaction ends, always in one order. */
export async function lockIncidents(tx: Tx, ids: readonly string[]): Promise<Map<string, Stored>> {
  const rows = await tx
    .selectFrom('incident')
    .selectAll()
    .where('id', 'in', [...ids])
    .orderBy('id')
    .forUpdate()
    .execute();
  return new Map(rows.map((r) => [r.id, toStored(r)]));
}

/** Locks the incident that is longest due. */
export async function lockDueIncident(tx: Tx, now: number): Promise<Stored | undefined> {
  const [row] = await lockDue(tx, 'incident', { now, limit: 1 });
  return row && toStored(row);
}

/** Writes incidents, new ones and changed ones, and which alarms and people are theirs. */
export async function saveIncidents(tx: Tx, incidents: readonly Incident[], now: number) {
  for (const incident of incidents) {
    const row = toRow(incident);
    const { id: _id, ...changes } = row;
    await tx
      .insertInto('incident')
      .values(row)
      .onConflict((c) => c.column('id').doUpdateSet({ ...changes, step_failures: 0 }))
      .execute();
    await linkAlarms(tx, incident, now);
    const peopleIds = incident.people.map((p) => p.id);
    if (peopleIds.length > 0) {
      await tx
        .updateTable('incident_person')
        .set({ incident_id: incident.id })
        .where('id', 'in', peopleIds)
        .execute();
    }
  }
}

async function linkAlarms(tx: Tx, incident: Incident, now: number): Promise<void> {
  // Of a merged one the alarms went over to the other.
  if (incident.alarmIds.length === 0 || incident.mergedIntoId !== null) return;
  await tx
    .insertInto('incident_alarm')
    .columns(['alarm_id', 'incident_id', 'school_id', 'zone_id', 'linked_at'])
    .expression((e) =>
      e
        .selectFrom('alarm')
        .select([
          'id',
          sql<string>`${incident.id}::uuid`.as('incident_id'),
          'school_id',
          'zone_id',
          sql<number>`${now}::bigint`.as('linked_at'),
        ])
        .where('id', 'in', incident.alarmIds),
    )
    .onConflict((c) => c.column('alarm_id').doUpdateSet({ incident_id: incident.id }))
    .execute();
}

/** Sets a failing step back, so that it blocks no other. */
export async function setBackStep(db: Query, id: string, dueAt: number): Promise<void> {
  await db
    .updateTable('incident')
    .set((e) => ({ due_at: dueAt, step_failures: e('step_failures', '+', 1) }))
    .where('id', '=', id)
    .where('due_at', 'is not', null)
    .execute();
}

export async function findIncidents(db: Query, ids: readonly string[]): Promise<Stored[]> {
  if (ids.length === 0) return [];
  const rows = await db
    .selectFrom('incident')
    .selectAll()
    .where('id', 'in', [...ids])
    .execute();
  return rows.map(toStored);
}

/** What a reader may see of a school: everything shared, and what their own side raised. */
export interface Scope {
  schoolIds: readonly string[];
  /** Schools whose school side, or whose police side, this reader stands on. */
  lines: Readonly<Record<Side, readonly string[]>>;
}

export interface IncidentFilter extends Scope {
  state: IncidentState | 'open' | 'any';
  grade?: IncidentGrade | undefined;
  overdueAt?: number | undefined;
  mineOf?: string | undefined;
  shared?: boolean;
  text: string;
  before?: number | undefined;
  limit: number;
}

/** Findings of a review that this person has not mended yet. As the index `incident_findings` says it. */
export function hasToMend(personId: string) {
  const finding = JSON.stringify([{ ownerId: personId, doneAt: null }]);
  return sql<boolean>`(body -> 'findings' @> ${finding}::jsonb and body -> 'findings' <> '[]')`;
}

/** Newest first. Open for somebody is also what they have yet to mend after the review. */
export async function listIncidents(db: Query, f: IncidentFilter): Promise<Stored[]> {
  if (f.schoolIds.length === 0) return [];
  let query = visible(db, f);
  if (f.state === 'open') {
    const { mineOf } = f;
    query = query.where((e) =>
      e.or([e('due_at', 'is not', null), ...(mineOf === undefined ? [] : [hasToMend(mineOf)])]),
    );
  } else if (f.state !== 'any') query = query.where('state', '=', f.state);
  if (f.grade) query = query.where('grade', '=', f.grade);
  if (f.overdueAt !== undefined) query = query.where('deadline_at', '<', f.overdueAt);
  if (f.shared) {
    query = query.where((e) =>
      e.or([e('offered_to', 'is not', null), e('holder', '<>', e.ref('raised_by'))]),
    );
  }
  if (f.mineOf !== undefined) {
    const finding = JSON.stringify([{ ownerId: f.mineOf }]);
    query = query.where((e) =>
      e.or([
        e('owner_id', '=', f.mineOf ?? ''),
        sql<boolean>`body -> 'findings' @> ${finding}::jsonb`,
      ]),
    );
  }
  if (f.text !== '') {
    const like = `%${f.text.replace(/[\\%_]/g, '\\$&')}%`;
    const asked = Number(/^#?(\d{1,9})$/.exec(f.text)?.[1] ?? -1);
    query = query.where((e) =>
      e.or([e('title', 'ilike', like), e('place', 'ilike', like), e('number', '=', asked)]),
    );
  }
  if (f.before !== undefined) query = query.where('number', '<', f.before);
  const rows = await query.orderBy('number', 'desc').limit(f.limit).execute();
  return rows.map(toStored);
}

function visible(db: Query, { schoolIds, lines }: Scope) {
  return db
    .selectFrom('incident')
    .selectAll()
    .where('school_id', 'in', [...schoolIds])
    .where((e) =>
      e.or([
        e('shared', '=', true),
        ...(['school', 'police'] as const).flatMap((side) =>
          lines[side].length > 0
            ? [e.and([e('raised_by', '=', side), e('school_id', 'in', [...lines[side]])])]
            : [],
        ),
      ]),
    );
}

/** Those that wait for a side, for a screen that has just been opened. */
export async function findOffered(db: Query, scope: Scope): Promise<Stored[]> {
  if (scope.schoolIds.length === 0) return [];
  const rows = await visible(db, scope).where('offered_to', 'is not', null).limit(200).execute();
  return rows.map(toStored);
}

/** An open incident to which a new true alarm of the same place belongs. */
export async function findRepeatOf(
  tx: Tx,
  at: { schoolId: string; zoneId: string; since: number },
): Promise<string | null> {
  const row = await tx
    .selectFrom('incident_alarm as ia')
    .innerJoin('incident as i', 'i.id', 'ia.incident_id')
    .innerJoin('alarm as a', 'a.id', 'ia.alarm_id')
    .select('i.id')
    .where('ia.zone_id', '=', at.zoneId)
    .where('ia.school_id', '=', at.schoolId)
    .where('i.due_at', 'is not', null)
    .where('i.state', '<>', 'concluded')
    .where('a.t2', '>=', at.since)
    .orderBy('i.number')
    .limit(1)
    .executeTakeFirst();
  return row?.id ?? null;
}

export async function findIncidentOfAlarm(db: Query, alarmId: string): Promise<string | null> {
  const row = await db
    .selectFrom('incident_alarm')
    .select('incident_id')
    .where('alarm_id', '=', alarmId)
    .executeTakeFirst();
  return row?.incident_id ?? null;
}

/** What an incident is opened with. */
export function findAlarm(db: Query, alarmId: string) {
  return db
    .selectFrom('alarm')
    .select(['id', 'school_id', 'zone_id', 'kind', 'alarm_kind', 't0', 't2', 'verdict'])
    .where('id', '=', alarmId)
    .executeTakeFirst();
}
