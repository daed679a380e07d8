import type { TicketEntry, TicketView } from '@anyuan/contracts/ticket.ts';
import { ticketResultWords, ticketTitle } from '@anyuan/core/ticket/words.ts';
import { Link, useRouter } from 'wouter';
import { AdviceLine } from '../platform/advice-line.tsx';
import { call } from '../platform/api.ts';
import { useLocale, useWords } from '../platform/i18n.ts';
import { Icon } from '../platform/icons.tsx';
import { ticketsStore } from '../platform/live.ts';
import { platformWords } from '../platform/platform-words.ts';
import { dateTime } from '../platform/time.ts';
import { useLoaded } from '../platform/use-call.ts';
import { useChanges } from '../platform/use-changes.ts';
import { TicketActs } from './ticket-acts.tsx';
import { TicketState } from './ticket-rows.tsx';
import { ticketWords } from './words.ts';

function Opened({ ticket }: { ticket: TicketView }) {
  const t = useWords(ticketWords);
  const { openedByName, openedAt, count, lastAt, recoveredAt, code, closedAt } = ticket;
  const at = dateTime(openedAt);
  return (
    <>
      <p className="cell-sub">
        {openedByName === null
          ? t('terminalSaid', { at })
          : t('openedBy', { name: openedByName, at })}
        {count > 1 && ` · ${t('times', { n: count, at: dateTime(lastAt) })}`}
      </p>
      {code !== null && recoveredAt !== null && (
        <p>{t('faultGone', { at: dateTime(recoveredAt) })}</p>
      )}
      {code !== null && recoveredAt === null && closedAt === null && (
        <p className="late">{t('faultStands')}</p>
      )}
    </>
  );
}

function History({ entries }: { entries: readonly TicketEntry[] }) {
  const t = useWords(ticketWords);
  const locale = useLocale();
  return (
    <section className="card">
      <h2>{t('history')}</h2>
      <ol className="ticket-history">
        {entries.map((e) => (
          <li key={e.id} data-testid="ticket-entry">
            <span className="faint">{dateTime(e.at)}</span>{' '}
            {e.personName ?? (e.what === 'opened' ? t('terminal') : t('system'))}{' '}
            {t(`what.${e.what}`)} {e.toName} {e.result && ticketResultWords[locale][e.result]}
            {e.words !== '' && <p className="ticket-words">{e.words}</p>}
          </li>
        ))}
      </ol>
    </section>
  );
}

/** One ticket: what is wrong, who has it, what was done. On console and phone. */
export default function TicketPage({ ticketId }: { ticketId: string }) {
  const t = useWords(ticketWords);
  const p = useWords(platformWords);
  const locale = useLocale();
  // The phone has no page for a terminal.
  const isConsole = useRouter().base === '';
  const loaded = useLoaded(`ticket ${ticketId}`, (signal) =>
    call('showTicket', { params: { ticketId }, signal }),
  );
  const { value, advice, reload, retry, put } = loaded;
  useChanges(ticketsStore, reload);
  if (!value) {
    return (
      <div className="page phone-page">
        {advice ? (
          <AdviceLine text={advice} onRetry={retry} />
        ) : (
          <p className="faint">{p('loading')}</p>
        )}
      </div>
    );
  }
  const { ticket, entries } = value;
  return (
    <div className="page phone-page" data-testid="ticket">
      <div className="page-head">
        <Link href="/tickets" className="back-link">
          <Icon name="back" size={18} />
          {t('all')}
        </Link>
      </div>
      <section className="card">
        <h1>
          #{ticket.number} {ticketTitle(ticket, locale)}
        </h1>
        <p className="cell-main">{ticket.place}</p>
        <p className="cell-sub">
          {ticket.schoolName} ·{' '}
          {isConsole ? (
            <Link href={`/terminals/${ticket.terminalId}`} className="ticket-terminal">
              {ticket.terminalName}
            </Link>
          ) : (
            ticket.terminalName
          )}
        </p>
        <p data-testid="ticket-state">
          <TicketState ticket={ticket} />
        </p>
        <Opened ticket={ticket} />
        {ticket.code !== null && ticket.words !== '' && (
          <p className="faint ticket-words">{ticket.words}</p>
        )}
        {ticket.mayHandle && <TicketActs ticket={ticket} onDone={put} onRefused={reload} />}
      </section>
      <History entries={entries} />
    </div>
  );
}
