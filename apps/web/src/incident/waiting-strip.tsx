import { Link } from 'wouter';
import { useWords } from '../platform/i18n.ts';
import { Icon } from '../platform/icons.tsx';
import { useWaiting } from './use-incidents.ts';
import { incidentWords } from './words.ts';

/** On every page: what the other side handed over and nobody here has answered. */
export function WaitingStrip() {
  const t = useWords(incidentWords);
  const [first] = useWaiting();
  if (!first) return null;
  return (
    <Link href={`/incidents/${first.id}`} className="notice" role="alert" data-testid="waiting">
      <Icon name="called" size={20} /> {t('waitingMine', { school: first.schoolName })} #
      {first.number} {first.title}
    </Link>
  );
}
