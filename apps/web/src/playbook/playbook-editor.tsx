import { alarmKinds, detectionKinds } from '@anyuan/contracts/detection.ts';
import type { PlaybookDraft, PlaybookVersion } from '@anyuan/contracts/playbook.ts';
import { Select } from 'antd';
import { useState } from 'react';
import { alarmWords } from '../alarm/words.ts';
import { ApiError, call } from '../platform/api.ts';
import { changesBetween } from '../platform/changes.ts';
import { useWords } from '../platform/i18n.ts';
import { byLabel } from '../platform/select-search.ts';
import { useDoing, useLoaded } from '../platform/use-call.ts';
import { versionWords } from '../platform/version-words.ts';
import { Changes, ConflictBox, type Saved, VersionHistory } from '../platform/versions.tsx';
import { basedOnOf, type Opened, rowsOf } from './draft.ts';
import { editorWords } from './editor-words.ts';
import { Steps } from './step-fields.tsx';

function useSaved(): (v: PlaybookVersion) => Saved {
  const t = useWords(editorWords);
  const a = useWords(alarmWords);
  return (v) => ({ ...v, rows: rowsOf(v.playbook, t, a) });
}

function History(props: {
  schoolId: string;
  base: PlaybookVersion;
  mayRestore: boolean;
  busy: boolean;
  onRestore: (version: number) => void;
}) {
  const { schoolId, base, ...rest } = props;
  const saved = useSaved();
  const { value } = useLoaded(
    `playbook versions ${schoolId} ${base.key} ${base.version}`,
    (signal) =>
      call('listPlaybookVersions', { params: { schoolId, playbookKey: base.key }, signal }),
  );
  return <VersionHistory versions={(value?.versions ?? []).map(saved)} {...rest} />;
}

function Head(props: {
  draft: PlaybookDraft;
  disabled: boolean;
  onDraft: (draft: PlaybookDraft) => void;
}) {
  const { draft, disabled, onDraft } = props;
  const t = useWords(editorWords);
  const a = useWords(alarmWords);
  return (
    <>
      <label className="field">
        <span className="field-label">{t('name')}</span>
        <input
          className="input"
          data-testid="playbook-name"
          disabled={disabled}
          maxLength={80}
          value={draft.name}
          onChange={(e) => onDraft({ ...draft, name: e.target.value })}
        />
      </label>
      <div className="plan-fields">
        {/* biome-ignore lint/a11y/noLabelWithoutControl: the control is antd's */}
        <label className="field">
          <span className="field-label">{t('kinds')}</span>
          <Select
            mode="multiple"
            showSearch={byLabel}
            aria-label={t('kinds')}
            disabled={disabled}
            value={draft.kinds}
            options={detectionKinds.map((k) => ({ value: k, label: a(`kind.${k}`) }))}
            onChange={(kinds) => onDraft({ ...draft, kinds })}
          />
        </label>
        {/* biome-ignore lint/a11y/noLabelWithoutControl: the control is antd's */}
        <label className="field">
          <span className="field-label">{t('natures')}</span>
          <Select
            mode="multiple"
            showSearch={byLabel}
            aria-label={t('natures')}
            disabled={disabled}
            value={draft.alarmKinds}
            options={alarmKinds.map((k) => ({ value: k, label: a(`alarmKind.${k}`) }))}
            onChange={(chosen) => onDraft({ ...draft, alarmKinds: chosen })}
          />
        </label>
      </div>
    </>
  );
}

/** One playbook being edited; what was typed is kept through refusals and conflicts. */
export function PlaybookEditor(props: {
  schoolId: string;
  opened: Opened;
  mayManage: boolean;
  onDraft: (draft: PlaybookDraft) => void;
  onSaved: (playbooks: PlaybookVersion[]) => void;
  onTheirs: (theirs: PlaybookVersion) => void;
}) {
  const { schoolId, opened, mayManage, onDraft, onSaved } = props;
  const { key, base, draft } = opened;
  const t = useWords(editorWords);
  const v = useWords(versionWords);
  const a = useWords(alarmWords);
  const saved = useSaved();
  const { busy, advice, run } = useDoing();
  const [theirs, setTheirs] = useState<PlaybookVersion | null>(null);
  const params = { schoolId, playbookKey: key };
  const before = base ? rowsOf(base.playbook, t, a) : [];
  const after = rowsOf(draft, t, a);
  const isChanged = base === null || changesBetween(before, after).length > 0;
  const state =
    base === null
      ? t('unsaved')
      : base.version === 0
        ? v('shipped')
        : v('version', { n: base.version });

  const save = (basedOn: number) =>
    void run(async () => {
      try {
        const reply = await call('savePlaybook', { params, body: { basedOn, playbook: draft } });
        setTheirs(null);
        onSaved(reply.playbooks);
      } catch (thrown) {
        const isConflict = thrown instanceof ApiError && thrown.code === 'edit.changedMeanwhile';
        if (!isConflict) throw thrown;
        const { playbooks } = await call('listPlaybooks', { params: { schoolId } });
        setTheirs(playbooks.find((p) => p.key === key && p.schoolId !== null) ?? null);
      }
    });
  const restore = (version: number) =>
    void run(async () => {
      const body = { basedOn: basedOnOf(base), version };
      onSaved((await call('restorePlaybook', { params, body })).playbooks);
    });

  return (
    <section className="card plan-editor" data-testid={`playbook-${key}`}>
      <h2>
        {draft.name || t('newName')} <span className="cell-sub">{state}</span>
      </h2>
      <Head draft={draft} disabled={!mayManage} onDraft={onDraft} />
      <h3>{t('steps')}</h3>
      <Steps
        steps={draft.steps}
        disabled={!mayManage}
        onChange={(steps) => onDraft({ ...draft, steps })}
      />
      {base && isChanged && (
        <div>
          <h3>{v('unsaved')}</h3>
          <Changes before={before} after={after} />
        </div>
      )}
      {theirs && (
        <ConflictBox
          base={before}
          theirs={saved(theirs)}
          busy={busy}
          onKeepMine={() => save(theirs.version)}
          onTakeTheirs={() => {
            setTheirs(null);
            props.onTheirs(theirs);
          }}
        />
      )}
      {advice && (
        <p className="notice" role="alert">
          {advice}
        </p>
      )}
      {mayManage && !theirs && (
        <div className="plan-line">
          <button
            type="button"
            className="btn btn-primary"
            data-testid="playbook-save"
            disabled={busy || !isChanged}
            onClick={() => save(basedOnOf(base))}
          >
            {t('save')}
          </button>
          {base && isChanged && (
            <button type="button" className="btn btn-quiet" onClick={() => onDraft(base.playbook)}>
              {v('reset')}
            </button>
          )}
        </div>
      )}
      {base && (
        <History
          schoolId={schoolId}
          base={base}
          mayRestore={mayManage}
          busy={busy}
          onRestore={restore}
        />
      )}
    </section>
  );
}
