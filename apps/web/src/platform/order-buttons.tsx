import { useWords } from './i18n.ts';
import { platformWords } from './platform-words.ts';

/** Moves one of several up or down, or takes it away; what it cannot do is not offered. */
export function OrderButtons(props: {
  /** Counted from 1. */
  number: number;
  isLast: boolean;
  onMove: (by: -1 | 1) => void;
  /** Null: the last one stays. */
  onRemove: (() => void) | null;
  removeWord: string;
}) {
  const { number, isLast, onMove, onRemove } = props;
  const p = useWords(platformWords);
  const button = (word: string, onClick: () => void) => (
    <button type="button" className="btn btn-quiet" onClick={onClick}>
      {word}
    </button>
  );
  return (
    <span className="order-buttons">
      {number > 1 && button(p('up'), () => onMove(-1))}
      {!isLast && button(p('down'), () => onMove(1))}
      {onRemove && button(props.removeWord, onRemove)}
    </span>
  );
}
