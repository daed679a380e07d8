import type { Clock } from '@anyuan/contracts/clock.ts';
import { Refusal } from '@anyuan/contracts/errors.ts';
import { ticketRoutes as r, type TicketFilter } from '@anyuan/contracts/routes/tickets.ts';
import { appendAudit } from '../platform/audit.ts';
import type { Db } from '../platform/db.ts';
import type { Http } from '../platform/http.ts';
import { attachment, spreadsheetOf, spreadsheetType } from '../platform/spreadsheet.ts';
import type { Who } from '../platform/who.ts';
import type { Tickets } from './service.ts';
import { ticketSheet } from './sheet.ts';
import * as store from './store.ts';
import { entryOf, type TicketNames, viewOf } from './views.ts';

export interface ServeTickets {
  db: Db;
  clock: Clock;
  tickets: Tickets;
  names: TicketNames;
}

export function serveTickets(http: Http, options: ServeTickets): void {
  const { db, clock, tickets, names } = options;
  const one = async (who: Who, id: string) => {
    const ticket = viewOf(await tickets.need(who, id), names, who);
    const entries = await store.findEntries(db.query, id);
    return { ticket, entries: entries.map((row) => entryOf(row, names)) };
  };
  const list = async (
    who: Who,
    f: TicketFilter & { before?: number | undefined; limit: number },
  ) => {
    const schoolIds = [...who.schoolIds('terminal.view')];
    const text = f.text?.toLowerCase() ?? '';
    const namedIds = schoolIds.filter((id) => names.school(id).toLowerCase().includes(text));
    const asked = { ...f, schoolIds, namedIds, personId: who.personId, now: clock.now() };
    const found = await store.listTickets(db.query, asked);
    return found.map((ticket) => viewOf(ticket, names, who));
  };

  http.serve(r.listTickets, async ({ who, query }) => {
    const { limit } = query;
    const found = await list(who, { ...query, limit: limit + 1 });
    return { tickets: found.slice(0, limit), more: found.length > limit };
  });
  http.serve(r.exportTickets, async ({ who, query, reply }) => {
    const { reason, ...filter } = query;
    const { personId, locale } = who;
    const detail = { reason, ...filter };
    const about = { action: 'tickets.exported', subject: 'tickets', detail } as const;
    await appendAudit(db.query, { at: clock.now(), personId, ...about });
    const read = (before: number | undefined, limit: number) =>
      list(who, { ...filter, before, limit });
    const sheet = ticketSheet({ locale, read });
    return reply
      .type(spreadsheetType)
      .header('content-disposition', attachment(`${sheet.name}.xlsx`))
      .header('cache-control', 'private, no-store')
      .send(spreadsheetOf(sheet));
  });
  http.serve(r.showTicket, ({ who, params }) => one(who, params.ticketId));
  http.serve(r.listTicketPeople, async ({ who, params }) => {
    const { schoolId } = await tickets.need(who, params.ticketId);
    return { people: await tickets.peopleOf(schoolId) };
  });
  http.serve(r.openTicket, async ({ who, params, body }) => {
    const terminal = await store.findTerminal(db.query, params.terminalId);
    if (!terminal) throw new Refusal('subject.unknown');
    await tickets.openByHand(who, terminal, body);
    return one(who, body.id);
  });
  http.serve(r.assignTicket, async ({ who, params, body }) => {
    await tickets.assign(who, params.ticketId, body);
    return one(who, params.ticketId);
  });
  http.serve(r.noteTicket, async ({ who, params, body }) => {
    await tickets.note(who, params.ticketId, body);
    return one(who, params.ticketId);
  });
  http.serve(r.closeTicket, async ({ who, params, body }) => {
    await tickets.close(who, params.ticketId, body);
    return one(who, params.ticketId);
  });
}
