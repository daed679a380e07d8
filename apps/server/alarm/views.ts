import type { AlarmDetail, AlarmSummary, TimelineEntry } from '@anyuan/contracts/alarm.ts';
import type { Alarm } from '@anyuan/core/alarm/alarm.ts';
import type { findDetections, findFacts } from './store.ts';

/** Words for ids, from whoever knows them; synchronous, so that a frame costs no query. */
export interface Names {
  school(schoolId: string): string;
  /** "西街校区 · 教学楼 2 层 · 东侧卫生间" */
  place(zoneId: string): string;
  person(personId: string): string;
}

export function summaryOf(a: Alarm, names: Names): AlarmSummary {
  return {
    id: a.id,
    version: a.version,
    schoolId: a.schoolId,
    schoolName: names.school(a.schoolId),
    zoneId: a.zoneId,
    place: names.place(a.zoneId),
    terminalId: a.terminalId,
    kind: a.kind,
    alarmKind: a.alarmKind,
    confidence: a.confidence,
    reasons: a.reasons,
    state: a.state,
    tier: a.tier,
    tierName: a.plan.tiers[a.tier]?.name ?? 'reserve',
    round: a.round,
    dueAt: a.dueAt,
    times: a.times,
    people: a.people.map((p) => ({ ...p, name: names.person(p.personId) })),
    detectionIds: a.detectionIds,
    clip: a.clip,
    verdict: a.verdict,
  };
}

type FactRow = Awaited<ReturnType<typeof findFacts>>[number];
type DetectionRow = Awaited<ReturnType<typeof findDetections>>[number];

/** The whole record. `notifications` come from their own slice. */
export function detailOf(
  alarm: Alarm,
  parts: {
    facts: readonly FactRow[];
    detections: readonly DetectionRow[];
    notifications: AlarmDetail['notifications'];
    names: Names;
  },
): AlarmDetail {
  const { names } = parts;
  return {
    ...summaryOf(alarm, names),
    plan: alarm.plan,
    timeline: parts.facts.map((row) => timelineEntry(row, names)),
    detections: parts.detections.map((d) => ({
      id: d.id,
      kind: d.kind,
      confidence: d.confidence,
      reasons: d.reasons,
      terminalName: d.terminal_name,
      terminalBeganAt: d.terminal_began_at,
      beganAt: d.terminal_began_at + d.skew_ms,
      receivedAt: d.received_at,
      skewMs: d.skew_ms,
      clip: d.clip_stored_at !== null,
    })),
    notifications: parts.notifications,
    closedBy: alarm.closedBy === null ? null : names.person(alarm.closedBy),
    closeReason: alarm.closeReason,
    review: alarm.review,
  };
}

function timelineEntry({ at, type, body }: FactRow, names: Names): TimelineEntry {
  const { type: _type, ...detail } = body;
  const personId = 'personId' in body ? body.personId : null;
  if (body.type === 'dispatch.called') {
    const people = body.people.map((p) => ({ ...p, name: names.person(p.personId) }));
    return { at, type, personName: null, detail: { ...detail, people } };
  }
  return { at, type, personName: personId === null ? null : names.person(personId), detail };
}
