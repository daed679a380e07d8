import { ChannelCard } from '../notification/channel-card.tsx';
import { AdviceLine } from '../platform/advice-line.tsx';
import { call } from '../platform/api.ts';
import '../notification/channels.css';
import { notificationWords } from '../notification/words.ts';
import { useWords } from '../platform/i18n.ts';
import { platformWords } from '../platform/platform-words.ts';
import { useLoaded } from '../platform/use-call.ts';

/** Each channel brings its own form: a new channel needs no page of its own. */
export default function ChannelsPage() {
  const t = useWords(notificationWords);
  const p = useWords(platformWords);
  const { value, advice, reload } = useLoaded('channels', (signal) =>
    call('listChannels', { signal }),
  );
  return (
    <div className="page">
      <div className="page-head">
        <h1>{t('title')}</h1>
      </div>
      <p className="faint">{t('intro')}</p>
      <AdviceLine text={advice} onRetry={reload} />
      {!value && !advice && <p className="faint">{p('loading')}</p>}
      <div className="channels">
        {value?.channels.map((channel) => (
          <ChannelCard key={channel.kind} channel={channel} onSaved={reload} />
        ))}
      </div>
    </div>
  );
}
