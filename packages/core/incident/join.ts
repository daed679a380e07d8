import {
  type Context,
  changed,
  closedCode,
  type Decision,
  type Incident,
  refuse,
  unchanged,
} from './incident.ts';
import { openIncident } from './open.ts';

/** A repeated call, or another alarm of the same matter. Also taken by an incident that is concluded. */
export function link(
  incident: Incident,
  { alarmId, what }: { alarmId: string | null; what: string },
  { personId }: Pick<Context, 'personId'>,
): Decision {
  const closed = closedCode(incident);
  if (closed) return closed;
  if (alarmId !== null && incident.alarmIds.includes(alarmId)) return unchanged;
  const alarmIds = alarmId === null ? incident.alarmIds : [...incident.alarmIds, alarmId];
  return changed(
    incident,
    { alarmIds },
    {
      type: 'incident.linked',
      incidentId: incident.id,
      personId: personId === '' ? null : personId,
      linkedAlarmId: alarmId,
      what,
    },
  );
}

/** May these two be one? The same school, and the same readers: merging must show nobody more. */
function mayMerge(into: Incident, other: Incident): boolean {
  const sameReaders = into.shared
    ? other.shared
    : !other.shared && into.raisedBy === other.raisedBy;
  return into.id !== other.id && into.schoolId === other.schoolId && sameReaders;
}

/** Two become one: people, alarms, instructions and findings come along, both histories stay. */
export function merge(
  { into, other, why }: { into: Incident; other: Incident; why: string },
  { personId }: Context,
): Decision {
  const closed = closedCode(into) ?? closedCode(other);
  if (closed) return closed;
  if (!mayMerge(into, other)) return refuse('incident.mismatch');
  if (into.offer || other.offer) return refuse('incident.offered');
  const merged: Incident = {
    ...into,
    version: into.version + 1,
    alarmIds: union(into.alarmIds, other.alarmIds),
    people: [...into.people, ...other.people],
    orders: [...into.orders, ...other.orders],
    findings: [...into.findings, ...other.findings],
    mergedIds: union(into.mergedIds, [other.id, ...other.mergedIds]),
    times: {
      ...into.times,
      occurredAt: Math.min(into.times.occurredAt, other.times.occurredAt),
    },
  };
  // What went over is chased there and no longer here.
  const gone: Incident = {
    ...other,
    version: other.version + 1,
    mergedIntoId: into.id,
    chase: null,
    orders: [],
    findings: [],
    people: [],
  };
  return {
    ok: true,
    incidents: [merged, gone],
    facts: [
      { type: 'incident.merged', incidentId: into.id, personId, otherId: other.id, why },
      { type: 'incident.mergedInto', incidentId: other.id, personId, intoId: into.id, why },
    ],
  };
}

const union = (a: readonly string[], b: readonly string[]): string[] => [...new Set([...a, ...b])];

export interface Split {
  newId: string;
  title: string;
  alarmIds: readonly string[];
  involvedIds: readonly string[];
  why: string;
}

/** Takes alarms and people out as an incident of its own, which begins at the assessment. */
export function split(incident: Incident, wanted: Split, context: Context): Decision {
  const closed = closedCode(incident);
  if (closed) return closed;
  const alarmIds = incident.alarmIds.filter((id) => wanted.alarmIds.includes(id));
  const people = incident.people.filter((p) => wanted.involvedIds.includes(p.id));
  const taken = alarmIds.length + people.length;
  const all = incident.alarmIds.length + incident.people.length;
  if (taken === 0 || taken === all) return refuse('incident.nothingToSplit');
  const { schoolId, source, alarmKind, kind, place, content, raisedBy, shared } = incident;
  const opened = openIncident(
    {
      id: wanted.newId,
      ...{ schoolId, source, alarmKind, kind, place, content, raisedBy, shared, alarmIds },
      title: wanted.title,
      occurredAt: incident.times.occurredAt,
      offered: false,
      splitFromId: incident.id,
    },
    context,
  );
  if (!opened.ok) return opened;
  const involvedIds = people.map((p) => p.id);
  const left = changed(
    incident,
    {
      alarmIds: incident.alarmIds.filter((id) => !alarmIds.includes(id)),
      people: incident.people.filter((p) => !involvedIds.includes(p.id)),
    },
    {
      type: 'incident.split',
      incidentId: incident.id,
      personId: context.personId,
      newId: wanted.newId,
      alarmIds,
      involvedIds,
      why: wanted.why,
    },
  );
  if (!left.ok) return left;
  const made = opened.incidents.map((i) => ({ ...i, people, holder: incident.holder }));
  return {
    ok: true,
    incidents: [...left.incidents, ...made],
    facts: [...left.facts, ...opened.facts],
  };
}
