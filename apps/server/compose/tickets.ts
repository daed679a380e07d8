import type { Reaction } from '../platform/deliveries.ts';
import type { Http } from '../platform/http.ts';
import { makeTicketNews, makeTicketUpkeep } from '../ticket/react.ts';
import { serveTickets } from '../ticket/routes.ts';
import { makeTickets, type Tickets, ticketChannel } from '../ticket/service.ts';
import type { Chain } from './chain.ts';
import type { Ground } from './ground.ts';

/** 报修工单: opened by faults of terminals and by people. */
export function composeTickets(ground: Ground): Tickets {
  return makeTickets({
    ...ground,
    places: ground.sites,
    lineOf: (schoolId) => ground.about(schoolId).line,
  });
}

export function serveTicketWork(ground: Ground, chain: Chain, http: Http): void {
  serveTickets(http, { ...ground, tickets: chain.tickets });
}

/** Another instance, or this one, changed a ticket. */
export function hearTickets({ listener, has }: Ground, chain: Chain): void {
  listener.on(ticketChannel, (schoolId) => {
    if (has('live') && schoolId !== '') chain.live.tickets(schoolId);
  });
}

export function ticketReactions({ names }: Ground, chain: Chain): Reaction[] {
  return [
    makeTicketNews({ names, notices: chain.notification.notices }),
    makeTicketUpkeep(chain.tickets),
  ];
}
