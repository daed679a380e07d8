import type { IncidentGrade, IncidentKind, IncidentPart } from '@anyuan/contracts/incident.ts';
import { beginChase, type Chase, chaseStage } from './chase.ts';
import {
  type Context,
  changed,
  closedCode,
  type Decision,
  type Incident,
  refuse,
  unchanged,
} from './incident.ts';

export interface Assessment {
  kind: IncidentKind;
  level: number;
  grade: IncidentGrade;
  assessment: string;
}

/** 研判. Assessing again may raise or lower the grade; the time counts from the report. */
export function assess(incident: Incident, given: Assessment, context: Context): Decision {
  const closed = closedCode(incident);
  if (closed) return closed;
  if (incident.state === 'concluded') return refuse('incident.concluded');
  const { now, personId, rules } = context;
  const { kind, level, grade } = given;
  const { times } = incident;
  const rule = rules[grade];
  const deadlineAt = times.reportedAt + rule.withinMin * 60_000;
  const isSame = incident.grade === grade && incident.chase !== null;
  return changed(
    incident,
    {
      ...given,
      state: incident.state === 'reported' ? 'assessed' : incident.state,
      ownerId: incident.ownerId ?? personId,
      chase: isSame ? incident.chase : beginChase(rule, Math.max(deadlineAt, now), now),
      times: { ...times, assessedAt: times.assessedAt ?? now },
    },
    { type: 'incident.assessed', incidentId: incident.id, personId, kind, level, grade },
  );
}

/** 处置: what is being done. The first time begins the handling. */
export function handle(incident: Incident, what: string, { now, personId }: Context): Decision {
  const closed = closedCode(incident);
  if (closed) return closed;
  if (incident.state === 'reported') return refuse('incident.notAssessed');
  if (incident.state === 'concluded') return refuse('incident.concluded');
  const times = { ...incident.times, handlingAt: incident.times.handlingAt ?? now };
  const fact = { type: 'incident.handled', incidentId: incident.id, personId, what } as const;
  return changed(incident, { state: 'handling', times }, fact);
}

/** The handling is over, by the side that has it; the review is chased from now on. */
export function conclude(incident: Incident, conclusion: string, context: Context): Decision {
  const closed = closedCode(incident);
  if (closed) return closed;
  if (incident.state === 'reported') return refuse('incident.notAssessed');
  if (incident.state === 'concluded') return refuse('incident.concluded');
  if (incident.offer) return refuse('incident.offered');
  const { now, personId, rules } = context;
  if (context.side !== incident.holder) return refuse('incident.notHolder');
  const times = {
    ...incident.times,
    handlingAt: incident.times.handlingAt ?? now,
    concludedAt: now,
  };
  const chase = chaseStage(rules.review, now);
  return changed(
    incident,
    { state: 'concluded', conclusion, times, chase },
    { type: 'incident.concluded', incidentId: incident.id, personId, conclusion },
  );
}

/** The one way backward: a leader takes it up again and says why. */
export function reopen(incident: Incident, why: string, context: Context): Decision {
  if (incident.mergedIntoId !== null) return refuse('incident.merged');
  const { state, times } = incident;
  if (state !== 'concluded' && state !== 'reviewed') return refuse('incident.notConcluded');
  const { now, personId, rules } = context;
  return changed(
    incident,
    {
      state: 'handling',
      conclusion: null,
      times: { ...times, concludedAt: null, reviewedAt: null },
      chase: chaseStage(rules[incident.grade ?? 'blue'], now),
    },
    { type: 'incident.reopened', incidentId: incident.id, personId, from: state, why },
  );
}

/** Another owner, and another deadline if one is named. */
export function assign(
  incident: Incident,
  { ownerId, deadlineAt }: { ownerId: string; deadlineAt: number | null },
  { now, personId, rules }: Context,
): Decision {
  const closed = closedCode(incident);
  if (closed) return closed;
  if (deadlineAt !== null && deadlineAt <= now) return refuse('incident.past');
  const chase = moved(incident, rules[incident.grade ?? 'assess'], deadlineAt, now);
  return changed(
    incident,
    { ownerId, chase },
    {
      type: 'incident.assigned',
      incidentId: incident.id,
      personId,
      ownerId,
      deadlineAt: chase?.deadlineAt ?? 0,
    },
  );
}

function moved(
  { chase }: Incident,
  rule: Parameters<typeof beginChase>[0],
  deadlineAt: number | null,
  now: number,
): Chase | null {
  return deadlineAt === null ? chase : beginChase(rule, deadlineAt, now);
}

export function addInvolved(
  incident: Incident,
  person: { id: string; minor: boolean; part: IncidentPart },
  { personId }: Context,
): Decision {
  const closed = closedCode(incident);
  if (closed) return closed;
  if (incident.people.some((p) => p.id === person.id)) return unchanged;
  return changed(
    incident,
    { people: [...incident.people, person] },
    {
      type: 'incident.personAdded',
      incidentId: incident.id,
      personId,
      involvedId: person.id,
      part: person.part,
    },
  );
}

export function removeInvolved(
  incident: Incident,
  involvedId: string,
  { personId }: Context,
): Decision {
  const closed = closedCode(incident);
  if (closed) return closed;
  const people = incident.people.filter((p) => p.id !== involvedId);
  if (people.length === incident.people.length) return unchanged;
  const fact = {
    type: 'incident.personRemoved',
    incidentId: incident.id,
    personId,
    involvedId,
  } as const;
  return changed(incident, { people }, fact);
}
