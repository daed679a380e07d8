import type { Role } from '@anyuan/contracts/permissions.ts';
import { digestTimeSchema, usualDigestMinute } from '@anyuan/contracts/routes/digests.ts';
import type { DigestCounts } from '@anyuan/core/incident/digest.ts';
import { sql } from 'kysely';
import { appendAudit } from '../platform/audit.ts';
import { type Db, json, type Tx } from '../platform/db.ts';

type Query = Db['query'] | Tx;

export interface DigestScope {
  schoolId: string;
  from: number;
  to: number;
  /** Whose unshared incidents count: a reader's own side. */
  sides: readonly string[];
}

/** Everything from facts, which never change: the same day gives the same figures again. */
export async function countDay(db: Query, scope: DigestScope): Promise<DigestCounts> {
  const { schoolId, from, to, sides } = scope;
  const { rows } = await sql<{ type: string; today: number; ever: number; yes: number }>`
    select f.type,
      count(*) filter (where f.at >= ${from}::bigint)::int as today,
      count(*)::int as ever,
      count(*) filter (where f.at >= ${from}::bigint and f.body ->> 'verdict' = 'true')::int as yes
    from fact f left join incident i on i.id = f.incident_id
    where f.school_id = ${schoolId}::uuid and f.at < ${to}::bigint
      and (f.incident_id is null or i.shared or i.raised_by = any(${sql.val(sides)}::text[]))
      and (f.type <> 'alarm.raised' or f.body ->> 'alarmKind' = 'actual')
      and (f.type <> 'alarm.closed' or f.body ->> 'verdict' not in ('exercise', 'test'))
    group by f.type`.execute(db);
  const of = (type: string) => rows.find((r) => r.type === type);
  const closed = of('alarm.closed');
  return {
    isKnown: rows.length > 0,
    byType: new Map(rows.map((r) => [r.type, r.today])),
    alarmsTrue: closed?.yes ?? 0,
    alarmsFalse: (closed?.today ?? 0) - (closed?.yes ?? 0),
    arrivalsSec: await findArrivals(db, scope),
    findingsEver: of('incident.findingRecorded')?.ever ?? 0,
    findingsDoneEver: of('incident.findingDone')?.ever ?? 0,
  };
}

/** Of actual alarms that began to be handled on the day and were reached before its end. */
async function findArrivals(db: Query, { schoolId, from, to }: DigestScope): Promise<number[]> {
  const rows = await db
    .selectFrom('alarm')
    .select(['t0', 't5'])
    .where('school_id', '=', schoolId)
    .where('alarm_kind', '=', 'actual')
    .where('t2', '>=', from)
    .where('t2', '<', to)
    .where('t5', '<', to)
    .execute();
  return rows.flatMap(({ t0, t5 }) => (t0 === null || t5 === null ? [] : [(t5 - t0) / 1000]));
}

/** Notes that the day was told there; false when it had been. */
export async function insertTold(
  tx: Tx,
  told: { organisationId: string; day: string; at: number },
): Promise<boolean> {
  const row = await tx
    .insertInto('digest')
    .values({ organisation_id: told.organisationId, day: told.day, told_at: told.at })
    .onConflict((c) => c.doNothing())
    .returning('told_at')
    .executeTakeFirst();
  return row !== undefined;
}

export async function findReaders(
  tx: Tx,
  organisationId: string,
  roles: readonly Role[],
): Promise<string[]> {
  const rows = await tx
    .selectFrom('role_assignment as ra')
    .innerJoin('person as p', 'p.id', 'ra.person_id')
    .select('p.id')
    .distinct()
    .where('ra.organisation_id', '=', organisationId)
    .where('ra.role', 'in', [...roles])
    .where('p.active', '=', true)
    .execute();
  return rows.map((r) => r.id);
}

/** Minute of the local day at which the digest is told. */
export async function findDigestMinute(db: Query): Promise<number> {
  const row = await db
    .selectFrom('installation')
    .select('value')
    .where('key', '=', 'digestTime')
    .executeTakeFirst();
  const parsed = digestTimeSchema.safeParse(row?.value);
  return parsed.success ? parsed.data.atMinute : usualDigestMinute;
}

/** Saves it with who did, and what it was before. */
export async function saveDigestMinute(
  tx: Tx,
  change: { atMinute: number; before: number; personId: string; at: number },
): Promise<void> {
  const { atMinute, before, personId, at } = change;
  const value = json({ atMinute });
  await tx
    .insertInto('installation')
    .values({ key: 'digestTime', value })
    .onConflict((c) => c.column('key').doUpdateSet({ value }))
    .execute();
  const detail = { before, after: atMinute };
  await appendAudit(tx, { at, personId, action: 'digest.timeSaved', subject: 'digest', detail });
}
