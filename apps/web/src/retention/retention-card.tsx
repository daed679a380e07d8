import { type KeepDays, keptKinds } from '@anyuan/contracts/retention.ts';
import type { RetentionRule } from '@anyuan/contracts/routes/retention.ts';
import { useState } from 'react';
import '../contacts/contacts.css';
import '../plans/plans.css';
import { AdviceLine } from '../platform/advice-line.tsx';
import { ApiError, call } from '../platform/api.ts';
import type { Row } from '../platform/changes.ts';
import { type Say, useWords } from '../platform/i18n.ts';
import { platformWords } from '../platform/platform-words.ts';
import { dateTime } from '../platform/time.ts';
import { useDoing, useLoaded } from '../platform/use-call.ts';
import { versionWords } from '../platform/version-words.ts';
import {
  Changes,
  ConflictBox,
  DoneLine,
  type Saved,
  VersionHistory,
} from '../platform/versions.tsx';
import { DaysTable } from './days-table.tsx';
import { Going } from './going.tsx';
import { type RetentionWord, retentionWords } from './words.ts';

interface Draft {
  days: KeepDays;
  reason: string;
  /** Of a version that was asked back and is shorter than now. */
  isRestored: boolean;
}

function rowsOf(t: Say<RetentionWord>, days: KeepDays): Row[] {
  return keptKinds.map((kind) => ({
    label: t(`kind.${kind}`),
    text: t('inDays', { n: days[kind] }),
  }));
}

const isShorter = (days: KeepDays, than: KeepDays) => keptKinds.some((k) => days[k] < than[k]);
const isSame = (a: KeepDays, b: KeepDays) => keptKinds.every((k) => a[k] === b[k]);

/** What is typed and not saved yet: before and after, what it deletes, and why. */
function DraftBox(props: {
  now: KeepDays;
  draft: Draft;
  busy: boolean;
  onReason: (reason: string) => void;
  /** Null while another's version waits for a choice. */
  onSave: (() => void) | null;
  onReset: () => void;
}) {
  const { now, draft, busy } = props;
  const t = useWords(retentionWords);
  const v = useWords(versionWords);
  const shorter = isShorter(draft.days, now);
  const isWrong = draft.days.privacyClips > draft.days.clips;
  const isReady = !isWrong && (!shorter || draft.reason.trim() !== '');
  return (
    <div className="plan-editor" data-testid="retention-draft">
      <h3>{v('unsaved')}</h3>
      {draft.isRestored && <p>{t('check')}</p>}
      <Changes before={rowsOf(t, now)} after={rowsOf(t, draft.days)} />
      {isWrong && <p className="contact-open">{t('privacyLonger')}</p>}
      {shorter && !isWrong && <Going days={draft.days} />}
      {shorter && (
        <label className="field">
          <span>{t('reason')}</span>
          <input
            className="input"
            maxLength={300}
            placeholder={t('reasonHint')}
            value={draft.reason}
            onChange={(e) => props.onReason(e.target.value)}
          />
        </label>
      )}
      {props.onSave && (
        <div className="plan-line">
          <button
            type="button"
            className="btn btn-primary"
            data-testid="retention-save"
            disabled={busy || !isReady}
            onClick={props.onSave}
          >
            {t('save')}
          </button>
          <button type="button" className="btn btn-quiet" onClick={props.onReset}>
            {v('reset')}
          </button>
        </div>
      )}
    </div>
  );
}

type Version = RetentionRule['versions'][number];

function savedOf(t: Say<RetentionWord>, { days, reason, ...of }: Version): Saved {
  return {
    ...of,
    ...{ removed: false, rows: rowsOf(t, days) },
    ...(reason === null ? {} : { note: t('why', { reason }) }),
    ...(of.version === 0 ? { name: t('start') } : {}),
  };
}

function Editor(props: {
  rule: RetentionRule;
  onSaved: (rule: RetentionRule) => void;
  onRefused: () => void;
}) {
  const { rule, onSaved } = props;
  const theirs = rule.versions[0];
  const t = useWords(retentionWords);
  const doing = useDoing();
  const [draft, setDraft] = useState<Draft | null>(null);
  const [before, setBefore] = useState<KeepDays | null>(null);
  /** What held when the draft was begun, once somebody else has saved another. */
  const [overtaken, setOvertaken] = useState<Pick<RetentionRule, 'version' | 'days'> | null>(null);
  const forget = () => {
    setDraft(null);
    setOvertaken(null);
  };
  const write = async (days: KeepDays, reason: string) => {
    onSaved(await call('saveRetention', { body: { version: rule.version, days, reason } }));
    forget();
  };
  const save = async (days: KeepDays, reason: string) => {
    let isSaved = false;
    await doing.run(async () => {
      try {
        await write(days, reason);
        isSaved = true;
      } catch (thrown) {
        const isOvertaken = thrown instanceof ApiError && thrown.code === 'retention.outdated';
        if (!isOvertaken || !draft) throw thrown;
        setOvertaken(overtaken ?? rule);
      }
    });
    if (isSaved) setBefore(rule.days);
    else props.onRefused();
  };
  const edit = (days: KeepDays) => {
    setBefore(null);
    const reason = draft?.reason ?? '';
    if (isSame(days, rule.days)) forget();
    else setDraft({ days, reason, isRestored: false });
  };
  const restore = (version: number) => {
    const days = rule.versions.find((v) => v.version === version)?.days ?? rule.days;
    if (isShorter(days, rule.days)) setDraft({ days, reason: '', isRestored: true });
    else void save(days, '');
  };
  return (
    <>
      <DaysTable days={draft?.days ?? rule.days} onChange={edit} />
      {draft && (
        <DraftBox
          now={rule.days}
          draft={draft}
          busy={doing.busy}
          onReason={(reason) => setDraft({ ...draft, reason })}
          onSave={overtaken ? null : () => void save(draft.days, draft.reason)}
          onReset={forget}
        />
      )}
      {draft && overtaken && theirs && theirs.version !== overtaken.version && (
        <ConflictBox
          base={rowsOf(t, overtaken.days)}
          theirs={savedOf(t, theirs)}
          busy={doing.busy}
          onKeepMine={() => void save(draft.days, draft.reason)}
          onTakeTheirs={() => {
            forget();
            doing.clear();
          }}
        />
      )}
      {doing.advice && (
        <p className="notice" role="alert">
          {doing.advice}
        </p>
      )}
      {before && (
        <DoneLine
          text={t('saved', { n: rule.version })}
          onUndo={async () => {
            await write(before, t('undoReason'));
            setBefore(null);
          }}
        />
      )}
      <VersionHistory
        versions={rule.versions.map((v) => savedOf(t, v))}
        mayRestore
        busy={doing.busy}
        onRestore={restore}
      />
    </>
  );
}

/** 保存期限: a rule that whoever runs the installation sees and changes. */
export function RetentionCard() {
  const t = useWords(retentionWords);
  const p = useWords(platformWords);
  const { value, advice, reload, put } = useLoaded('retention', (signal) =>
    call('showRetention', { signal }),
  );
  return (
    <section className="card plan-editor" data-testid="retention">
      <h2>{t('title')}</h2>
      <p className="faint">{t('intro')}</p>
      <AdviceLine text={advice} onRetry={reload} />
      {!value && !advice && <p className="faint">{p('loading')}</p>}
      {value?.shorterFrom != null && (
        <p className="notice" role="status" data-testid="retention-pending">
          {t('pending', { time: dateTime(value.shorterFrom).slice(0, 16) })}
        </p>
      )}
      {value && <Editor rule={value} onSaved={put} onRefused={reload} />}
    </section>
  );
}
