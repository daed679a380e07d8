import type { AlarmKind, DetectionKind } from '@anyuan/contracts/detection.ts';
import type { IncidentKind, IncidentSource, Side } from '@anyuan/contracts/incident.ts';
import { chaseStage } from './chase.ts';
import { type Context, type Decision, type Incident, otherSide } from './incident.ts';
import { ringFirst } from './offer.ts';

export interface Opening {
  id: string;
  schoolId: string;
  alarmIds: string[];
  source: IncidentSource;
  alarmKind: AlarmKind;
  kind: IncidentKind;
  title: string;
  place: string;
  content: string;
  occurredAt: number;
  raisedBy: Side;
  /** Both sides see it. Alarms ring at both anyway. */
  shared: boolean;
  /** 警情直通车: rings at the other side, which is asked to take it over. */
  offered: boolean;
  splitFromId?: string;
}

/** 接报: from an alarm, by hand, or from another system (`personId` empty: nobody in person). */
export function openIncident(opening: Opening, context: Context): Decision {
  const { now, personId, rules } = context;
  const { id, offered, splitFromId = null, occurredAt, ...given } = opening;
  const actorId = personId === '' ? null : personId;
  const incident: Incident = {
    ...given,
    id,
    version: 1,
    holder: given.raisedBy,
    offer: null,
    state: 'reported',
    level: null,
    grade: null,
    assessment: null,
    conclusion: null,
    review: null,
    ownerId: null,
    people: [],
    chase: chaseStage(rules.assess, now),
    orders: [],
    findings: [],
    mergedIds: [],
    mergedIntoId: null,
    splitFromId,
    times: {
      occurredAt: Math.min(occurredAt, now),
      reportedAt: now,
      assessedAt: null,
      handlingAt: null,
      concludedAt: null,
      reviewedAt: null,
    },
  };
  const { source, kind, alarmIds } = opening;
  const opened = {
    type: 'incident.opened',
    incidentId: id,
    personId: actorId,
    source,
    kind,
    alarmIds,
    splitFromId,
  } as const;
  if (!offered) return { ok: true, incidents: [incident], facts: [opened] };
  const to = otherSide(incident.holder);
  const { offer, fact } = ringFirst(incident, { ...context, to, note: opening.title });
  return { ok: true, incidents: [{ ...incident, shared: true, offer }], facts: [opened, fact] };
}

const kindOfDetection: Partial<Record<DetectionKind, IncidentKind>> = {
  bang: 'intrusion',
  quarrel: 'dispute',
};

/** A first guess, to be corrected by whoever assesses. */
export function kindOfAlarm(detection: DetectionKind, alarmKind: AlarmKind): IncidentKind {
  return alarmKind === 'test' ? 'test' : (kindOfDetection[detection] ?? 'other');
}

/** Another true alarm of the same place within this is a repeat of the same matter, ms. */
export const repeatWindowMs = 30 * 60_000;
