import { useNow } from '../platform/clock.ts';
import { useLocale, useWords } from '../platform/i18n.ts';
import { Icon } from '../platform/icons.tsx';
import { ago, clockTime } from '../platform/time.ts';
import { useDoing } from '../platform/use-call.ts';
import { useStore } from '../platform/use-store.ts';
import { type SharingView, share, sharingStore } from './position-sharing.ts';
import { positionWords } from './position-words.ts';
import { mobileWords } from './words.ts';

const points = ['what', 'when', 'who', 'until'] as const;

/** What is happening now, in a sentence. */
function Standing({ view }: { view: SharingView }) {
  const t = useWords(positionWords);
  const m = useWords(mobileWords);
  const now = useNow();
  const locale = useLocale();
  const { state, trouble, ended } = view;
  if (!state?.sharing) return null;
  if (ended) return <p className="notice notice-plain">{t('ended')}</p>;
  if (state.until === null) return <p className="faint">{t('offDuty')}</p>;
  if (trouble) {
    return (
      <p className="notice" role="alert">
        {m(trouble)}
      </p>
    );
  }
  const time = clockTime(state.until).slice(0, 5);
  return (
    <p role="status" data-testid="position-sending">
      {t('sending', { time })} ·{' '}
      <span className="faint">
        {state.at === null ? t('notYet') : t('sent', { ago: ago(state.at, now, locale) })}
      </span>
    </p>
  );
}

/** Consent to sharing the position, with all there is to know before it, and the way out of it. */
export function PositionCard() {
  const t = useWords(positionWords);
  const view = useStore(sharingStore);
  const doing = useDoing();
  if (!view.state) return null;
  const isOn = view.state.sharing;
  return (
    <section className="card push-card" data-testid="position-card">
      <h2>
        <Icon name="position" /> {t('title')}
      </h2>
      {!isOn && (
        <>
          <p>{t('why')}</p>
          <dl className="consent">
            {points.map((point) => (
              <div key={point}>
                <dt>{t(point)}</dt>
                <dd>{t(`${point}Text`)}</dd>
              </div>
            ))}
          </dl>
        </>
      )}
      <Standing view={view} />
      <button
        type="button"
        className={isOn ? 'btn' : 'btn btn-large'}
        data-testid={isOn ? 'position-off' : 'position-agree'}
        disabled={doing.busy}
        onClick={() => void doing.run(() => share(!isOn))}
      >
        {t(isOn ? 'off' : 'agree')}
      </button>
      {doing.advice && (
        <p className="notice" role="alert">
          {doing.advice}
        </p>
      )}
    </section>
  );
}

/** On the first page: only while something is sent, or has just stopped. */
export function PositionLine() {
  const view = useStore(sharingStore);
  const isShown = view.state?.sharing === true && (view.state.onDuty || view.ended);
  return isShown ? <Standing view={view} /> : null;
}
