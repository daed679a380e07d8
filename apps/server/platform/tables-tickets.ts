import type { FaultCode } from '@anyuan/contracts/terminal.ts';
import type { TicketChange, TicketResult } from '@anyuan/contracts/ticket-lists.ts';
import type { GeneratedAlways } from 'kysely';

interface TicketTable {
  id: string;
  number: GeneratedAlways<number>;
  school_id: string;
  terminal_id: string;
  terminal_name: string;
  place: string;
  code: FaultCode | null;
  words: string;
  opened_at: number;
  opened_by: string | null;
  count: number;
  last_at: number;
  recovered_at: number | null;
  assignee_id: string | null;
  closed_at: number | null;
  closed_by: string | null;
  result: TicketResult | null;
  close_words: string;
  version: number;
}

interface TicketEntryTable {
  id: string;
  number: GeneratedAlways<number>;
  ticket_id: string;
  at: number;
  what: TicketChange;
  person_id: string | null;
  to_id: string | null;
  result: TicketResult | null;
  words: string;
}

/** Tickets of terminals (0040). */
export interface TicketTables {
  ticket: TicketTable;
  ticket_entry: TicketEntryTable;
}
