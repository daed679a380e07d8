import { z } from 'zod';
import { faultCodes } from './terminal.ts';
import { type TicketChange, ticketChanges, ticketResults } from './ticket-lists.ts';

const time = z.number().nullable();
const name = z.string().nullable();

/** 报修工单: something at a terminal that somebody has to put right. */
export const ticketSchema = z.strictObject({
  id: z.uuid(),
  /** What people say to each other on the phone. */
  number: z.int(),
  schoolId: z.uuid(),
  schoolName: z.string(),
  terminalId: z.uuid(),
  /** Name and place as they were when it was opened. */
  terminalName: z.string(),
  place: z.string(),
  /** The fault that the terminal reported; null: a person saw it. */
  code: z.enum(faultCodes).nullable(),
  /** What the person saw, or what the terminal said of the fault. */
  words: z.string(),
  openedAt: z.number(),
  openedByName: name,
  /** How often the fault began while this ticket was there. */
  count: z.int(),
  lastAt: z.number(),
  /** The terminal no longer reports the fault; null: it does, or a person saw it. */
  recoveredAt: time,
  assigneeId: z.uuid().nullable(),
  assigneeName: name,
  closedAt: time,
  closedByName: name,
  result: z.enum(ticketResults).nullable(),
  closeWords: z.string(),
  /** Given back with every act that two people could do at once. */
  version: z.int(),
  /** May the reader take, give back, assign, note and close it? */
  mayHandle: z.boolean(),
});
export type TicketView = z.infer<typeof ticketSchema>;

/** One line of a ticket's history. */
export const ticketEntrySchema = z.strictObject({
  id: z.uuid(),
  at: z.number(),
  what: z.enum(ticketChanges),
  /** Null: the terminal said so. */
  personName: name,
  /** Who has it now, where it was assigned. */
  toName: name,
  result: z.enum(ticketResults).nullable(),
  words: z.string(),
});
export type TicketEntry = z.infer<typeof ticketEntrySchema>;

/** What happened to a ticket. Its words stand in the ticket alone. */
export interface TicketFact {
  type: 'ticket.changed';
  ticketId: string;
  terminalId: string;
  what: TicketChange;
  /** Null: the terminal itself. */
  personId: string | null;
  assigneeId: string | null;
}
