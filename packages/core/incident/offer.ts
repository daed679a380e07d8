import type { Side } from '@anyuan/contracts/incident.ts';
import {
  type Context,
  changed,
  closedCode,
  type Decision,
  type Incident,
  type Offer,
  otherSide,
  refuse,
  unchanged,
} from './incident.ts';

/** Nobody at the other side has answered: rings again after this, ms. */
const ringEveryMs = 60_000;
/** From this round on those above hear it as well. */
export const ringHigherFrom = 3;

/** The offer and the fact that rings at the other side. */
export function ringFirst(
  incident: Pick<Incident, 'id' | 'holder'>,
  how: Context & { to: Side; note: string },
) {
  const { now, to, note, personId, duty } = how;
  const from = incident.holder;
  const offer: Offer = { from, to, at: now, round: 0, note, nextAt: now + ringEveryMs };
  const people = [...duty[to]];
  const fact = {
    type: 'incident.offered',
    incidentId: incident.id,
    personId,
    from,
    to,
    note,
    people,
  } as const;
  return { offer, fact };
}

/** Hands it to the other side, or back. Who has it keeps it until the other side accepts. */
export function offerIncident(incident: Incident, note: string, context: Context): Decision {
  const closed = closedCode(incident);
  if (closed) return closed;
  if (incident.offer) return refuse('incident.offered');
  if (context.side !== incident.holder) return refuse('incident.notHolder');
  const to = otherSide(incident.holder);
  const { offer, fact } = ringFirst(incident, { ...context, to, note });
  return changed(incident, { offer, shared: true }, fact);
}

/** Takes it over; whoever accepts owns it. */
export function acceptIncident(incident: Incident, { personId, side }: Context): Decision {
  const closed = closedCode(incident);
  if (closed) return closed;
  const { offer } = incident;
  if (!offer) return side === incident.holder ? unchanged : refuse('incident.notOffered');
  if (offer.to !== side) return refuse('incident.notOffered');
  const fact = { type: 'incident.accepted', incidentId: incident.id, personId, side } as const;
  return changed(incident, { offer: null, holder: side, ownerId: personId }, fact);
}

/** Sends it back with a reason; who had it still has it. */
export function returnIncident(
  incident: Incident,
  reason: string,
  { personId, side }: Context,
): Decision {
  const closed = closedCode(incident);
  if (closed) return closed;
  if (!incident.offer || incident.offer.to !== side) return refuse('incident.notOffered');
  const fact = {
    type: 'incident.returned',
    incidentId: incident.id,
    personId,
    side,
    reason,
  } as const;
  return changed(incident, { offer: null }, fact);
}
