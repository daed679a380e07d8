import type { PhraseDraft } from '@anyuan/contracts/routes/phrases.ts';
import { useWords } from '../platform/i18n.ts';
import { phraseWords } from './words.ts';

/** Thresholds that people choose between; any other value of a file or a request shows as it is. */
export const thresholds = { soon: 0.35, usual: 0.5, careful: 0.7 } as const;

interface PhraseRowProps {
  phrase: PhraseDraft;
  mayEdit: boolean;
  onChange: (phrase: PhraseDraft) => void;
  onRemove: () => void;
}

export function PhraseRow({ phrase, mayEdit, onChange, onRemove }: PhraseRowProps) {
  const t = useWords(phraseWords);
  const set = (changes: Partial<PhraseDraft>) => onChange({ ...phrase, ...changes });
  const isShort = [...phrase.text].length === 2;
  return (
    <tr>
      <td>
        <input
          className="input"
          aria-label={t('text')}
          value={phrase.text}
          disabled={!mayEdit}
          onChange={(e) => set({ text: e.target.value, pinyin: null })}
        />
        {isShort && <p className="faint">{t('short')}</p>}
      </td>
      <td>
        <input
          className="input"
          aria-label={t('pinyin')}
          value={phrase.pinyin ?? ''}
          disabled={!mayEdit}
          onChange={(e) => set({ pinyin: e.target.value === '' ? null : e.target.value })}
        />
      </td>
      <td>
        <select
          className="input"
          aria-label={t('severity')}
          value={phrase.severity}
          disabled={!mayEdit}
          onChange={(e) => set({ severity: e.target.value as PhraseDraft['severity'] })}
        >
          <option value="urgent">{t('urgent')}</option>
          <option value="notice">{t('notice')}</option>
        </select>
      </td>
      <td>
        <select
          className="input"
          aria-label={t('when')}
          value={phrase.threshold}
          disabled={!mayEdit}
          onChange={(e) => set({ threshold: Number(e.target.value) })}
        >
          {Object.values(thresholds).includes(phrase.threshold as 0.5) || (
            <option value={phrase.threshold}>{phrase.threshold}</option>
          )}
          <option value={thresholds.soon}>{t('soon')}</option>
          <option value={thresholds.usual}>{t('usual')}</option>
          <option value={thresholds.careful}>{t('careful')}</option>
        </select>
      </td>
      <td>
        <input
          type="checkbox"
          aria-label={t('on')}
          checked={phrase.on}
          disabled={!mayEdit}
          onChange={(e) => set({ on: e.target.checked })}
        />
      </td>
      <td>
        {mayEdit && (
          <button type="button" className="btn btn-quiet" onClick={onRemove}>
            {t('remove')}
          </button>
        )}
      </td>
    </tr>
  );
}
