import { type KeepDays, keptKinds } from '@anyuan/contracts/retention.ts';
import { AdviceLine } from '../platform/advice-line.tsx';
import { call } from '../platform/api.ts';
import { useWords } from '../platform/i18n.ts';
import { platformWords } from '../platform/platform-words.ts';
import { useLoaded } from '../platform/use-call.ts';
import { retentionWords } from './words.ts';

/** What these days delete that the present ones keep: seen before anybody saves them. */
export function Going({ days }: { days: KeepDays }) {
  const t = useWords(retentionWords);
  const p = useWords(platformWords);
  const { value, advice, reload } = useLoaded(`going ${JSON.stringify(days)}`, (signal) =>
    call('previewRetention', { query: days, signal }),
  );
  if (advice) return <AdviceLine text={advice} onRetry={reload} />;
  if (!value) return <p className="faint">{p('loading')}</p>;
  const going = keptKinds.filter((kind) => value[kind] > 0);
  return (
    <div className="notice" data-testid="going">
      {going.length === 0 ? t('moreNone') : <strong>{t('more')}</strong>}
      {going.map((kind) => (
        <div key={kind}>{t('moreOf', { kind: t(`kind.${kind}`), n: value[kind] })}</div>
      ))}
    </div>
  );
}
