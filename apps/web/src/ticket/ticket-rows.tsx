import type { TicketView } from '@anyuan/contracts/ticket.ts';
import { ticketResultWords, ticketTitle } from '@anyuan/core/ticket/words.ts';
import { Link } from 'wouter';
import { serverNow } from '../platform/clock.ts';
import { useLocale, useWords } from '../platform/i18n.ts';
import { recordTime } from '../platform/time.ts';
import './ticket.css';
import { ticketWords } from './words.ts';

/** A device that was broken for longer than this is overdue (the recovery time of the 2012 standard). */
const overdueMs = 24 * 3_600_000;

export function TicketState({ ticket }: { ticket: TicketView }) {
  const t = useWords(ticketWords);
  const locale = useLocale();
  const { closedAt, result, recoveredAt, assigneeName } = ticket;
  if (closedAt !== null) {
    return (
      <span className="tag">
        {t('state.closed')}
        {result && ` · ${ticketResultWords[locale][result]}`}
      </span>
    );
  }
  const isLate = serverNow() - ticket.openedAt > overdueMs;
  const state = assigneeName === null ? 'waiting' : recoveredAt === null ? 'working' : 'recovered';
  return (
    <span className={isLate ? 'late' : undefined}>
      {t(`state.${state}`)}
      {assigneeName !== null && ` · ${assigneeName}`}
    </span>
  );
}

/** Tickets as links, what is wrong first; on the page of their terminal the place is said already. */
export function TicketRows(props: { tickets: readonly TicketView[]; isOwnPage?: boolean }) {
  const locale = useLocale();
  return (
    <ul className="ticket-rows">
      {props.tickets.map((ticket) => (
        <li key={ticket.id}>
          <Link href={`/tickets/${ticket.id}`} className="ticket-row" data-testid="ticket-row">
            <span className="faint">#{ticket.number}</span>
            <span className="ticket-row-text">
              <strong>{ticketTitle(ticket, locale)}</strong>
              <span className="cell-sub">
                {!props.isOwnPage &&
                  `${ticket.place} · ${ticket.schoolName} · ${ticket.terminalName} · `}
                {recordTime(ticket.openedAt, serverNow())}
                {ticket.count > 1 && ` · ×${ticket.count}`}
              </span>
            </span>
            <TicketState ticket={ticket} />
          </Link>
        </li>
      ))}
    </ul>
  );
}
