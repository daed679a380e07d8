import { useWords } from '../platform/i18n.ts';
import { putMark } from './plan-draft.ts';
import type { Drawing } from './use-drawing.ts';
import { placeWords } from './words.ts';

/** Name of the chosen camera or post, and where a camera is seen. Terminals are named in the tree. */
export function MarkFields({ drawing }: { drawing: Drawing }) {
  const t = useWords(placeWords);
  const { chosen, plan } = drawing;
  const mark = chosen?.kind === 'mark' ? plan.marks.find((m) => m.id === chosen.id) : undefined;
  if (!mark || mark.kind === 'terminal') return null;
  return (
    <div className="plan-mark-fields">
      <label className="field">
        <span className="field-label">{t(`mark.${mark.kind}`)}</span>
        <input
          className="input"
          maxLength={40}
          value={mark.name}
          onChange={(event) => drawing.change(putMark(plan, { ...mark, name: event.target.value }))}
        />
      </label>
      {mark.kind === 'camera' && (
        <label className="field">
          <span className="field-label">{t('markUrl')}</span>
          <input
            className="input"
            maxLength={400}
            value={mark.url}
            onChange={(event) =>
              drawing.change(putMark(plan, { ...mark, url: event.target.value }))
            }
          />
        </label>
      )}
    </div>
  );
}
