import type { IncidentDetail, IncidentSummary, Side } from '@anyuan/contracts/incident.ts';
import { nameFor } from '@anyuan/core/incident/redact.ts';
import type { Who } from '../platform/who.ts';
import type { findIncidentFacts, findInvolved, findPlatformLinks } from './detail-store.ts';
import type { Scope, Stored } from './store.ts';

/** Words for ids, from whoever knows them. */
export interface IncidentNames {
  school(schoolId: string): string;
  person(personId: string): string;
}

export function summaryOf(i: Stored, names: IncidentNames): IncidentSummary {
  const { nextAt: _nextAt, ...offer } = i.offer ?? { nextAt: 0 };
  return {
    id: i.id,
    number: i.number,
    version: i.version,
    schoolId: i.schoolId,
    schoolName: names.school(i.schoolId),
    title: i.title,
    place: i.place,
    source: i.source,
    alarmKind: i.alarmKind,
    kind: i.kind,
    level: i.level,
    grade: i.grade,
    state: i.state,
    shared: i.shared,
    raisedBy: i.raisedBy,
    holder: i.holder,
    offer: 'from' in offer ? offer : null,
    ownerId: i.ownerId,
    ownerName: i.ownerId === null ? null : names.person(i.ownerId),
    times: i.times,
    deadlineAt: i.chase?.deadlineAt ?? null,
    ordersOpen: i.orders.filter((o) => o.settledAt === null).length,
    findingsOpen: i.findings.filter((f) => f.doneAt === null).length,
    mergedIntoId: i.mergedIntoId,
  };
}

/** What a person may see of incidents, from their permissions alone. */
export function scopeOf(who: Pick<Who, 'schoolIds'>): Scope {
  return {
    schoolIds: [...who.schoolIds('incident.view')],
    lines: {
      school: [...who.schoolIds('incident.schoolLine')],
      police: [...who.schoolIds('incident.policeLine')],
    },
  };
}

/** Unshared incidents are there only for the side that raised them. */
export function maySee(
  who: Pick<Who, 'may'>,
  incident: Pick<Stored, 'schoolId' | 'shared' | 'raisedBy'>,
): boolean {
  const { schoolId, shared, raisedBy } = incident;
  if (!who.may('incident.view', schoolId)) return false;
  return shared || who.may(`incident.${raisedBy}Line`, schoolId);
}

/** Where a person stands towards a school; null for neither, or for who stands on both. */
export function sideOf(who: Pick<Who, 'may'>, schoolId: string): Side | null {
  const school = who.may('incident.schoolLine', schoolId);
  const police = who.may('incident.policeLine', schoolId);
  if (school === police) return null;
  return school ? 'school' : 'police';
}

interface Parts {
  facts: Awaited<ReturnType<typeof findIncidentFacts>>;
  involved: Awaited<ReturnType<typeof findInvolved>>;
  platforms: Awaited<ReturnType<typeof findPlatformLinks>>;
  names: IncidentNames;
  who: Pick<Who, 'may'>;
}

/** The record, shaped by what this reader may see. */
export function detailOf(i: Stored, { facts, involved, platforms, names, who }: Parts) {
  const may = (p: Parameters<Who['may']>[0]) => who.may(p, i.schoolId);
  const mayHandle = may('incident.handle');
  const mayJudge = mayHandle || may('incident.supervise');
  const maybe = (id: string | null) => (id === null ? null : names.person(id));
  const detail: IncidentDetail = {
    ...summaryOf(i, names),
    content: mayJudge ? i.content : '',
    alarmIds: i.alarmIds,
    assessment: mayJudge ? i.assessment : null,
    conclusion: mayJudge ? i.conclusion : null,
    review: mayJudge ? i.review : null,
    people: involved.map(({ id, name, minor, part }) => ({
      id,
      minor,
      part,
      ...nameFor({ name, minor }, { mayHandle }),
    })),
    orders: i.orders.map(({ chase: _chase, byId, answeredBy, ...o }) => ({
      ...o,
      byName: names.person(byId),
      answeredByName: maybe(answeredBy),
    })),
    findings: i.findings.map((f) => ({ ...f, ownerName: names.person(f.ownerId) })),
    mergedIds: i.mergedIds,
    splitFromId: i.splitFromId,
    platforms,
    timeline: timelineOf(facts, { names, mayJudge, side: sideOf(who, i.schoolId) }),
    notesOf: (['school', 'police'] as const).filter((side) => may(`incident.${side}Notes`)),
  };
  return detail;
}

function timelineOf(
  facts: Parts['facts'],
  reader: { names: IncidentNames; mayJudge: boolean; side: Side | null },
): IncidentDetail['timeline'] {
  return facts.flatMap(({ at, type, body }) => {
    // That the other side wrote a private note is its own affair as well.
    if (body.type === 'incident.noted' && body.side !== reader.side) return [];
    const { type: _type, ...all } = body;
    const detail = reader.mayJudge ? all : {};
    const personId = 'personId' in body ? body.personId : null;
    return [{ at, type, personName: personId ? reader.names.person(personId) : null, detail }];
  });
}
