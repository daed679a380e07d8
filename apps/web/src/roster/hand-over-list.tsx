import type { HandOver } from '@anyuan/contracts/routes/reach.ts';
import { useWords } from '../platform/i18n.ts';
import { dateTime } from '../platform/time.ts';
import { taskWords } from './task-words.ts';

/** How duties were handed over: what was written, and who signed. */
export function HandOverList({ handOvers }: { handOvers: readonly HandOver[] }) {
  const t = useWords(taskWords);
  if (handOvers.length === 0) return <p className="faint">{t('noHandOvers')}</p>;
  return handOvers.map((h) => {
    const open = h.items.filter((item) => !item.done).length;
    return (
      <details key={h.id} className="hand-over" data-testid="hand-over">
        <summary className="roster-line">
          <span>{dateTime(h.writtenAt).slice(5, 16)}</span>
          <strong>
            {h.outgoingName} · {h.shiftName}
          </strong>
          <span className={h.signedAt ? 'tag' : 'roster-gap'}>
            {h.signedAt ? t('signed', { name: h.incomingName ?? '' }) : t('unsigned')}
          </span>
          {open > 0 && <span>{t('openItems', { n: open })}</span>}
        </summary>
        {h.items.map((item) => (
          <p key={item.text}>
            {t(item.done ? 'inOrder' : 'notInOrder')} · {item.text}
          </p>
        ))}
        {h.note && <p>{h.note}</p>}
        {h.signedAt && (
          <p className="faint">
            {dateTime(h.signedAt).slice(5, 16)} {t('signed', { name: h.incomingName ?? '' })}
            {h.signedNote ? `：${h.signedNote}` : ''}
          </p>
        )}
      </details>
    );
  });
}
