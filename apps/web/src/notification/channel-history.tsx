import type { ChannelVersion, ChannelView } from '@anyuan/contracts/routes/notifications.ts';
import { useState } from 'react';
import { call } from '../platform/api.ts';
import type { Row } from '../platform/changes.ts';
import { type Say, useLocale, useWords } from '../platform/i18n.ts';
import type { Locale } from '../platform/locale.ts';
import { useDoing } from '../platform/use-call.ts';
import { VersionHistory } from '../platform/versions.tsx';
import { notificationWords } from './words.ts';

/** A secret is told by the version that set it: a new number says that it was replaced, and nothing else. */
export function channelRowsOf(
  t: Say<keyof typeof notificationWords.zh>,
  { form, version, locale }: { form: ChannelView['form']; version: ChannelVersion; locale: Locale },
): Row[] {
  const onOff = (on: boolean) => t(on ? 'on' : 'off');
  const fields = form.flatMap((field) => {
    const since = version.secrets[field.name];
    const value = version.settings[field.name];
    const label = field[locale];
    if (since !== undefined) return [{ label, text: t('secretOf', { n: since }) }];
    if (value === undefined) return [];
    return [{ label, text: typeof value === 'boolean' ? onOff(value) : String(value) }];
  });
  return [{ label: t('enabled'), text: onOff(version.enabled) }, ...fields];
}

/** Who changed this channel, when and what; any version can be brought back, as a new one. */
export function ChannelHistory(props: {
  channel: ChannelView;
  /** What was brought back, and the number of the version that it became. */
  onRestored: (version: ChannelVersion, made: number) => void;
  /** Somebody was quicker: the list is not the newest. */
  onOutdated: () => void;
}) {
  const { channel, onRestored } = props;
  const t = useWords(notificationWords);
  const locale = useLocale();
  const doing = useDoing();
  const [done, setDone] = useState<string | null>(null);
  if (channel.versions.length === 0) return null;
  const { form } = channel;
  const restore = (version: ChannelVersion) =>
    void doing
      .run(async () => {
        setDone(null);
        const body = { basedOn: channel.versions[0]?.version ?? null, version: version.version };
        const params = { kind: channel.kind };
        const restored = await call('restoreChannel', { params, body });
        const { secretsKept } = restored;
        const names = form.filter((f) => secretsKept.includes(f.name)).map((f) => f[locale]);
        const list = names.join(locale === 'zh' ? '、' : ', ');
        setDone(names.length === 0 ? t('restored') : t('restoredBut', { list }));
        onRestored(version, restored.version);
      })
      .then((ok) => ok || props.onOutdated());
  const versions = channel.versions.map((version) => ({
    ...{ version: version.version, savedAt: version.savedAt, savedBy: version.savedBy },
    ...{ removed: false, rows: channelRowsOf(t, { form, version, locale }) },
  }));
  const hasSecret = form.some((field) => field.kind === 'secret');
  return (
    <div className="channel-history">
      {(doing.advice ?? done) && (
        <p
          className={doing.advice ? 'notice' : 'notice notice-plain'}
          role={doing.advice ? 'alert' : 'status'}
          data-testid="channel-restored"
        >
          {doing.advice ?? done}
        </p>
      )}
      <VersionHistory
        versions={versions}
        mayRestore
        busy={doing.busy}
        note={hasSecret ? t('secretsStay') : null}
        onRestore={(n) => {
          const version = channel.versions.find((v) => v.version === n);
          if (version) restore(version);
        }}
      />
    </div>
  );
}
