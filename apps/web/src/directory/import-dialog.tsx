import { type PeopleImport, type RowKind, rowKinds } from '@anyuan/contracts/people.ts';
import { Modal } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { call, callWithFile } from '../platform/api.ts';
import { useWords } from '../platform/i18n.ts';
import { useDoing } from '../platform/use-call.ts';
import { useDialogFocus } from '../platform/use-dialog-focus.ts';
import { ImportPreview } from './import-preview.tsx';
import { PastImports, TakeBack, TakenBack } from './past-imports.tsx';
import { directoryWords } from './words.ts';

const bytesMax = 20 * 1024 * 1024;
type Busy = 'reading' | 'writing' | 'takingBack';
const isBusy = (list: PeopleImport | null) =>
  list?.state === 'reading' || list?.state === 'writing' || list?.state === 'takingBack';

function Progress({ list }: { list: PeopleImport }) {
  const t = useWords(directoryWords);
  const isBack = list.state === 'takingBack';
  const total = isBack ? list.counts.new + list.counts.changed : list.total;
  return (
    <div role="status">
      <p>{t(list.state as Busy, { done: list.done, total })}</p>
      <progress
        aria-label={t(list.state as Busy, { done: list.done, total })}
        max={Math.max(1, total)}
        value={list.done}
      />
    </div>
  );
}

/** Asks on while the server reads or writes. */
function useList() {
  const [list, setList] = useState<PeopleImport | null>(null);
  const busy = isBusy(list);
  useEffect(() => {
    if (!busy || !list) return;
    const look = () =>
      call('showPeopleImport', { params: { importId: list.id } }).then(setList, () => {});
    const timer = setTimeout(look, 700);
    return () => clearTimeout(timer);
  }, [busy, list]);
  return [list, setList] as const;
}

/** A file, what it would do, and only then the writing of it. */
export function ImportDialog({
  onClose,
  onWritten,
}: {
  onClose: () => void;
  onWritten: () => void;
}) {
  const t = useWords(directoryWords);
  useDialogFocus();
  const doing = useDoing();
  const input = useRef<HTMLInputElement>(null);
  const [list, setList] = useList();
  const [large, setLarge] = useState(0);
  const [kind, setKind] = useState<RowKind | null>(null);
  const take = (file: File) => {
    setLarge(file.size > bytesMax ? Math.round(file.size / 1024 / 1024) : 0);
    if (file.size > bytesMax) return;
    setKind(null);
    void doing.run(async () =>
      setList(
        await callWithFile('uploadPeople', { query: { fileName: file.name.slice(0, 120) }, file }),
      ),
    );
  };
  const writable = list ? list.counts.new + list.counts.changed : 0;
  const apply = () =>
    void doing.run(async () => {
      if (list) setList(await call('applyPeopleImport', { params: { importId: list.id } }));
    });
  const isReady = list?.state === 'ready' || list?.state === 'written';
  const shownKind =
    kind ?? (list && rowKinds.toReversed().find((k) => list.counts[k] > 0)) ?? 'new';
  const close = () => {
    if (list?.state === 'written' || list?.state === 'takenBack') onWritten();
    onClose();
  };
  return (
    <Modal open width={1080} title={t('importTitle')} footer={null} onCancel={close}>
      <div className="person-form">
        <p className="field-hint">{t('importHint')}</p>
        <div className="place-actions">
          <input
            ref={input}
            type="file"
            hidden
            data-testid="import-file"
            accept=".xlsx,.xls,.csv"
            onChange={(event) => {
              const [file] = event.target.files ?? [];
              event.target.value = '';
              if (file) take(file);
            }}
          />
          <button
            type="button"
            className="btn btn-primary"
            disabled={doing.busy}
            onClick={() => input.current?.click()}
          >
            {t('chooseFile')}
          </button>
          <a className="btn" href="/api/people-template" download>
            {t('template')}
          </a>
        </div>
        {large > 0 && <p className="notice">{t('tooLarge', { mb: large })}</p>}
        {doing.advice && <p className="notice">{doing.advice}</p>}
        {list?.problem && <p className="notice">{t(`problem.${list.problem}`)}</p>}
        {list && isBusy(list) && <Progress list={list} />}
        {list?.state === 'written' && (
          <p className="notice notice-plain" role="status" data-testid="import-written">
            {t('written')}
            <a className="btn" href={`/api/people-imports/${list.id}/passwords`} download>
              {t('passwords')}
            </a>
            <TakeBack list={list} onTaken={setList} />
          </p>
        )}
        {list?.state === 'takenBack' && (
          <p className="notice notice-plain" role="status" data-testid="import-taken-back">
            <TakenBack list={list} />
          </p>
        )}
        {!list && <PastImports onTaken={setList} />}
        {list && isReady && (
          <>
            <div className="chips" data-testid="import-counts">
              {rowKinds.map((k) => (
                <button
                  key={k}
                  type="button"
                  className="chip"
                  aria-pressed={k === shownKind}
                  onClick={() => setKind(k)}
                >
                  {t(`row.${k}`)} {list.counts[k]}
                </button>
              ))}
            </div>
            <ImportPreview
              key={shownKind}
              list={list}
              kind={shownKind}
              onList={(next) => {
                setKind(shownKind);
                setList(next);
              }}
            />
            {list.state === 'ready' && (
              <div className="place-actions">
                <button
                  type="button"
                  className="btn btn-primary"
                  data-testid="import-apply"
                  disabled={writable === 0 || doing.busy}
                  onClick={apply}
                >
                  {t('apply', { n: writable })}
                </button>
                {list.counts.error > 0 && (
                  <span className="field-hint">{t('applyHint', { n: list.counts.error })}</span>
                )}
              </div>
            )}
          </>
        )}
      </div>
    </Modal>
  );
}
