import { timeLineSchema } from '@anyuan/contracts/alarm.ts';
import type { Db } from '../platform/db.ts';

/** Newest first: what `bin/anyuan alarms` prints. Times are ISO 8601 in UTC. */
export async function findAlarmRecords(db: Db, wanted: { open: boolean; sinceMs: number | null }) {
  let query = db.query
    .selectFrom('alarm')
    .innerJoin('place', 'place.id', 'alarm.zone_id')
    .innerJoin('organisation', 'organisation.id', 'alarm.school_id')
    .selectAll('alarm')
    .select(['place.name as zone_name', 'organisation.name as school_name'])
    .orderBy('t2', 'desc')
    .limit(10_000);
  if (wanted.open) query = query.where('state', '<>', 'closed');
  if (wanted.sinceMs !== null) query = query.where('t2', '>=', wanted.sinceMs);
  const names = Object.keys(timeLineSchema.shape) as (keyof typeof timeLineSchema.shape)[];
  const iso = (at: number | null) => (at === null ? null : new Date(at).toISOString());
  return (await query.execute()).map((r) => ({
    id: r.id,
    state: r.state,
    kind: r.kind,
    alarmKind: r.alarm_kind,
    confidence: r.confidence,
    reasons: r.reasons,
    place: `${r.school_name} · ${r.zone_name}`,
    terminalId: r.terminal_id,
    tier: r.tier,
    round: r.round,
    dueAt: iso(r.due_at),
    detectionIds: r.detection_ids,
    people: r.people,
    verdict: r.verdict,
    closeReason: r.close_reason,
    times: Object.fromEntries(names.map((name) => [name, iso(r[name])])) as Record<
      (typeof names)[number],
      string | null
    >,
  }));
}
