// Apart from the schemas: the phone needs these and not zod.

/** What happens to a ticket; `again` and `reopened` are the same fault coming back, before and after it was closed. */
export const ticketChanges = [
  'opened',
  'again',
  'reopened',
  'recovered',
  'taken',
  'givenBack',
  'assigned',
  'noted',
  'closed',
] as const;
export type TicketChange = (typeof ticketChanges)[number];

/** How it ended; `bySelf`: the fault went away and nobody had done anything, `removed`: with its terminal. */
export const ticketResults = ['repaired', 'replaced', 'notFault', 'bySelf', 'removed'] as const;
export type TicketResult = (typeof ticketResults)[number];

/** `waiting`: open, and nobody has it. */
export const ticketViews = ['open', 'waiting', 'mine', 'closed', 'any'] as const;
export type TicketListView = (typeof ticketViews)[number];

export const ticketWordsMax = 1000;
