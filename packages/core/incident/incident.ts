import type { AlarmKind } from '@anyuan/contracts/detection.ts';
import type { ErrorCode } from '@anyuan/contracts/errors.ts';
import type {
  DeadlineRule,
  DeadlineStage,
  IncidentGrade,
  IncidentKind,
  IncidentPart,
  IncidentSource,
  IncidentState,
  Side,
} from '@anyuan/contracts/incident.ts';
import type { IncidentFact } from '@anyuan/contracts/incident-facts.ts';
import type { Chase } from './chase.ts';

/** Somebody involved. The name is kept apart and never comes in here. */
export interface Involved {
  id: string;
  minor: boolean;
  part: IncidentPart;
}

/** 督办: chased until it is answered; on record until a leader settles it. */
export interface Order {
  id: string;
  instruction: string;
  byId: string;
  at: number;
  dueAt: number;
  /** Null once answered. */
  chase: Chase | null;
  answer: string | null;
  answeredBy: string | null;
  answeredAt: number | null;
  settledAt: number | null;
}

export interface Finding {
  id: string;
  problem: string;
  measure: string;
  ownerId: string;
  dueAt: number;
  doneAt: number | null;
  result: string | null;
}

/** Waiting for the other side: rings there again at `nextAt` until it is answered. */
export interface Offer {
  from: Side;
  to: Side;
  at: number;
  round: number;
  note: string;
  nextAt: number;
}

/** Everything that decisions about one incident are made from. All times are epoch ms. */
export interface Incident {
  id: string;
  /** Grows with every change; readers keep the highest. */
  version: number;
  schoolId: string;
  source: IncidentSource;
  alarmKind: AlarmKind;
  alarmIds: string[];
  title: string;
  place: string;
  content: string;
  raisedBy: Side;
  shared: boolean;
  holder: Side;
  offer: Offer | null;
  state: IncidentState;
  kind: IncidentKind;
  level: number | null;
  grade: IncidentGrade | null;
  assessment: string | null;
  conclusion: string | null;
  review: string | null;
  ownerId: string | null;
  people: Involved[];
  /** Deadline of the stage; null only when reviewed or merged. */
  chase: Chase | null;
  orders: Order[];
  findings: Finding[];
  mergedIds: string[];
  mergedIntoId: string | null;
  splitFromId: string | null;
  times: {
    occurredAt: number;
    reportedAt: number;
    assessedAt: number | null;
    handlingAt: number | null;
    concludedAt: number | null;
    reviewedAt: number | null;
  };
}

export type DeadlineRules = Readonly<Record<DeadlineStage, DeadlineRule>>;

/** Who hears of lateness: owner, leaders of the side that has it, bureaus of both lines. */
export type Ladder = readonly [readonly string[], readonly string[], readonly string[]];

/** Who acts, when, and by which rules. */
export interface Context {
  now: number;
  personId: string;
  /** Where the actor stands; null for a system or for somebody of neither side. */
  side: Side | null;
  rules: DeadlineRules;
  /** Who is rung on each side when something is handed over. */
  duty: Readonly<Record<Side, readonly string[]>>;
}

export type Refused = { ok: false; code: ErrorCode };
/** What a decision changes: the incidents that are other than before, and what happened. */
export type Decision = { ok: true; incidents: Incident[]; facts: IncidentFact[] } | Refused;

export const refuse = (code: ErrorCode): Refused => ({ ok: false, code });

/** Nothing to change and nothing wrong (a repeated tap). */
export const unchanged: Decision = { ok: true, incidents: [], facts: [] };

/** One incident, changed, with the facts that say so. */
export function changed(
  incident: Incident,
  change: Partial<Incident>,
  ...facts: IncidentFact[]
): Decision {
  const next = { ...incident, ...change, version: incident.version + 1 };
  return { ok: true, incidents: [next], facts };
}

/** Reviewed, or merged into another: nothing more is to be done about it. */
export function isClosed(incident: Pick<Incident, 'state' | 'mergedIntoId'>): boolean {
  return incident.state === 'reviewed' || incident.mergedIntoId !== null;
}

/** The next time something comes by itself; null only when closed: silence is unrepresentable. */
export function dueAtOf(incident: Incident): number | null {
  if (isClosed(incident)) return null;
  const times = [
    incident.chase?.nextAt,
    incident.offer?.nextAt,
    ...incident.orders.map((o) => o.chase?.nextAt),
  ].filter((at) => at !== undefined);
  return Math.min(...times);
}

/** Why nothing can be done about it any more, or null. */
export function closedCode(incident: Incident): Refused | null {
  if (incident.mergedIntoId !== null) return refuse('incident.merged');
  return incident.state === 'reviewed' ? refuse('incident.closed') : null;
}

export const otherSide = (side: Side): Side => (side === 'school' ? 'police' : 'school');
