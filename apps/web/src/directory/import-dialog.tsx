import {
  type CellError,
  type ImportRow,
  importColumns,
  type PeopleImport,
  type RowKind,
  rowKinds,
} from '@anyuan/contracts/people.ts';
import { Modal } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { call, callWithFile } from '../platform/api.ts';
import { useWords } from '../platform/i18n.ts';
import { useDoing, useLoaded } from '../platform/use-call.ts';
import { directoryWords } from './words.ts';

const bytesMax = 20 * 1024 * 1024;
const columnWords = {
  name: 'name',
  login: 'login',
  title: 'titleOf',
  organisation: 'organisation',
  role: 'role',
  phone: 'phone',
  email: 'email',
  endsOn: 'endsOn',
} as const;

function Cell({ row, column }: { row: ImportRow; column: (typeof importColumns)[number] }) {
  const t = useWords(directoryWords);
  const errors = row.errors.filter((e) => e.column === column);
  const say = ({ problem, row: other }: CellError) => t(`cell.${problem}`, { row: other ?? 0 });
  return (
    <td className={errors.length > 0 ? 'import-wrong' : undefined}>
      {row.cells[column] || '—'}
      {errors.map((e) => (
        <div key={e.problem} className="import-error">
          {say(e)}
        </div>
      ))}
    </td>
  );
}

/** Row by row what would happen, errors in their cells. */
function Preview({ list, kind }: { list: PeopleImport; kind: RowKind }) {
  const t = useWords(directoryWords);
  const { value, put } = useLoaded(
    `import ${list.id} ${kind} ${list.state} ${list.done}`,
    (signal) =>
      call('listPeopleImportRows', { params: { importId: list.id }, query: { kind }, signal }),
  );
  const more = async () => {
    if (value?.next == null) return;
    const query = { kind, after: value.next };
    const page = await call('listPeopleImportRows', { params: { importId: list.id }, query });
    put({ rows: [...value.rows, ...page.rows], next: page.next });
  };
  return (
    <div className="import-rows">
      <table className="people-table">
        <thead>
          <tr>
            <th>{t('rowNumber')}</th>
            {importColumns.map((c) => (
              <th key={c}>{t(columnWords[c])}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {value?.rows.map((row) => (
            <tr key={row.number}>
              <td>{row.number}</td>
              {importColumns.map((c) => (
                <Cell key={c} row={row} column={c} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {value?.next != null && (
        <button type="button" className="btn btn-block" onClick={() => void more()}>
          {t('more')}
        </button>
      )}
    </div>
  );
}

function Progress({ list }: { list: PeopleImport }) {
  const t = useWords(directoryWords);
  return (
    <div role="status">
      <p>
        {t(list.state === 'reading' ? 'reading' : 'writing', {
          done: list.done,
          total: list.total,
        })}
      </p>
      <progress max={Math.max(1, list.total)} value={list.done} />
    </div>
  );
}

/** Asks on while the server reads or writes. */
function useList() {
  const [list, setList] = useState<PeopleImport | null>(null);
  const busy = list?.state === 'reading' || list?.state === 'writing';
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
    if (list?.state === 'written') onWritten();
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
        {(list?.state === 'reading' || list?.state === 'writing') && <Progress list={list} />}
        {list?.state === 'written' && (
          <p className="notice notice-plain">
            {t('written')}
            <a className="btn" href={`/api/people-imports/${list.id}/passwords`} download>
              {t('passwords')}
            </a>
          </p>
        )}
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
            <Preview list={list} kind={shownKind} />
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
