import type { IncidentState, Side } from '@anyuan/contracts/incident.ts';
import type { ReportPartKind } from '@anyuan/contracts/quick-report-lists.ts';
import type { Report } from '@anyuan/core/quick-report/quick-report.ts';
import { type Selectable, sql } from 'kysely';
import type { Db, Tx } from '../platform/db.ts';
import type { Tables } from '../platform/tables.ts';
import type { Who } from '../platform/who.ts';

export type Query = Db['query'] | Tx;

/** A report with the incident that it became. */
export interface Found {
  report: Report;
  incident: { number: number; state: IncidentState; shared: boolean } | null;
}

export type PartRow = Selectable<Tables['quick_report_part']>;

function toReport(r: Selectable<Tables['quick_report']>): Report {
  const { latitude, longitude, accuracy_m: accuracyM } = r;
  const isPlaced = latitude !== null && longitude !== null && accuracyM !== null;
  return {
    ...{ id: r.id, schoolId: r.school_id, personId: r.person_id, side: r.side, kind: r.kind },
    ...{ zoneId: r.zone_id, place: r.place, words: r.words },
    position: isPlaced ? { latitude, longitude, accuracyM } : null,
    ...{ madeAt: r.made_at, receivedAt: r.received_at, clockOffMs: r.clock_off_ms },
    ...{ state: r.state, settledAt: r.settled_at, settledBy: r.settled_by, reason: r.reason },
    incidentId: r.incident_id,
  };
}

const withIncident = (db: Query) =>
  db
    .selectFrom('quick_report as r')
    .leftJoin('incident as i', 'i.id', 'r.incident_id')
    .selectAll('r')
    .select(['i.number', 'i.state as incident_state', 'i.shared']);

type Joined = Selectable<Tables['quick_report']> & {
  number: number | null;
  incident_state: IncidentState | null;
  shared: boolean | null;
};

const toFound = (row: Joined): Found => ({
  report: toReport(row),
  incident:
    row.number === null || row.incident_state === null
      ? null
      : { number: row.number, state: row.incident_state, shared: row.shared ?? false },
});

export async function findReport(db: Query, id: string): Promise<Found | undefined> {
  const row = await withIncident(db).where('r.id', '=', id).executeTakeFirst();
  return row && toFound(row);
}

export async function lockReport(tx: Tx, id: string): Promise<Found | undefined> {
  await tx.selectFrom('quick_report').select('id').where('id', '=', id).forUpdate().execute();
  return findReport(tx, id);
}

/** False when it is there already. */
export async function insertReport(tx: Tx, report: Report): Promise<boolean> {
  const { position, ...r } = report;
  const row = await tx
    .insertInto('quick_report')
    .values({
      ...{ id: r.id, school_id: r.schoolId, person_id: r.personId, side: r.side, kind: r.kind },
      ...{ zone_id: r.zoneId, place: r.place, words: r.words, state: r.state },
      ...{ latitude: position?.latitude ?? null, longitude: position?.longitude ?? null },
      accuracy_m: position?.accuracyM ?? null,
      ...{ made_at: r.madeAt, received_at: r.receivedAt, clock_off_ms: r.clockOffMs },
      ...{ settled_at: r.settledAt, settled_by: r.settledBy, reason: r.reason },
      incident_id: r.incidentId,
    })
    .onConflict((c) => c.doNothing())
    .returning('id')
    .executeTakeFirst();
  return row !== undefined;
}

export async function insertParts(
  tx: Tx,
  reportId: string,
  parts: readonly { id: string; kind: ReportPartKind }[],
): Promise<void> {
  if (parts.length === 0) return;
  await tx
    .insertInto('quick_report_part')
    .values(
      parts.map(({ id, kind }, position) => ({
        ...{ id, kind, position, report_id: reportId },
        ...{ media_type: null, bytes: null, stored_at: null, deleted_at: null },
      })),
    )
    .execute();
}

export async function updateSettled(tx: Tx, report: Report): Promise<void> {
  const { state, settledAt, settledBy, reason, incidentId } = report;
  await tx
    .updateTable('quick_report')
    .set({
      ...{ state, reason, settled_at: settledAt, settled_by: settledBy, incident_id: incidentId },
    })
    .where('id', '=', report.id)
    .execute();
}

export function findParts(db: Query, reportIds: readonly string[]): Promise<PartRow[]> {
  return db
    .selectFrom('quick_report_part')
    .selectAll()
    .where('report_id', '=', sql<string>`any(${reportIds}::uuid[])`)
    .orderBy('report_id')
    .orderBy('position')
    .execute();
}

export async function updatePart(
  tx: Query,
  id: string,
  set: Partial<Pick<PartRow, 'media_type' | 'bytes' | 'stored_at' | 'deleted_at'>>,
): Promise<void> {
  await tx.updateTable('quick_report_part').set(set).where('id', '=', id).execute();
}

/** The last ones of a person. */
export async function findOwn(db: Query, personId: string, limit: number): Promise<Found[]> {
  const rows = await withIncident(db)
    .where('r.person_id', '=', personId)
    .orderBy('r.received_at', 'desc')
    .limit(limit)
    .execute();
  return rows.map(toFound);
}

/** Where somebody works on reports. */
export interface ReportReader {
  schoolIds: readonly string[];
  /** Schools on whose school side, or police side, the reader stands. */
  lines: Readonly<Record<Side, readonly string[]>>;
}

export const readerOf = (who: Pick<Who, 'schoolIds'>): ReportReader => ({
  schoolIds: [...who.schoolIds('incident.handle')],
  lines: {
    school: [...who.schoolIds('incident.schoolLine')],
    police: [...who.schoolIds('incident.policeLine')],
  },
});

export interface ReportFilter extends ReportReader {
  state: 'open' | 'settled' | 'any';
  incidentIds?: readonly string[] | undefined;
  before?: number | undefined;
  limit: number;
}

/** Newest first: those of the reader's own side, and those of an incident that both sides see. */
export async function listReports(db: Query, f: ReportFilter): Promise<Found[]> {
  const at = (ids: readonly string[]) => sql<string>`any(${ids}::uuid[])`;
  let query = withIncident(db)
    .where('r.school_id', '=', at(f.schoolIds))
    .where((e) =>
      e.or([
        e('i.shared', '=', true),
        ...(['school', 'police'] as const).map((side) =>
          e.and([e('r.side', '=', side), e('r.school_id', '=', at(f.lines[side]))]),
        ),
      ]),
    );
  if (f.state !== 'any') query = query.where('r.state', f.state === 'open' ? '=' : '<>', 'open');
  if (f.incidentIds) query = query.where('r.incident_id', '=', at(f.incidentIds));
  if (f.before !== undefined) query = query.where('r.received_at', '<', f.before);
  const rows = await query.orderBy('r.received_at', 'desc').limit(f.limit).execute();
  return rows.map(toFound);
}

/** Who looked at a report and its parts, newest first. */
export function findViews(db: Query, reportId: string) {
  return db
    .selectFrom('audit')
    .select(['at', 'person_id', sql<string | null>`detail ->> 'reason'`.as('reason')])
    .where('subject', '=', reportId)
    .where('action', 'in', ['quickReport.viewed', 'quickReport.mediaOpened'])
    .orderBy('id', 'desc')
    .limit(50)
    .execute();
}

/** Is a look of this person at this report on record since then? */
export async function wasViewed(
  db: Query,
  look: { reportId: string; personId: string; since: number },
): Promise<boolean> {
  const row = await db
    .selectFrom('audit')
    .select('id')
    .where('subject', '=', look.reportId)
    .where('action', '=', 'quickReport.viewed')
    .where('person_id', '=', look.personId)
    .where('at', '>=', look.since)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** Files whose time is over: of settled reports, not while the incident is still worked on. */
export async function findDueParts(db: Query, before: number, limit: number) {
  const { rows } = await sql<{ id: string; report_id: string; stored_at: number | null }>`
    select p.id, p.report_id, p.stored_at from quick_report_part p
    join quick_report r on r.id = p.report_id left join incident i on i.id = r.incident_id
    where p.deleted_at is null and r.settled_at <= ${before}::bigint
      and coalesce(p.stored_at, r.received_at) <= ${before}::bigint and i.due_at is null
    order by r.settled_at limit ${limit}`.execute(db);
  return rows;
}

/** How many photos and voice notes `findDueParts` would find. */
export async function countDueParts(db: Query, before: number): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from quick_report_part p
    join quick_report r on r.id = p.report_id left join incident i on i.id = r.incident_id
    where p.deleted_at is null and r.settled_at <= ${before}::bigint
      and coalesce(p.stored_at, r.received_at) <= ${before}::bigint and i.due_at is null`.execute(
    db,
  );
  return rows[0]?.n ?? 0;
}

/** Settled reports of before then, with nothing of them left but words. Returns how many went. */
export async function deleteOld(db: Query, before: number): Promise<number> {
  const { rows } = await sql<{ id: string }>`
    with old as (
      select r.id from quick_report r left join incident i on i.id = r.incident_id
      where r.settled_at <= ${before}::bigint and i.due_at is null
        and not exists (
          select from quick_report_part p where p.report_id = r.id and p.deleted_at is null)
      limit 500),
    parts as (delete from quick_report_part using old where report_id = old.id)
    delete from quick_report using old where quick_report.id = old.id
    returning quick_report.id`.execute(db);
  return rows.length;
}
