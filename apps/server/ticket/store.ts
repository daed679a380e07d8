import type { Role } from '@anyuan/contracts/permissions.ts';
import type { TicketFilter } from '@anyuan/contracts/routes/tickets.ts';
import type { FaultCode } from '@anyuan/contracts/terminal.ts';
import type { Ticket, TicketStep } from '@anyuan/core/ticket/ticket.ts';
import { type Selectable, sql } from 'kysely';
import { v7 } from 'uuid';
import type { Db, Tx } from '../platform/db.ts';
import type { Tables } from '../platform/tables.ts';

type Query = Db['query'] | Tx;
export type Stored = Ticket & { number: number };

const toStored = (r: Selectable<Tables['ticket']>): Stored => ({
  ...{ id: r.id, number: r.number, schoolId: r.school_id, terminalId: r.terminal_id },
  ...{ terminalName: r.terminal_name, place: r.place, code: r.code, words: r.words },
  ...{ openedAt: r.opened_at, openedBy: r.opened_by, count: r.count, lastAt: r.last_at },
  ...{ recoveredAt: r.recovered_at, assigneeId: r.assignee_id, closedAt: r.closed_at },
  ...{ closedBy: r.closed_by, result: r.result, closeWords: r.close_words, version: r.version },
});

const toRow = (t: Ticket) => ({
  ...{ id: t.id, school_id: t.schoolId, terminal_id: t.terminalId, place: t.place },
  ...{ terminal_name: t.terminalName, code: t.code, words: t.words, opened_at: t.openedAt },
  ...{ opened_by: t.openedBy, count: t.count, last_at: t.lastAt, recovered_at: t.recoveredAt },
  ...{ assignee_id: t.assigneeId, closed_at: t.closedAt, closed_by: t.closedBy },
  ...{ result: t.result, close_words: t.closeWords, version: t.version },
});

export async function findTicket(db: Query, id: string): Promise<Stored | undefined> {
  const row = await db.selectFrom('ticket').selectAll().where('id', '=', id).executeTakeFirst();
  return row && toStored(row);
}

export async function lockTicket(tx: Tx, id: string): Promise<Stored | undefined> {
  const row = await tx
    .selectFrom('ticket')
    .selectAll()
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst();
  return row && toStored(row);
}

/** Open ones that this person has. */
export async function findHeld(db: Query, personId: string): Promise<Stored[]> {
  const rows = await db
    .selectFrom('ticket')
    .selectAll()
    .where('assignee_id', '=', personId)
    .where('closed_at', 'is', null)
    .orderBy('number')
    .execute();
  return rows.map(toStored);
}

const lockOpen = (tx: Tx) =>
  tx
    .selectFrom('ticket')
    .selectAll('ticket')
    .where('closed_at', 'is', null)
    .orderBy('number')
    .forUpdate('ticket');

/** Those that are open at a terminal that is taken down; none where it hangs again meanwhile. */
export async function lockOfRemoved(tx: Tx, terminalId: string): Promise<Stored[]> {
  const rows = await lockOpen(tx)
    .innerJoin('terminal', 'terminal.id', 'ticket.terminal_id')
    .where('terminal_id', '=', terminalId)
    .where('terminal.archived_at', 'is not', null)
    .execute();
  return rows.map(toStored);
}

/** Those that somebody has who has left; none where the leaving was taken back meanwhile. */
export async function lockOfLeaver(tx: Tx, personId: string): Promise<Stored[]> {
  const rows = await lockOpen(tx)
    .innerJoin('person', 'person.id', 'ticket.assignee_id')
    .where('assignee_id', '=', personId)
    .where('person.active', '=', false)
    .execute();
  return rows.map(toStored);
}

/** The newest of this terminal and fault; the caller holds the terminal, so no other one can come between. */
export async function lockLastTicket(
  tx: Tx,
  terminalId: string,
  code: FaultCode,
): Promise<Stored | null> {
  const row = await tx
    .selectFrom('ticket')
    .selectAll()
    .where('terminal_id', '=', terminalId)
    .where('code', '=', code)
    .orderBy('number', 'desc')
    .limit(1)
    .forUpdate()
    .executeTakeFirst();
  return row ? toStored(row) : null;
}

/** False when one with this id is there already. */
export async function insertTicket(tx: Tx, ticket: Ticket): Promise<boolean> {
  const row = await tx
    .insertInto('ticket')
    .values(toRow(ticket))
    .onConflict((c) => c.column('id').doNothing())
    .returning('id')
    .executeTakeFirst();
  return row !== undefined;
}

export async function updateTicket(tx: Tx, ticket: Ticket): Promise<void> {
  const { id, ...row } = toRow(ticket);
  await tx.updateTable('ticket').set(row).where('id', '=', id).execute();
}

/** False when one with this id is there already: a note that was sent again. */
export async function insertEntry(
  tx: Tx,
  { ticket, what, personId, words }: TicketStep,
  { at, id = v7() }: { at: number; id?: string },
): Promise<boolean> {
  const toId = what === 'assigned' ? ticket.assigneeId : null;
  const result = what === 'closed' ? ticket.result : null;
  const row = await tx
    .insertInto('ticket_entry')
    .values({ id, ticket_id: ticket.id, at, what, person_id: personId, to_id: toId, result, words })
    .onConflict((c) => c.column('id').doNothing())
    .returning('id')
    .executeTakeFirst();
  return row !== undefined;
}

export async function hasEntry(tx: Tx, id: string): Promise<boolean> {
  const row = await tx
    .selectFrom('ticket_entry')
    .select('id')
    .where('id', '=', id)
    .executeTakeFirst();
  return row !== undefined;
}

export function findEntries(db: Query, ticketId: string) {
  return db
    .selectFrom('ticket_entry')
    .selectAll()
    .where('ticket_id', '=', ticketId)
    .orderBy('number', 'desc')
    .limit(500)
    .execute();
}

export interface AskedTickets extends TicketFilter {
  /** Of these schools alone. */
  schoolIds: readonly string[];
  /** Schools whose name holds the text that is looked for. */
  namedIds: readonly string[];
  personId: string;
  now: number;
  before?: number | undefined;
  limit: number;
}

/** Newest first. */
export async function listTickets(db: Query, f: AskedTickets): Promise<Stored[]> {
  const at = (ids: readonly string[]) => sql<string>`any(${ids}::uuid[])`;
  let query = db.selectFrom('ticket').selectAll().where('school_id', '=', at(f.schoolIds));
  if (f.view === 'closed') query = query.where('closed_at', 'is not', null);
  else if (f.view !== 'any') query = query.where('closed_at', 'is', null);
  if (f.view === 'waiting') query = query.where('assignee_id', 'is', null);
  if (f.view === 'mine') query = query.where('assignee_id', '=', f.personId);
  if (f.schoolId) query = query.where('school_id', '=', f.schoolId);
  if (f.terminalId) query = query.where('terminal_id', '=', f.terminalId);
  if (f.code === 'byHand') query = query.where('code', 'is', null);
  else if (f.code) query = query.where('code', '=', f.code);
  if (f.olderThanHours)
    query = query.where('opened_at', '<=', f.now - f.olderThanHours * 3_600_000);
  if (f.text) {
    const held = `%${f.text.replace(/[\\%_]/g, '\\$&')}%`;
    query = query.where((e) =>
      e.or([
        e('place', 'ilike', held),
        e('terminal_name', 'ilike', held),
        e('words', 'ilike', held),
        e(sql`'#' || number`, '=', `#${f.text?.replace(/^#/, '')}`),
        e('school_id', '=', at(f.namedIds)),
      ]),
    );
  }
  if (f.before !== undefined) query = query.where('number', '<', f.before);
  return (await query.orderBy('number', 'desc').limit(f.limit).execute()).map(toStored);
}

/** Active people with one of these roles at one of these organisations; those of the first one, the school, first. */
export function findPeople(
  db: Query,
  at: { organisationIds: readonly string[]; roles: readonly Role[] },
) {
  return db
    .selectFrom('role_assignment as ra')
    .innerJoin('person as p', 'p.id', 'ra.person_id')
    .innerJoin('organisation as o', 'o.id', 'ra.organisation_id')
    .select(['p.id', 'p.name', sql<string>`min(o.name)`.as('organisationName')])
    .where('ra.organisation_id', 'in', [...at.organisationIds])
    .where('ra.role', 'in', [...at.roles])
    .where('p.active', '=', true)
    .groupBy(['p.id', 'p.name'])
    .orderBy(sql`bool_or(ra.organisation_id = ${at.organisationIds[0]}) desc`)
    .orderBy('organisationName')
    .orderBy('p.name')
    .execute();
}

/** What a ticket opened by hand says of its terminal. */
export function findTerminal(db: Query, id: string) {
  return db
    .selectFrom('terminal')
    .select(['id', 'name', 'school_id as schoolId'])
    .where('id', '=', id)
    .executeTakeFirst();
}
