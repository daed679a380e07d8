import { newsOfTicket } from '@anyuan/core/ticket/news.ts';
import { type Reaction, reaction } from '../platform/deliveries.ts';
import type { Notice, Notices } from '../platform/notices.ts';
import type { Tickets } from './service.ts';
import { findTicket } from './store.ts';
import type { TicketNames } from './views.ts';

/** Consumer `ticketNews`: whoever was given a ticket by somebody else hears of it. */
export function makeTicketNews(options: {
  notices: Notices;
  names: Pick<TicketNames, 'school'>;
}): Reaction {
  const { notices, names } = options;
  return reaction({
    consumer: 'ticketNews',
    types: ['ticket.changed'],
    async run(tx, entries) {
      const made: Notice[] = [];
      for (const { fact, factId } of entries) {
        if (fact.what !== 'assigned' || fact.assigneeId === null) continue;
        const ticket = await findTicket(tx, fact.ticketId);
        if (!ticket) continue;
        made.push({
          ...newsOfTicket({ ...ticket, school: names.school(ticket.schoolId) }),
          ...{ key: `ticket:${factId}`, personIds: [fact.assigneeId], tag: ticket.id },
          path: `/m/tickets/${ticket.id}`,
          everyday: true,
        });
      }
      await notices.add(tx, made);
    },
    committed: () => notices.wake(),
  });
}

/** Consumer `ticketUpkeep`: a ticket never waits at a terminal, or for a person, that is gone. */
export function makeTicketUpkeep(tickets: Pick<Tickets, 'endAt' | 'giveBackOf'>): Reaction {
  return reaction({
    consumer: 'ticketUpkeep',
    types: ['terminal.removed', 'person.left'],
    async run(tx, entries) {
      for (const { fact } of entries) {
        if (fact.type === 'person.left') await tickets.giveBackOf(tx, fact.personId, fact.byId);
        else await tickets.endAt(tx, fact.terminalId, fact.personId);
      }
    },
  });
}
