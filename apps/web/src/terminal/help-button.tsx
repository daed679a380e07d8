import type { KeyboardEvent } from 'react';
import { useRef } from 'react';
import { useWords } from '../platform/i18n.ts';
import { pressEdge } from './host.ts';
import { terminalWords } from './words.ts';

/** Down is an alarm at once: nobody in need has to let go first. Works with the keyboard too. */
export function HelpButton({ running }: { running: boolean }) {
  const t = useWords(terminalWords);
  const isDown = useRef(false);
  const down = () => {
    if (isDown.current) return;
    isDown.current = true;
    navigator.vibrate?.(60);
    pressEdge('down');
  };
  const up = () => {
    if (!isDown.current) return;
    isDown.current = false;
    pressEdge('up');
  };
  const isPress = (event: KeyboardEvent) => event.key === ' ' || event.key === 'Enter';
  return (
    <button
      type="button"
      className={`term-button ${running ? 'term-button-again' : ''}`}
      data-testid="terminal-press"
      onPointerDown={down}
      onPointerUp={up}
      onPointerLeave={up}
      onPointerCancel={up}
      onContextMenu={(event) => event.preventDefault()}
      onKeyDown={(event) => isPress(event) && down()}
      onKeyUp={(event) => isPress(event) && up()}
      onBlur={up}
    >
      {t(running ? 'pressAgain' : 'press')}
    </button>
  );
}
