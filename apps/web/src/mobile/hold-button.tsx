import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { useWords } from '../platform/i18n.ts';
import { mobileWords } from './words.ts';

/** Long enough that a pocket does not call for help, short enough for a frightened child. */
const holdMs = 1500;

/** Press and hold; letting go early does nothing. Works with the keyboard too. */
export function HoldButton({ onHeld, disabled }: { onHeld: () => void; disabled: boolean }) {
  const t = useWords(mobileWords);
  const [holding, setHolding] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const end = () => {
    clearTimeout(timer.current);
    timer.current = undefined;
    setHolding(false);
  };
  const begin = () => {
    if (disabled || timer.current !== undefined) return;
    setHolding(true);
    navigator.vibrate?.(40);
    timer.current = setTimeout(() => {
      end();
      navigator.vibrate?.(300);
      onHeld();
    }, holdMs);
  };
  useEffect(() => () => clearTimeout(timer.current), []);
  const isPress = (event: KeyboardEvent) => event.key === ' ' || event.key === 'Enter';
  return (
    <button
      type="button"
      className={`hold ${holding ? 'hold-on' : ''}`}
      data-testid="help-press"
      disabled={disabled}
      onPointerDown={begin}
      onPointerUp={end}
      onPointerLeave={end}
      onPointerCancel={end}
      onContextMenu={(event) => event.preventDefault()}
      onKeyDown={(event) => isPress(event) && begin()}
      onKeyUp={(event) => isPress(event) && end()}
      onBlur={end}
    >
      <span>{t(holding ? 'helpHold' : 'helpTitle')}</span>
    </button>
  );
}
