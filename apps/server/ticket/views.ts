import type { TicketEntry, TicketView } from '@anyuan/contracts/ticket.ts';
import type { Who } from '../platform/who.ts';
import type { findEntries, Stored } from './store.ts';

export interface TicketNames {
  person(personId: string): string;
  school(schoolId: string): string;
}

export function viewOf(ticket: Stored, names: TicketNames, who: Pick<Who, 'may'>): TicketView {
  const { openedBy, closedBy, ...rest } = ticket;
  const name = (id: string | null) => (id === null ? null : names.person(id));
  return {
    ...rest,
    schoolName: names.school(ticket.schoolId),
    openedByName: name(openedBy),
    closedByName: name(closedBy),
    assigneeName: name(ticket.assigneeId),
    mayHandle: who.may('ticket.handle', ticket.schoolId),
  };
}

type EntryRow = Awaited<ReturnType<typeof findEntries>>[number];

export function entryOf(row: EntryRow, names: TicketNames): TicketEntry {
  const { id, at, what, result, words } = row;
  const name = (personId: string | null) => (personId === null ? null : names.person(personId));
  return { id, at, what, result, words, personName: name(row.person_id), toName: name(row.to_id) };
}
