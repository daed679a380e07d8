import type { ErrorCode } from '@anyuan/contracts/errors.ts';
import type { FaultCode } from '@anyuan/contracts/terminal.ts';
import type { TicketChange, TicketResult } from '@anyuan/contracts/ticket-lists.ts';

/** A ticket as it is kept; its history stands beside it. */
export interface Ticket {
  id: string;
  schoolId: string;
  terminalId: string;
  terminalName: string;
  place: string;
  /** Null: a person saw it. */
  code: FaultCode | null;
  words: string;
  openedAt: number;
  openedBy: string | null;
  count: number;
  lastAt: number;
  recoveredAt: number | null;
  assigneeId: string | null;
  closedAt: number | null;
  closedBy: string | null;
  result: TicketResult | null;
  closeWords: string;
  version: number;
}

/** What a step adds to the history. */
export interface TicketStep {
  ticket: Ticket;
  what: TicketChange;
  /** Null: the terminal. */
  personId: string | null;
  words: string;
}

export type TicketDecision = ({ ok: true } & TicketStep) | { ok: false; code: ErrorCode };

export interface TicketBy {
  personId: string;
  now: number;
}

/** A fault that comes back this soon was not mended: the old ticket goes on, with all that was tried. */
const comesBackMs = 24 * 3_600_000;

type Fresh = Pick<Ticket, 'id' | 'schoolId' | 'terminalId' | 'terminalName' | 'place' | 'words'>;

const next = (ticket: Ticket, set: Partial<Ticket>): Ticket => ({
  ...ticket,
  ...set,
  version: ticket.version + 1,
});

function fresh(about: Fresh, by: { code: FaultCode | null; personId: string | null; now: number }) {
  const { code, personId, now } = by;
  const ticket: Ticket = {
    ...about,
    ...{ code, openedAt: now, openedBy: personId, count: 1, lastAt: now, recoveredAt: null },
    ...{ assigneeId: null, closedAt: null, closedBy: null, result: null, closeWords: '' },
    version: 1,
  };
  return { ticket, what: 'opened', personId, words: about.words } as const;
}

/** Somebody saw that something is wrong. */
export function openByHand(about: Fresh, { personId, now }: TicketBy): TicketStep {
  return fresh(about, { code: null, personId, now });
}

/** A fault began: it joins the open ticket of its kind, wakes one that was closed within a day, or opens one. */
export function faultBegan(
  last: Ticket | null,
  about: Fresh & { code: FaultCode },
  now: number,
): TicketStep {
  const { code, ...rest } = about;
  const isBack = last !== null && (last.closedAt === null || now - last.closedAt < comesBackMs);
  if (!isBack) return fresh(rest, { code, personId: null, now });
  const what = last.closedAt === null ? 'again' : 'reopened';
  const open = { closedAt: null, closedBy: null, result: null, closeWords: '' };
  const ticket = next(last, { ...open, count: last.count + 1, lastAt: now, recoveredAt: null });
  return { ticket, what, personId: null, words: about.words };
}

/**
 * The fault is over. A ticket that nobody has taken closes by itself; one that somebody works on waits for their
 * word, because a fault that comes and goes is not mended. Null: nothing open.
 */
export function faultEnded(last: Ticket | null, now: number): TicketStep | null {
  if (last === null || last.closedAt !== null || last.recoveredAt !== null) return null;
  const recovered = { recoveredAt: now };
  if (last.assigneeId !== null) {
    return { ticket: next(last, recovered), what: 'recovered', personId: null, words: '' };
  }
  const ticket = next(last, { ...recovered, closedAt: now, result: 'bySelf' });
  return { ticket, what: 'closed', personId: null, words: '' };
}

/** Its terminal was taken down: there is nothing left to repair. */
export function endWithTerminal(ticket: Ticket, { personId, now }: TicketBy): TicketStep {
  const set = { closedAt: now, closedBy: personId, result: 'removed' } as const;
  return { ticket: next(ticket, set), what: 'closed', personId, words: '' };
}

/** Two people at once: the second one is told, whatever it is. */
function refusalOf(ticket: Ticket, basedOn: number): ErrorCode | null {
  if (ticket.closedAt !== null) return 'ticket.closed';
  return ticket.version === basedOn ? null : 'ticket.stale';
}

/** Takes it, gives it to somebody, or (null) gives it back. */
export function assign(
  ticket: Ticket,
  { assigneeId, basedOn }: { assigneeId: string | null; basedOn: number },
  { personId }: TicketBy,
): TicketDecision {
  const code = refusalOf(ticket, basedOn);
  if (code) return { ok: false, code };
  const what = assigneeId === null ? 'givenBack' : assigneeId === personId ? 'taken' : 'assigned';
  return { ok: true, ticket: next(ticket, { assigneeId }), what, personId, words: '' };
}

/** A note stands beside the ticket and overtakes nobody: the version stays. */
export function note(ticket: Ticket, words: string, { personId }: TicketBy): TicketStep {
  return { ticket, what: 'noted', personId, words };
}

export function close(
  ticket: Ticket,
  { result, words, basedOn }: { result: TicketResult; words: string; basedOn: number },
  { personId, now }: TicketBy,
): TicketDecision {
  const code = refusalOf(ticket, basedOn);
  if (code) return { ok: false, code };
  const stands = ticket.code !== null && ticket.recoveredAt === null;
  if (result === 'bySelf' && stands) return { ok: false, code: 'ticket.faultStands' };
  const set = { closedAt: now, closedBy: personId, result, closeWords: words };
  return { ok: true, ticket: next(ticket, set), what: 'closed', personId, words };
}
