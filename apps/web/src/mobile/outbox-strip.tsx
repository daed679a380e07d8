import { useNow } from '../platform/clock.ts';
import { useLocale, useWords } from '../platform/i18n.ts';
import { Icon } from '../platform/icons.tsx';
import { useSession } from '../platform/session.ts';
import { ago } from '../platform/time.ts';
import { useStore } from '../platform/use-store.ts';
import { forget, type Kept, keptStore } from './answer-outbox.ts';
import { mobileWords } from './words.ts';

function Line({ kept }: { kept: Kept }) {
  const t = useWords(mobileWords);
  const locale = useLocale();
  useNow();
  const { answer, madeAt, refused } = kept;
  return (
    <li data-testid="unsent" data-kind={answer.kind}>
      <span>
        <strong>{t(`kept.${answer.kind}`)}</strong> · {ago(madeAt, Date.now(), locale)} ·{' '}
        {refused ? refused[locale] : t('keptUnsent')}
      </span>
      <button type="button" className="btn btn-quiet" onClick={() => forget(kept)}>
        {t(refused ? 'helpDone' : 'keptTakeBack')}
      </button>
    </li>
  );
}

/** What is not sent yet, on every page: nobody may believe that others know. */
export function OutboxStrip() {
  const t = useWords(mobileWords);
  const { personId } = useSession();
  const kept = useStore(keptStore).filter((k) => k.personId === personId);
  if (kept.length === 0) return null;
  return (
    <section className="unsent" role="status" aria-label={t('keptTitle')}>
      <Icon name="alarm" size={18} />
      <ul>
        {kept.map((k) => (
          <Line key={`${k.madeAt}${k.answer.kind}`} kept={k} />
        ))}
      </ul>
    </section>
  );
}
