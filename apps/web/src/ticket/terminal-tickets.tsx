import { AdviceLine } from '../platform/advice-line.tsx';
import { call } from '../platform/api.ts';
import { useWords } from '../platform/i18n.ts';
import { ticketsStore } from '../platform/live.ts';
import { useLoaded } from '../platform/use-call.ts';
import { useChanges } from '../platform/use-changes.ts';
import { NewTicket } from './new-ticket.tsx';
import { TicketRows } from './ticket-rows.tsx';
import { ticketWords } from './words.ts';

/** Tickets of one terminal: open ones above, earlier ones below; another is reported here. */
export function TerminalTickets({ terminalId }: { terminalId: string }) {
  const t = useWords(ticketWords);
  const { value, advice, reload, retry } = useLoaded(`tickets of ${terminalId}`, (signal) =>
    call('listTickets', { query: { terminalId, view: 'any', limit: 200 }, signal }),
  );
  useChanges(ticketsStore, reload);
  const open = value?.tickets.filter((x) => x.closedAt === null) ?? [];
  const past = value?.tickets.filter((x) => x.closedAt !== null) ?? [];
  return (
    <section className="card terminal-tickets" data-testid="terminal-tickets">
      <h2>{t('open')}</h2>
      <AdviceLine text={advice} onRetry={retry} />
      {value && open.length === 0 && <p className="faint">{t('noneOpen')}</p>}
      <TicketRows tickets={open} isOwnPage />
      <div className="ticket-acts">
        <NewTicket terminalId={terminalId} onDone={reload} />
      </div>
      <h2>{t('past')}</h2>
      {value && past.length === 0 && <p className="faint">{t('nonePast')}</p>}
      <TicketRows tickets={past} isOwnPage />
    </section>
  );
}
