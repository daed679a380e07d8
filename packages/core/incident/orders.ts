import { beginChase } from './chase.ts';
import {
  type Context,
  changed,
  closedCode,
  type Decision,
  type Finding,
  type Incident,
  type Order,
  refuse,
  unchanged,
} from './incident.ts';

/** 督办 by hand: an instruction with a date. */
export function setOrder(
  incident: Incident,
  { id, instruction, dueAt }: { id: string; instruction: string; dueAt: number },
  { now, personId, rules }: Context,
): Decision {
  const closed = closedCode(incident);
  if (closed) return closed;
  if (dueAt <= now) return refuse('incident.past');
  if (incident.orders.some((o) => o.id === id)) return unchanged;
  const order: Order = {
    id,
    instruction,
    byId: personId,
    at: now,
    dueAt,
    chase: beginChase(rules[incident.grade ?? 'assess'], dueAt, now),
    answer: null,
    answeredBy: null,
    answeredAt: null,
    settledAt: null,
  };
  return changed(
    incident,
    { orders: [...incident.orders, order] },
    {
      type: 'incident.ordered',
      incidentId: incident.id,
      personId,
      orderId: id,
      instruction,
      dueAt,
    },
  );
}

function withOrder(incident: Incident, order: Order): Order[] {
  return incident.orders.map((o) => (o.id === order.id ? order : o));
}

/** An answer may be given again until a leader settles it; the first one ends the chase. */
export function answerOrder(
  incident: Incident,
  { orderId, answer }: { orderId: string; answer: string },
  { now, personId }: Context,
): Decision {
  const closed = closedCode(incident);
  if (closed) return closed;
  const order = incident.orders.find((o) => o.id === orderId);
  if (!order || order.settledAt !== null) return refuse('incident.unknownPart');
  const answered = { ...order, answer, answeredBy: personId, answeredAt: now, chase: null };
  const fact = {
    type: 'incident.orderAnswered',
    incidentId: incident.id,
    personId,
    orderId,
    answer,
  } as const;
  return changed(incident, { orders: withOrder(incident, answered) }, fact);
}

/** A leader takes the answer for good, or takes the instruction back. */
export function settleOrder(
  incident: Incident,
  orderId: string,
  { now, personId }: Context,
): Decision {
  const closed = closedCode(incident);
  if (closed) return closed;
  const order = incident.orders.find((o) => o.id === orderId);
  if (!order) return refuse('incident.unknownPart');
  if (order.settledAt !== null) return unchanged;
  const orders = withOrder(incident, { ...order, settledAt: now, chase: null });
  const fact = {
    type: 'incident.orderSettled',
    incidentId: incident.id,
    personId,
    orderId,
  } as const;
  return changed(incident, { orders }, fact);
}

export type NewFinding = Pick<Finding, 'id' | 'problem' | 'measure' | 'ownerId' | 'dueAt'>;

/** 复盘: conclusion and findings. Nothing may still be open above it. */
export function review(
  incident: Incident,
  { conclusion, findings }: { conclusion: string; findings: readonly NewFinding[] },
  { now, personId }: Context,
): Decision {
  const closed = closedCode(incident);
  if (closed) return closed;
  if (incident.state !== 'concluded') return refuse('incident.notConcluded');
  if (incident.offer) return refuse('incident.offered');
  if (incident.orders.some((o) => o.settledAt === null)) return refuse('incident.ordersOpen');
  if (findings.some((f) => f.dueAt <= now)) return refuse('incident.past');
  const made = findings.map((f) => ({ ...f, doneAt: null, result: null }));
  const incidentId = incident.id;
  return changed(
    incident,
    {
      state: 'reviewed',
      review: conclusion,
      findings: [...incident.findings, ...made],
      chase: null,
      times: { ...incident.times, reviewedAt: now },
    },
    { type: 'incident.reviewed', incidentId, personId, conclusion },
    ...findings.map(({ id, problem, measure, ownerId, dueAt }) => ({
      type: 'incident.findingRecorded' as const,
      incidentId,
      personId,
      findingId: id,
      problem,
      measure,
      ownerId,
      dueAt,
    })),
  );
}

/** A finding was mended. Comes after the review, so a closed incident takes it. */
export function finishFinding(
  incident: Incident,
  { findingId, result }: { findingId: string; result: string },
  { now, personId }: Context,
): Decision {
  const finding = incident.findings.find((f) => f.id === findingId);
  if (!finding) return refuse('incident.unknownPart');
  if (finding.doneAt !== null) return unchanged;
  const findings = incident.findings.map((f) =>
    f.id === findingId ? { ...f, doneAt: now, result } : f,
  );
  const fact = {
    type: 'incident.findingDone',
    incidentId: incident.id,
    personId,
    findingId,
    result,
  } as const;
  return changed(incident, { findings }, fact);
}
