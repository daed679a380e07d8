import type {
  ChannelTest,
  ChannelVersion,
  ChannelView,
  FormField,
} from '@anyuan/contracts/routes/notifications.ts';
import { Switch } from 'antd';
import { type FormEvent, useState } from 'react';
import { ApiError, call } from '../platform/api.ts';
import { useLocale, useWords } from '../platform/i18n.ts';
import { useDoing } from '../platform/use-call.ts';
import { ConflictBox } from '../platform/versions.tsx';
import { ChannelHistory, channelRowsOf } from './channel-history.tsx';
import { notificationWords } from './words.ts';

type Value = string | number | boolean;
/** The server sends this in place of a secret and keeps the old one when it comes back. */
const hidden = '********';

const inputTypes = {
  text: 'text',
  secret: 'password',
  url: 'url',
  email: 'email',
  number: 'number',
} as const;

function Field(props: {
  field: FormField;
  value: Value | undefined;
  /** A channel that is off may be saved half filled. */
  enabled: boolean;
  onChange: (value: Value) => void;
}) {
  const { field, value, onChange } = props;
  const t = useWords(notificationWords);
  const locale = useLocale();
  const label = field[locale];
  if (field.kind === 'switch') {
    return (
      <span className="channel-switch">
        <Switch checked={value === true} onChange={onChange} aria-label={label} />
        {label}
      </span>
    );
  }
  const isKept = field.kind === 'secret' && value === hidden;
  return (
    <label className="field">
      <span className="field-label">
        {label}
        {field.required && <span className="faint"> · {t('required')}</span>}
      </span>
      <input
        className="input"
        type={inputTypes[field.kind]}
        autoComplete="off"
        required={field.required && props.enabled && !isKept}
        placeholder={isKept ? t('secretSet') : ''}
        value={isKept ? '' : String(value ?? '')}
        onChange={(event) => {
          const text = event.target.value;
          if (field.kind === 'number') onChange(text === '' ? '' : Number(text));
          else onChange(field.kind === 'secret' && text === '' ? hidden : text);
        }}
      />
      {field.help && <span className="field-hint">{field.help[locale]}</span>}
    </label>
  );
}

/** Shown on the page itself, or heard by a whole school: no test of theirs goes to one person. */
const silent: readonly string[] = ['live', 'speaker', 'broadcast', 'cap'];

/** By the channel as it is saved; says what came of it, never more than it knows. */
function TestButton({ kind }: { kind: string }) {
  const t = useWords(notificationWords);
  const doing = useDoing();
  const [test, setTest] = useState<ChannelTest | null>(null);
  const run = () =>
    void doing.run(async () => setTest(await call('testChannel', { params: { kind } })));
  return (
    <>
      <button
        type="button"
        className="btn"
        data-testid="channel-test"
        disabled={doing.busy}
        onClick={run}
      >
        {t('test')}
      </button>
      {(doing.advice ?? test) && (
        <span role="status" data-testid="channel-tested">
          {doing.advice ?? (test && t(`test.${test.outcome}`, { error: test.error ?? '—' }))}
        </span>
      )}
    </>
  );
}

/** What somebody else made of it while this form was filled. */
function Conflict(props: {
  theirs: ChannelView;
  basedOn: number | null;
  busy: boolean;
  onKeepMine: () => void;
  onTakeTheirs: (version: ChannelVersion) => void;
}) {
  const { theirs, basedOn, busy } = props;
  const t = useWords(notificationWords);
  const locale = useLocale();
  const { form, versions } = theirs;
  const rowsOf = (version: ChannelVersion) => channelRowsOf(t, { form, version, locale });
  const [newest] = versions;
  // The first version is kept with the first change: before it there was what is oldest now.
  const base = versions.find((v) => v.version === basedOn) ?? versions.at(-1);
  if (!newest || !base) return null;
  return (
    <ConflictBox
      base={rowsOf(base)}
      theirs={{ ...newest, removed: false, rows: rowsOf(newest) }}
      busy={busy}
      onKeepMine={props.onKeepMine}
      onTakeTheirs={() => props.onTakeTheirs(newest)}
    />
  );
}

export function ChannelCard({ channel, onSaved }: { channel: ChannelView; onSaved: () => void }) {
  const t = useWords(notificationWords);
  const locale = useLocale();
  const [enabled, setEnabled] = useState(channel.enabled);
  const [settings, setSettings] = useState(channel.settings);
  const [saved, setSaved] = useState(false);
  const doing = useDoing();
  /** The version that the form was filled from; the list may be read anew while somebody types. */
  const [basedOn, setBasedOn] = useState(channel.versions[0]?.version ?? null);
  /** As somebody else saved it meanwhile. */
  const [theirs, setTheirs] = useState<ChannelView | null>(null);
  const save = (on: number | null) =>
    void doing.run(async () => {
      const { kind } = channel;
      setSaved(false);
      try {
        const body = { basedOn: on, enabled, settings };
        setBasedOn((await call('saveChannel', { params: { kind }, body })).version);
        setTheirs(null);
        setSaved(true);
        onSaved();
      } catch (thrown) {
        const isConflict = thrown instanceof ApiError && thrown.code === 'edit.changedMeanwhile';
        if (!isConflict) throw thrown;
        const { channels } = await call('listChannels', {});
        setTheirs(channels.find((c) => c.kind === kind) ?? null);
      }
    });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save(basedOn);
  };
  const change = (name: string, value: Value) => {
    setSaved(false);
    setSettings({ ...settings, [name]: value });
  };
  /** The form shows what was brought back; secrets are those of now. */
  const take = (version: ChannelVersion, of: ChannelView, number: number) => {
    const secrets = Object.entries(of.settings).filter(([, value]) => value === hidden);
    setEnabled(version.enabled);
    setSettings({ ...version.settings, ...Object.fromEntries(secrets) });
    setBasedOn(number);
    setTheirs(null);
    setSaved(false);
    onSaved();
  };
  const list = channel.reports.map((report) => t(report)).join(locale === 'zh' ? '、' : ', ');
  return (
    <form className="card channel" data-testid={`channel-${channel.kind}`} onSubmit={submit}>
      <div className="channel-head">
        <h2>{channel[locale]}</h2>
        <span className="channel-switch">
          {t('enabled')}
          <Switch checked={enabled} onChange={setEnabled} aria-label={t('enabled')} />
        </span>
      </div>
      <p className="cell-sub">{t('reports', { list })}</p>
      {channel.form.length === 0 && <p className="faint">{t('noSettings')}</p>}
      {channel.form.map((field) => (
        <Field
          key={field.name}
          field={field}
          value={settings[field.name]}
          enabled={enabled}
          onChange={(value) => change(field.name, value)}
        />
      ))}
      {doing.advice && (
        <p className="notice" role="alert">
          {doing.advice}
        </p>
      )}
      {theirs && (
        <Conflict
          {...{ theirs, basedOn, busy: doing.busy }}
          onKeepMine={() => save(theirs.versions[0]?.version ?? null)}
          onTakeTheirs={(version) => take(version, theirs, version.version)}
        />
      )}
      <div className="channel-foot">
        <button type="submit" className="btn btn-primary" disabled={doing.busy}>
          {t('save')}
        </button>
        {!silent.includes(channel.kind) && <TestButton kind={channel.kind} />}
        {saved && <span role="status">{t('saved')}</span>}
      </div>
      <ChannelHistory
        channel={channel}
        onRestored={(version, made) => take(version, channel, made)}
        onOutdated={onSaved}
      />
    </form>
  );
}
