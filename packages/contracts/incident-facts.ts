import type {
  DeadlineStage,
  IncidentGrade,
  IncidentKind,
  IncidentPart,
  IncidentSource,
  IncidentState,
  Side,
} from './incident.ts';

/** Names of people involved and private notes never stand in a fact: they have tables of their own. */
export type IncidentFact =
  | {
      type: 'incident.opened';
      incidentId: string;
      personId: string | null;
      source: IncidentSource;
      kind: IncidentKind;
      alarmIds: string[];
      splitFromId: string | null;
    }
  | {
      type: 'incident.assessed';
      incidentId: string;
      personId: string;
      kind: IncidentKind;
      level: number;
      grade: IncidentGrade;
    }
  | { type: 'incident.handled'; incidentId: string; personId: string; what: string }
  | { type: 'incident.concluded'; incidentId: string; personId: string; conclusion: string }
  | { type: 'incident.reviewed'; incidentId: string; personId: string; conclusion: string }
  | {
      type: 'incident.reopened';
      incidentId: string;
      personId: string;
      from: IncidentState;
      why: string;
    }
  | {
      type: 'incident.assigned';
      incidentId: string;
      personId: string;
      ownerId: string;
      deadlineAt: number;
    }
  | { type: 'incident.noted'; incidentId: string; personId: string; side: Side }
  | {
      type: 'incident.personAdded';
      incidentId: string;
      personId: string;
      involvedId: string;
      part: IncidentPart;
    }
  | { type: 'incident.personRemoved'; incidentId: string; personId: string; involvedId: string }
  | {
      type: 'incident.linked';
      incidentId: string;
      personId: string | null;
      linkedAlarmId: string | null;
      what: string;
    }
  | {
      type: 'incident.merged';
      incidentId: string;
      personId: string;
      otherId: string;
      why: string;
    }
  | {
      type: 'incident.mergedInto';
      incidentId: string;
      personId: string;
      intoId: string;
      why: string;
    }
  | {
      type: 'incident.split';
      incidentId: string;
      personId: string;
      newId: string;
      alarmIds: string[];
      involvedIds: string[];
      why: string;
    }
  | {
      type: 'incident.ordered';
      incidentId: string;
      personId: string;
      orderId: string;
      instruction: string;
      dueAt: number;
    }
  | {
      type: 'incident.orderAnswered';
      incidentId: string;
      personId: string;
      orderId: string;
      answer: string;
    }
  | { type: 'incident.orderSettled'; incidentId: string; personId: string; orderId: string }
  | {
      type: 'incident.reminded';
      incidentId: string;
      /** Of an instruction, else of the stage. */
      orderId: string | null;
      what: 'before' | 'at';
      deadlineAt: number;
      people: string[];
    }
  | {
      type: 'incident.climbed';
      incidentId: string;
      orderId: string | null;
      /** 1 leader of the side that has it, 2 the bureaus of both lines. */
      rung: number;
      deadlineAt: number;
      people: string[];
    }
  | {
      type: 'incident.offered';
      incidentId: string;
      personId: string;
      from: Side;
      to: Side;
      note: string;
      people: string[];
    }
  | {
      type: 'incident.offerRang';
      incidentId: string;
      to: Side;
      round: number;
      people: string[];
    }
  | { type: 'incident.accepted'; incidentId: string; personId: string; side: Side }
  | {
      type: 'incident.returned';
      incidentId: string;
      personId: string;
      side: Side;
      reason: string;
    }
  | {
      type: 'incident.findingRecorded';
      incidentId: string;
      personId: string;
      findingId: string;
      problem: string;
      measure: string;
      ownerId: string;
      dueAt: number;
    }
  | {
      type: 'incident.findingDone';
      incidentId: string;
      personId: string;
      findingId: string;
      result: string;
    }
  | {
      type: 'incident.platformReported';
      incidentId: string;
      platform: string;
      number: string;
      state: string;
    }
  | {
      type: 'deadlines.changed';
      organisationId: string;
      personId: string;
      /** Stages that the organisation decides itself from now on. */
      stages: DeadlineStage[];
    }
  | { type: 'digest.made'; organisationId: string; day: string; people: string[] };
