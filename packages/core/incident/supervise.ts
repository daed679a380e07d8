import type { IncidentFact } from '@anyuan/contracts/incident-facts.ts';
import { type Chase, stepChase } from './chase.ts';
import { dueAtOf, type Incident, isClosed, type Ladder, type Order } from './incident.ts';
import { ringHigherFrom } from './offer.ts';

const ringEveryMs = 60_000;

export interface Hearers {
  ladder: Ladder;
  /** On duty at the side that has yet to take it over. */
  ring: readonly string[];
}

/**
 * Takes every step of an incident that is due: reminders before and at a deadline, the climb to the
 * next leader, the ring at a side that has not answered. An open incident always has a next one.
 */
export function superviseStep(
  incident: Incident,
  { ladder, ring }: Hearers,
  now: number,
): { incident: Incident; facts: IncidentFact[] } {
  const dueAt = dueAtOf(incident);
  if (isClosed(incident) || dueAt === null || dueAt > now) return { incident, facts: [] };
  const facts: IncidentFact[] = [];
  const step = (chase: Chase | null, orderId: string | null): Chase | null => {
    if (!chase || chase.nextAt > now) return chase;
    const stepped = stepChase(chase, now);
    facts.push(factOf(incident, { ...stepped, orderId }, ladder));
    return stepped.chase;
  };
  const chase = step(incident.chase, null);
  const orders: Order[] = incident.orders.map((o) => ({ ...o, chase: step(o.chase, o.id) }));
  const offer = ringAgain(incident, { ladder, ring }, now, facts);
  const next = { ...incident, chase, orders, offer, version: incident.version + 1 };
  return { incident: next, facts };
}

function factOf(
  { id }: Incident,
  { chase, step, orderId }: ReturnType<typeof stepChase> & { orderId: string | null },
  ladder: Ladder,
): IncidentFact {
  const { deadlineAt } = chase;
  const about = { incidentId: id, orderId, deadlineAt };
  if (step.what !== 'overdue') {
    return { type: 'incident.reminded', ...about, what: step.what, people: upTo(ladder, 0) };
  }
  const { rung } = step;
  return { type: 'incident.climbed', ...about, rung, people: upTo(ladder, rung) };
}

/** Everybody up to this rung; where nobody stands there, the next rung hears it in their place. */
function upTo(ladder: Ladder, rung: number): string[] {
  for (let top = rung; top < ladder.length; top++) {
    const people = new Set(ladder.slice(0, top + 1).flat());
    const isEmptyThere = top === rung && (ladder[top]?.length ?? 0) === 0;
    if (people.size > 0 && !isEmptyThere) return [...people];
  }
  return [...new Set(ladder.flat())];
}

function ringAgain(
  { id, offer }: Incident,
  { ladder, ring }: Hearers,
  now: number,
  facts: IncidentFact[],
): Incident['offer'] {
  if (!offer || offer.nextAt > now) return offer;
  const round = offer.round + 1;
  // The bureaus stand above both sides.
  const people = [...new Set([...ring, ...(round >= ringHigherFrom ? ladder[2] : [])])];
  facts.push({ type: 'incident.offerRang', incidentId: id, to: offer.to, round, people });
  return { ...offer, round, nextAt: now + ringEveryMs };
}
