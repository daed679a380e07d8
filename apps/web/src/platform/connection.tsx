import { useNow } from './clock.ts';
import { useLocale, useWords } from './i18n.ts';
import { linkStore } from './live.ts';
import { platformWords } from './platform-words.ts';
import { ago } from './time.ts';
import { useStore } from './use-store.ts';

/** Is what I see true now? Shape, word, and the age when it is not. */
export function Connection() {
  const link = useStore(linkStore);
  const t = useWords(platformWords);
  if (link.phase === 'live') return <span className="link link-live">{t('live')}</span>;
  if (link.freshAt === null) return <span className="link link-connecting">{t('connecting')}</span>;
  return <Stale freshAt={link.freshAt} />;
}

function Stale({ freshAt }: { freshAt: number }) {
  const t = useWords(platformWords);
  const locale = useLocale();
  useNow();
  return (
    <span className="link link-lost" role="status">
      {t('stale', { ago: ago(freshAt, Date.now(), locale) })}
    </span>
  );
}
