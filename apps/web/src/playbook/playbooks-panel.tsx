import type { PlaybookVersion } from '@anyuan/contracts/playbook.ts';
import { useState } from 'react';
import { alarmWords } from '../alarm/words.ts';
import { AdviceLine } from '../platform/advice-line.tsx';
import { call } from '../platform/api.ts';
import { useWords } from '../platform/i18n.ts';
import { platformWords } from '../platform/platform-words.ts';
import { useMay } from '../platform/session.ts';
import { useDoing, useLoaded } from '../platform/use-call.ts';
import { versionWords } from '../platform/version-words.ts';
import { DoneLine } from '../platform/versions.tsx';
import { basedOnOf, copyOf, freshDraft, newPlaybookKey, type Opened } from './draft.ts';
import { editorWords } from './editor-words.ts';
import { PhonePreview } from './phone-preview.tsx';
import { PlaybookEditor } from './playbook-editor.tsx';

interface Done {
  text: string;
  undo: (() => Promise<unknown>) | null;
}

const openedOf = (p: PlaybookVersion): Opened => ({ key: p.key, base: p, draft: p.playbook });
const ofKey = (all: readonly PlaybookVersion[], key: string) => all.find((p) => p.key === key);

function List(props: {
  playbooks: readonly PlaybookVersion[];
  opened: Opened | null;
  mayManage: boolean;
  busy: boolean;
  onOpen: (opened: Opened) => void;
  onRemove: (p: PlaybookVersion) => void;
  onPutBack: (p: PlaybookVersion) => void;
}) {
  const { playbooks, opened, mayManage, busy, onOpen } = props;
  const t = useWords(editorWords);
  const a = useWords(alarmWords);
  const gone = playbooks.filter((p) => p.removed);
  const open = (name: string, draft: Opened['draft']) =>
    onOpen({ key: newPlaybookKey(), base: null, draft: { ...draft, name } });
  return (
    <nav className="plan-list" aria-label={t('title')}>
      <ol>
        {playbooks
          .filter((p) => !p.removed)
          .map((p) => (
            <li key={p.key}>
              <button
                type="button"
                className="plan-entry"
                data-testid={`open-playbook-${p.key}`}
                aria-current={opened?.key === p.key ? 'true' : undefined}
                onClick={() => onOpen(openedOf(p))}
              >
                <strong>{p.playbook.name}</strong>
                <span className="cell-sub">
                  {p.playbook.kinds.map((k) => a(`kind.${k}`)).join(' · ')}
                </span>
              </button>
              {mayManage && opened?.key === p.key && (
                <div className="entry-tools">
                  <button
                    type="button"
                    className="btn"
                    disabled={busy}
                    onClick={() => {
                      const name = t('copyOf', { name: p.playbook.name });
                      open(name, copyOf(p.playbook, name));
                    }}
                  >
                    {t('copy')}
                  </button>
                  <button
                    type="button"
                    className="btn"
                    data-testid="playbook-remove"
                    disabled={busy}
                    onClick={() => props.onRemove(p)}
                  >
                    {t('remove')}
                  </button>
                </div>
              )}
            </li>
          ))}
        {opened?.base === null && (
          <li>
            <div className="plan-entry" aria-current="true">
              <strong>{opened.draft.name || t('newName')}</strong>
              <span className="cell-sub">{t('unsaved')}</span>
            </div>
          </li>
        )}
      </ol>
      {mayManage && (
        <button
          type="button"
          className="btn"
          data-testid="playbook-create"
          disabled={busy}
          onClick={() => open(t('newName'), freshDraft(t('newName')))}
        >
          {t('create')}
        </button>
      )}
      {gone.length > 0 && (
        <>
          <h3>{t('outOfUse')}</h3>
          <ul>
            {gone.map((p) => (
              <li key={p.key} className="plan-gone">
                <span>{p.playbook.name}</span>
                {mayManage && (
                  <button
                    type="button"
                    className="btn"
                    disabled={busy}
                    onClick={() => props.onPutBack(p)}
                  >
                    {t('putBack')}
                  </button>
                )}
              </li>
            ))}
          </ul>
        </>
      )}
    </nav>
  );
}

/** Playbooks of a school, with the phone beside the one that is edited. */
export function PlaybooksPanel({ schoolId }: { schoolId: string }) {
  const t = useWords(editorWords);
  const v = useWords(versionWords);
  const p = useWords(platformWords);
  const mayManage = useMay('plan.manage');
  const { busy, advice: refusal, run } = useDoing();
  const [chosen, setChosen] = useState<Opened | null>(null);
  const [done, setDone] = useState<Done | null>(null);
  const { value, advice, reload, put } = useLoaded(`playbooks ${schoolId}`, (signal) =>
    call('listPlaybooks', { params: { schoolId }, signal }),
  );
  if (!value) {
    return advice ? (
      <AdviceLine text={advice} onRetry={reload} />
    ) : (
      <p className="faint">{p('loading')}</p>
    );
  }
  const { playbooks } = value;
  const first = playbooks.find((one) => !one.removed);
  const opened = chosen ?? (first ? openedOf(first) : null);
  const at = (key: string) => ({ schoolId, playbookKey: key });

  const show = (next: PlaybookVersion[], key: string, made: Done | null) => {
    put({ playbooks: next });
    const now = ofKey(next, key);
    setChosen(now && !now.removed ? openedOf(now) : null);
    setDone(made);
  };
  const putBack = async (of: PlaybookVersion, version = of.version) => {
    const body = { basedOn: basedOnOf(of), version };
    show((await call('restorePlaybook', { params: at(of.key), body })).playbooks, of.key, null);
  };
  const remove = async (of: PlaybookVersion) => {
    const body = { basedOn: basedOnOf(of) };
    const next = (await call('removePlaybook', { params: at(of.key), body })).playbooks;
    const gone = ofKey(next, of.key);
    const undo = gone ? () => putBack(gone, of.version) : null;
    show(next, of.key, { text: v('removedNow'), undo });
  };
  const saved = (next: PlaybookVersion[], { key, base }: Opened) => {
    const now = ofKey(next, key);
    if (!now) return;
    const undo = base === null ? () => remove(now) : () => putBack(now, base.version);
    show(next, key, { text: v('saved', { n: now.version }), undo });
  };

  return (
    <>
      <p className="faint">{t('intro')}</p>
      {refusal && (
        <p className="notice" role="alert">
          {refusal}
        </p>
      )}
      {done && <DoneLine text={done.text} onUndo={done.undo} />}
      <div className="plan-columns">
        <List
          playbooks={playbooks}
          opened={opened}
          mayManage={mayManage}
          busy={busy}
          onOpen={(next) => {
            setChosen(next);
            setDone(null);
          }}
          onRemove={(of) => void run(() => remove(of))}
          onPutBack={(of) => void run(() => putBack(of))}
        />
        {opened && (
          <>
            <PlaybookEditor
              key={opened.key}
              schoolId={schoolId}
              opened={opened}
              mayManage={mayManage}
              onDraft={(draft) => setChosen({ ...opened, draft })}
              onSaved={(next) => saved(next, opened)}
              onTheirs={(theirs) => setChosen(openedOf(theirs))}
            />
            <PhonePreview draft={opened.draft} />
          </>
        )}
      </div>
    </>
  );
}
