import {
  type CellError,
  type ImportColumn,
  type ImportRow,
  importColumns,
  type PeopleImport,
  type RowKind,
} from '@anyuan/contracts/people.ts';
import { useState } from 'react';
import { call } from '../platform/api.ts';
import { useWords } from '../platform/i18n.ts';
import { Icon } from '../platform/icons.tsx';
import { useDoing, useLoaded } from '../platform/use-call.ts';
import { directoryWords } from './words.ts';

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

type Correct = (row: ImportRow, column: ImportColumn, text: string) => void;

/** A cell that is wrong is mended where it stands: Enter or leaving the field sends it. */
function WrongCell(props: {
  row: ImportRow;
  column: ImportColumn;
  errors: readonly CellError[];
  onCorrect: Correct;
}) {
  const { row, column, errors, onCorrect } = props;
  const t = useWords(directoryWords);
  const was = row.cells[column] ?? '';
  const [text, setText] = useState(was);
  const leave = () => {
    if (text !== was) onCorrect(row, column, text);
  };
  const says = errors.map((e) => t(`cell.${e.problem}`, { row: e.row ?? 0 }));
  return (
    <td className="import-wrong">
      <input
        className="input import-input"
        aria-label={t('cellOf', { column: t(columnWords[column]), row: row.number })}
        aria-invalid="true"
        maxLength={200}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onBlur={leave}
        onKeyDown={(event) => {
          // Unchanged as well: the first cell of a merge says what is right, and Enter confirms it.
          if (event.key === 'Enter') onCorrect(row, column, text);
        }}
      />
      {says.map((words) => (
        <div key={words} className="import-error">
          {words}
        </div>
      ))}
    </td>
  );
}

function PreviewRow(props: { row: ImportRow; mayCorrect: boolean; onCorrect: Correct | null }) {
  const { row, mayCorrect, onCorrect } = props;
  const t = useWords(directoryWords);
  const isMended = mayCorrect && row.kind !== 'error';
  return (
    <tr data-testid={`import-row-${row.number}`}>
      <td>
        {row.number}
        {isMended && (
          <div className="import-mended">
            <Icon name="arrived" size={14} />
            {t('mended')}
          </div>
        )}
      </td>
      {importColumns.map((column) => {
        const errors = row.errors.filter((e) => e.column === column);
        const text = row.cells[column] || '—';
        if (errors.length === 0 || onCorrect === null) return <td key={column}>{text}</td>;
        // A key of its text: what came back corrected is a new field.
        return <WrongCell key={`${column} ${text}`} {...{ row, column, errors, onCorrect }} />;
      })}
    </tr>
  );
}

/** Row by row what would happen; what is wrong is mended in its cell. */
export function ImportPreview(props: {
  list: PeopleImport;
  kind: RowKind;
  onList: (list: PeopleImport) => void;
}) {
  const { list, kind, onList } = props;
  const t = useWords(directoryWords);
  const doing = useDoing();
  const params = { importId: list.id };
  const { value, put } = useLoaded(`import ${list.id} ${kind} ${list.state}`, (signal) =>
    call('listPeopleImportRows', { params, query: { kind }, signal }),
  );
  const more = async () => {
    if (value?.next == null) return;
    const page = await call('listPeopleImportRows', { params, query: { kind, after: value.next } });
    put({ rows: [...value.rows, ...page.rows], next: page.next });
  };
  const correct: Correct = (row, column, text) =>
    void doing.run(async () => {
      const at = { importId: list.id, number: row.number };
      const cells = { [column]: text };
      const answer = await call('correctPeopleImportRow', { params: at, body: { cells } });
      const now = new Map(answer.rows.map((r) => [r.number, r]));
      if (value) put({ ...value, rows: value.rows.map((r) => now.get(r.number) ?? r) });
      onList(answer.list);
    });
  const mayCorrect = list.state === 'ready' && kind === 'error';
  return (
    <>
      {mayCorrect && list.counts.error > 0 && <p className="field-hint">{t('mendHint')}</p>}
      {doing.advice && (
        <p className="notice" role="alert">
          {doing.advice}
        </p>
      )}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard */}
      <section className="import-rows" aria-label={t('rows')} tabIndex={0}>
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
              <PreviewRow
                key={row.number}
                row={row}
                mayCorrect={mayCorrect}
                onCorrect={list.state === 'ready' ? correct : null}
              />
            ))}
          </tbody>
        </table>
        {value?.rows.length === 0 && <p className="table-empty">{t('noRows')}</p>}
        {value?.next != null && (
          <button type="button" className="btn btn-block" onClick={() => void more()}>
            {t('more')}
          </button>
        )}
      </section>
    </>
  );
}
