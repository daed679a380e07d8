import type { PhraseDraft, PhraseList } from '@anyuan/contracts/routes/phrases.ts';
import { useState } from 'react';
import { call } from '../platform/api.ts';
import { useWords } from '../platform/i18n.ts';
import { useDoing } from '../platform/use-call.ts';
import { PhraseRow } from './phrase-row.tsx';
import { phraseWords } from './words.ts';

const fresh: PhraseDraft = {
  ...{ text: '', pinyin: null, boost: 0, threshold: 0.5 },
  ...{ severity: 'urgent', on: true },
};

/** Rows keep their identity while others are removed; the wire knows nothing of it. */
interface Row {
  key: number;
  phrase: PhraseDraft;
}

interface PhraseEditorProps {
  list: PhraseList;
  mayEdit: boolean;
  onSaved: (list: PhraseList) => void;
}

export function PhraseEditor({ list, mayEdit, onSaved }: PhraseEditorProps) {
  const t = useWords(phraseWords);
  const doing = useDoing();
  const [rows, setRows] = useState<Row[]>(() =>
    list.phrases.map((phrase, key) => ({ key, phrase })),
  );
  const [removed, setRemoved] = useState<{ row: Row; at: number } | null>(null);

  const save = (phrases: PhraseDraft[]) =>
    doing.run(async () => {
      const params = { schoolId: list.schoolId };
      onSaved(await call('savePhrases', { params, body: { version: list.version, phrases } }));
    });
  const add = () =>
    setRows([...rows, { key: 1 + Math.max(0, ...rows.map((r) => r.key)), phrase: fresh }]);
  const remove = (row: Row) => {
    setRemoved({ row, at: rows.indexOf(row) });
    setRows(rows.filter((r) => r !== row));
  };
  const undo = () => {
    if (removed === null) return;
    setRows([...rows.slice(0, removed.at), removed.row, ...rows.slice(removed.at)]);
    setRemoved(null);
  };

  return (
    <section className="card">
      <table className="phrase-table">
        <thead>
          <tr>
            <th>{t('text')}</th>
            <th title={t('pinyinHint')}>{t('pinyin')}</th>
            <th>{t('severity')}</th>
            <th>{t('when')}</th>
            <th>{t('on')}</th>
            <th />
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <PhraseRow
              key={row.key}
              phrase={row.phrase}
              mayEdit={mayEdit}
              onChange={(phrase) =>
                setRows(rows.map((r) => (r.key === row.key ? { ...r, phrase } : r)))
              }
              onRemove={() => remove(row)}
            />
          ))}
        </tbody>
      </table>
      {rows.length === 0 && <p className="faint">{t('empty')}</p>}
      <p className="faint">{mayEdit ? t('pinyinHint') : t('onlyShow')}</p>
      {doing.advice && (
        <p className="notice" role="alert">
          {doing.advice}
        </p>
      )}
      {mayEdit && (
        <div className="phrase-actions">
          <button type="button" className="btn" onClick={add}>
            {t('add')}
          </button>
          {removed && (
            <button type="button" className="btn btn-quiet" onClick={undo}>
              {t('undoRemove', { text: removed.row.phrase.text })}
            </button>
          )}
          {list.previous && (
            <button
              type="button"
              className="btn btn-quiet"
              disabled={doing.busy}
              onClick={() => void save(list.previous ?? [])}
            >
              {t('goBack')}
            </button>
          )}
          <button
            type="button"
            className="btn btn-primary"
            disabled={doing.busy}
            onClick={() => void save(rows.map((r) => r.phrase))}
          >
            {t('save')}
          </button>
        </div>
      )}
    </section>
  );
}
