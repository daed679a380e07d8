import { ticketTitle } from '@anyuan/core/ticket/words.ts';
import type { Holder } from '../platform/successors.ts';
import type { Tickets } from './service.ts';
import * as store from './store.ts';

/** Open tickets that somebody has. */
export function makeTicketHolder(
  tickets: Pick<Tickets, 'handTo' | 'needHandler' | 'peopleOf'>,
): Holder {
  return {
    async find(tx, personId) {
      const held = await store.findHeld(tx, personId);
      const schools = [...new Set(held.map((t) => t.schoolId))];
      const idsAt = async (id: string) => (await tickets.peopleOf(id)).map((p) => p.id);
      const able = new Map(
        await Promise.all(schools.map(async (id) => [id, await idsAt(id)] as const)),
      );
      return held.map((t) => ({
        ...{ kind: 'ticket', id: t.id, organisationId: t.schoolId, emptied: false },
        name: `#${t.number} ${ticketTitle(t, 'zh')}`,
        successorIds: able.get(t.schoolId) ?? [],
      }));
    },
    async move(tx, held, { fromId, byId }) {
      await tickets.needHandler(tx, held.id, held.toId);
      await tickets.handTo(tx, held.id, { fromId, toId: held.toId, byId });
      return { ...held, before: held.id };
    },
    async markOf(tx, { id }) {
      const ticket = await store.lockTicket(tx, id);
      return ticket ? String(ticket.version) : null;
    },
    takeBack: (tx, { id, toId }, { fromId, byId }) =>
      tickets.handTo(tx, id, { fromId: toId, toId: fromId, byId }),
    // Each step announces itself on its commit.
    tell: async () => {},
  };
}
