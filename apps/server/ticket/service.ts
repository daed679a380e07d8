import type { Clock } from '@anyuan/contracts/clock.ts';
import { Refusal } from '@anyuan/contracts/errors.ts';
import { roles } from '@anyuan/contracts/permissions.ts';
import type { FaultCode } from '@anyuan/contracts/terminal.ts';
import type { TicketResult } from '@anyuan/contracts/ticket-lists.ts';
import { permissionsOf } from '@anyuan/core/people/permissions.ts';
import {
  assign,
  close,
  endWithTerminal,
  faultBegan,
  faultEnded,
  note,
  openByHand,
  type Ticket,
  type TicketDecision,
  type TicketStep,
} from '@anyuan/core/ticket/ticket.ts';
import { sql } from 'kysely';
import { v7 } from 'uuid';
import { appendAudit } from '../platform/audit.ts';
import type { Db, Tx } from '../platform/db.ts';
import type { Facts } from '../platform/facts.ts';
import type { Who } from '../platform/who.ts';
import * as store from './store.ts';

export interface TicketsOptions {
  db: Db;
  clock: Clock;
  facts: Facts;
  places: { terminal(terminalId: string): { schoolId: string; place: string } | undefined };
  /** The school and every organisation above it. */
  lineOf(schoolId: string): readonly string[];
}

/** A fault as the terminal reported it, or its end. */
export interface ReportedFault {
  /** Made by the terminal; sent twice it is the same. */
  id: string;
  terminalId: string;
  terminalName: string;
  schoolId: string;
  code: FaultCode;
  cleared: boolean;
  detail: string;
}

/** Every instance hears of a change after its commit: the school, nothing of the ticket itself. */
export const ticketChannel = 'anyuan_ticket';

export type Tickets = ReturnType<typeof makeTickets>;

const handlers = roles.filter((role) => permissionsOf(role).has('ticket.handle'));
const shown = (text: string) => text.replaceAll('\0', '').toWellFormed().trim();

/** 报修工单: opened by faults and by people, worked on by people, each step on record. */
export function makeTickets({ db, clock, facts, places, lineOf }: TicketsOptions) {
  /** History, fact, audit and news of one step, in the transaction that made it. */
  const record = async (tx: Tx, step: TicketStep, id?: string): Promise<boolean> => {
    const { ticket, what, personId, words } = step;
    const at = clock.now();
    if (!(await store.insertEntry(tx, step, { at, ...(id && { id }) }))) return false;
    const { id: ticketId, terminalId, schoolId, assigneeId, result } = ticket;
    const fact = {
      type: 'ticket.changed',
      ticketId,
      terminalId,
      what,
      personId,
      assigneeId,
    } as const;
    await facts.append(tx, [{ at, schoolId, fact }]);
    if (personId !== null) {
      const to = what === 'assigned' ? { to: assigneeId } : {};
      const detail = { what, ...to, ...(what === 'closed' && { result }), reason: words };
      await appendAudit(tx, { at, personId, action: 'ticket.changed', subject: ticketId, detail });
    }
    await sql`select pg_notify(${ticketChannel}, ${schoolId})`.execute(tx);
    return true;
  };

  const change = (who: Who, id: string, decide: (ticket: Ticket) => TicketDecision) =>
    db.query.transaction().execute(async (tx) => {
      const ticket = await store.lockTicket(tx, id);
      if (!ticket || !who.may('ticket.handle', ticket.schoolId))
        throw new Refusal('subject.unknown');
      const decided = decide(ticket);
      if (!decided.ok) throw new Refusal(decided.code);
      await store.updateTicket(tx, decided.ticket);
      await record(tx, decided);
    });
  const by = ({ personId }: Who) => ({ personId, now: clock.now() });

  const need = async (who: Who, id: string): Promise<store.Stored> => {
    const ticket = await store.findTicket(db.query, id);
    if (!ticket || !who.may('terminal.view', ticket.schoolId)) throw new Refusal('subject.unknown');
    return ticket;
  };

  const peopleOf = (schoolId: string) =>
    store.findPeople(db.query, { organisationIds: lineOf(schoolId), roles: handlers });

  const mayHave = async (personId: string, schoolId: string) =>
    (await peopleOf(schoolId)).some((p) => p.id === personId);

  return {
    need,
    peopleOf,
    hasTaken: store.hasEntry,
    /** In the transaction that records the fault, whose caller holds the row of the terminal. */
    async onFault(tx: Tx, fault: ReportedFault): Promise<void> {
      const { terminalId, terminalName, schoolId, code } = fault;
      const [now, last] = [clock.now(), await store.lockLastTicket(tx, terminalId, code)];
      const place = places.terminal(terminalId)?.place ?? '';
      const about = { id: v7(), schoolId, terminalId, terminalName, place, words: fault.detail };
      const step = fault.cleared
        ? faultEnded(last, now)
        : faultBegan(last, { ...about, code }, now);
      if (step === null) return;
      if (step.what === 'opened') await store.insertTicket(tx, step.ticket);
      else await store.updateTicket(tx, step.ticket);
      await record(tx, step, fault.id);
    },
    async openByHand(
      who: Who,
      terminal: { id: string; name: string; schoolId: string },
      given: { id: string; words: string },
    ): Promise<void> {
      const words = needWords(given.words);
      const { id: terminalId, name: terminalName, schoolId } = terminal;
      const place = places.terminal(terminalId)?.place ?? '';
      const about = { id: given.id, schoolId, terminalId, terminalName, place, words };
      await db.query.transaction().execute(async (tx) => {
        const step = openByHand(about, by(who));
        // Sent again because the answer was lost.
        if (await store.insertTicket(tx, step.ticket)) await record(tx, step);
      });
    },
    async assign(who: Who, id: string, to: { personId: string | null; basedOn: number }) {
      const { personId: assigneeId, basedOn } = to;
      const { schoolId } = await need(who, id);
      if (assigneeId !== null && assigneeId !== who.personId) {
        if (!(await mayHave(assigneeId, schoolId))) throw new Refusal('ticket.wrongPerson');
      }
      await change(who, id, (ticket) => assign(ticket, { assigneeId, basedOn }, by(who)));
    },
    /** Throws `ticket.wrongPerson` when this person may not work on it. */
    async needHandler(tx: Tx, id: string, personId: string): Promise<void> {
      const ticket = await store.findTicket(tx, id);
      if (ticket && (await mayHave(personId, ticket.schoolId))) return;
      throw new Refusal('ticket.wrongPerson');
    },
    /** From a leaver to a successor, or back, in the transaction of the leaving. Throws `leaving.changedSince`. */
    async handTo(tx: Tx, id: string, of: { fromId: string; toId: string; byId: string }) {
      const ticket = await store.lockTicket(tx, id);
      if (ticket?.assigneeId !== of.fromId) throw new Refusal('leaving.changedSince');
      const to = { assigneeId: of.toId, basedOn: ticket.version };
      const decided = assign(ticket, to, { personId: of.byId, now: clock.now() });
      if (!decided.ok) throw new Refusal('leaving.changedSince');
      await store.updateTicket(tx, decided.ticket);
      await record(tx, decided);
    },
    /** Its terminal is gone: what is open there ends with it. */
    async endAt(tx: Tx, terminalId: string, personId: string): Promise<void> {
      for (const ticket of await store.lockOfRemoved(tx, terminalId)) {
        const step = endWithTerminal(ticket, { personId, now: clock.now() });
        await store.updateTicket(tx, step.ticket);
        await record(tx, step);
      }
    },
    /** Somebody has left: what they had and nobody took over waits for somebody again. */
    async giveBackOf(tx: Tx, fromId: string, byId: string): Promise<void> {
      for (const ticket of await store.lockOfLeaver(tx, fromId)) {
        const back = { assigneeId: null, basedOn: ticket.version };
        const step = assign(ticket, back, { personId: byId, now: clock.now() });
        if (!step.ok) continue;
        await store.updateTicket(tx, step.ticket);
        await record(tx, step);
      }
    },
    async note(who: Who, id: string, given: { id: string; words: string }) {
      const words = needWords(given.words);
      await db.query.transaction().execute(async (tx) => {
        const ticket = await store.lockTicket(tx, id);
        if (!ticket || !who.may('ticket.handle', ticket.schoolId)) {
          throw new Refusal('subject.unknown');
        }
        await record(tx, note(ticket, words, by(who)), given.id);
      });
    },
    close(who: Who, id: string, as: { result: TicketResult; words: string; basedOn: number }) {
      const words = needWords(as.words);
      return change(who, id, (ticket) => close(ticket, { ...as, words }, by(who)));
    },
  };
}

/** What is left when nothing unprintable counts. */
function needWords(text: string): string {
  const words = shown(text);
  if (words === '') throw new Refusal('request.invalid', { where: 'words', what: 'empty' });
  return words;
}
