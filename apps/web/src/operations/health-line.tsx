import { useEffect } from 'react';
import { useWords } from '../platform/i18n.ts';
import { useLoaded } from '../platform/use-call.ts';
import { roomWords } from './room-words.ts';

const parts = ['database', 'intake', 'broker'] as const;
type Health = Record<(typeof parts)[number], boolean>;
const readEveryMs = 5000;

/** Answers with 503 and the same body when something is wrong. */
async function readHealth(signal: AbortSignal): Promise<Health> {
  return (await fetch('/healthz', { signal })).json() as Promise<Health>;
}

/** Can an alarm be taken right now? Sign and word for each part. */
export function HealthLine() {
  const t = useWords(roomWords);
  const { value, advice, reload } = useLoaded('health', readHealth);
  useEffect(() => {
    const timer = setInterval(reload, readEveryMs);
    return () => clearInterval(timer);
  }, [reload]);
  if (advice) return <p className="notice">{t('healthUnknown')}</p>;
  if (!value) return null;
  return (
    <dl className="ops-facts" data-testid="health" aria-label={t('health')}>
      {parts.map((part) => (
        <div key={part}>
          <dt>{t(`health.${part}`)}</dt>
          <dd className={value[part] ? 'ops-good' : 'late'}>
            {value[part] ? '✓' : '✗'} {t(value[part] ? 'good' : 'bad')}
          </dd>
        </div>
      ))}
    </dl>
  );
}
