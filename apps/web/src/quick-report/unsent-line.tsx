import { Link } from 'wouter';
import { useWords } from '../platform/i18n.ts';
import { useSession } from '../platform/session.ts';
import { useStore } from '../platform/use-store.ts';
import { unsentWords } from './unsent-words.ts';
import { waitingStore } from './waiting.ts';

/** On every page of the phone: nobody may believe that the school knows what is still here. */
export function UnsentReports() {
  const t = useWords(unsentWords);
  const { personId } = useSession();
  const mine = useStore(waitingStore).find((w) => w.personId === personId);
  if (!mine) return null;
  return (
    <Link
      href="/reports"
      className="unsent unsent-reports"
      role="status"
      data-testid="reports-unsent"
    >
      {mine.refused ? t('unsentRefused') : t('unsent', { n: mine.count })}
    </Link>
  );
}
