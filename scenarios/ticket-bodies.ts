import type { Permission } from '@anyuan/contracts/permissions.ts';
import type { RouteName } from '@anyuan/contracts/routes/index.ts';
import { v7 } from 'uuid';

/** 报修工单 in the matrix of permissions: worked on by those who run the school or its station, reported by whoever sees terminals. */
export const ticketPermissions: Record<string, readonly Permission[]> = Object.fromEntries(
  ['guard', 'affairs', 'leader', 'command', 'admin'].map((login) => [login, ['ticket.handle']]),
);

/** Of nothing that exists. */
export const ticketIds = { ticketId: v7() };
export const absentTickets: readonly RouteName[] = [
  'showTicket',
  'listTicketPeople',
  'assignTicket',
  'noteTicket',
  'closeTicket',
];

export const ticketBodies = {
  openTicket: () => ({ id: v7(), words: '…' }),
  assignTicket: () => ({ basedOn: 1, personId: null }),
  noteTicket: () => ({ id: v7(), words: '…' }),
  closeTicket: () => ({ basedOn: 1, result: 'repaired', words: '…' }),
} satisfies Partial<Record<RouteName, () => object>>;
export const ticketQueries: Partial<Record<RouteName, object>> = {
  exportTickets: { reason: 'test' },
};
