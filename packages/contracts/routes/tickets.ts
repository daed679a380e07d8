import { z } from 'zod';
import { faultCodes } from '../terminal.ts';
import { ticketEntrySchema, ticketSchema } from '../ticket.ts';
import { ticketResults, ticketViews, ticketWordsMax } from '../ticket-lists.ts';
import { noBody, nothing, terminalParams } from './common.ts';
import { words } from './incident-change.ts';
import { route } from './route.ts';

const ticketParams = z.strictObject({ ticketId: z.uuid() });
const one = z.strictObject({ ticket: ticketSchema, entries: z.array(ticketEntrySchema) });
/** Version of the ticket that the person had before them: two at once are told, not overwritten. */
const basedOn = z.int().min(1);

export const ticketFilterSchema = z.strictObject({
  view: z.enum(ticketViews).default('open'),
  schoolId: z.uuid().optional(),
  terminalId: z.uuid().optional(),
  /** `byHand`: what people saw. */
  code: z.enum([...faultCodes, 'byHand']).optional(),
  /** Opened at least so many hours ago. */
  olderThanHours: z.coerce.number().int().min(1).max(87_600).optional(),
  /** Number, school, place, terminal, description. */
  text: z.string().trim().max(100).optional(),
});
export type TicketFilter = z.infer<typeof ticketFilterSchema>;

export const ticketRoutes = {
  listTickets: route({
    method: 'GET',
    path: '/api/tickets',
    access: 'terminal.view',
    subject: 'none',
    summary:
      'Tickets of terminals in scope, newest first; pages by `before` (number of the last row).',
    params: nothing,
    query: ticketFilterSchema.extend({
      before: z.coerce.number().int().optional(),
      limit: z.coerce.number().int().min(1).max(200).default(50),
    }),
    body: noBody,
    reply: z.strictObject({ tickets: z.array(ticketSchema), more: z.boolean() }),
  }),
  exportTickets: route({
    method: 'GET',
    path: '/api/tickets.xlsx',
    access: 'terminal.view',
    subject: 'none',
    summary: 'The same as an Excel sheet; on record, with the reason.',
    params: nothing,
    query: ticketFilterSchema.extend({ reason: z.string().trim().min(1).max(200) }),
    body: noBody,
    reply: z.unknown(),
    raw: 'out',
  }),
  showTicket: route({
    method: 'GET',
    path: '/api/tickets/:ticketId',
    access: 'terminal.view',
    subject: 'none',
    summary: 'One ticket with its history.',
    params: ticketParams,
    query: nothing,
    body: noBody,
    reply: one,
  }),
  listTicketPeople: route({
    method: 'GET',
    path: '/api/tickets/:ticketId/people',
    access: 'ticket.handle',
    subject: 'none',
    summary: 'Who can be given this ticket.',
    params: ticketParams,
    query: nothing,
    body: noBody,
    reply: z.strictObject({
      people: z.array(
        z.strictObject({ id: z.uuid(), name: z.string(), organisationName: z.string() }),
      ),
    }),
  }),
  openTicket: route({
    method: 'POST',
    path: '/api/terminals/:terminalId/tickets',
    access: 'terminal.view',
    subject: 'terminal',
    summary: 'Report by hand what is wrong with a terminal. Idempotent on `id`.',
    params: terminalParams,
    query: nothing,
    body: z.strictObject({ id: z.uuid(), words: words(ticketWordsMax) }),
    reply: one,
  }),
  assignTicket: route({
    method: 'POST',
    path: '/api/tickets/:ticketId/assignee',
    access: 'ticket.handle',
    subject: 'none',
    summary: 'Take it (oneself), assign it to somebody, or give it back (null).',
    params: ticketParams,
    query: nothing,
    body: z.strictObject({ basedOn, personId: z.uuid().nullable() }),
    reply: one,
  }),
  noteTicket: route({
    method: 'POST',
    path: '/api/tickets/:ticketId/notes',
    access: 'ticket.handle',
    subject: 'none',
    summary: 'Add a note. Idempotent on `id`; a closed ticket takes notes as well.',
    params: ticketParams,
    query: nothing,
    body: z.strictObject({ id: z.uuid(), words: words(ticketWordsMax) }),
    reply: one,
  }),
  closeTicket: route({
    method: 'POST',
    path: '/api/tickets/:ticketId/close',
    access: 'ticket.handle',
    subject: 'none',
    summary: 'Close it with a result and a word.',
    params: ticketParams,
    query: nothing,
    body: z.strictObject({
      basedOn,
      result: z.enum(ticketResults),
      words: words(ticketWordsMax),
    }),
    reply: one,
  }),
};
