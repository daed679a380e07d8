import { Link } from 'wouter';
import { call } from '../platform/api.ts';
import { useWords } from '../platform/i18n.ts';
import { Icon } from '../platform/icons.tsx';
import { ticketsStore } from '../platform/live.ts';
import { useMay } from '../platform/session.ts';
import { useLoaded } from '../platform/use-call.ts';
import { useChanges } from '../platform/use-changes.ts';
import { ticketWords } from './words.ts';

const most = 50;

/** On the board: how many tickets nobody has taken. */
export function WaitingTickets() {
  const may = useMay('ticket.handle');
  return may ? <Line /> : null;
}

function Line() {
  const t = useWords(ticketWords);
  const { value, reload } = useLoaded('waiting tickets', (signal) =>
    call('listTickets', { query: { view: 'waiting', limit: most }, signal }),
  );
  useChanges(ticketsStore, reload);
  const n = value?.tickets.length ?? 0;
  if (n === 0) return null;
  return (
    <p className="notice" data-testid="waiting-tickets">
      <Icon name="terminal" />
      <Link href="/tickets?view=waiting">
        {t('waitingLine', { n: value?.more ? `${most}+` : n })}
      </Link>
    </p>
  );
}
