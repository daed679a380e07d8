import { useEffect, useRef } from 'react';

/** True while somebody types: letters belong to the text then. */
function typing(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
}

/** Enter and space belong to the control that has the focus. */
function pressesControl(event: KeyboardEvent): boolean {
  if (event.key !== 'Enter' && event.key !== ' ') return false;
  return (
    event.target instanceof Element &&
    event.target.closest('a, button, summary, [role=button], [tabindex="0"]') !== null
  );
}

/** A dialog that is open, or the sign-in over a page that waits, has the keyboard to itself. */
function dialogOpen(): boolean {
  return [...document.querySelectorAll('[role=dialog], .session-cover')].some(
    (dialog) => dialog instanceof HTMLElement && dialog.offsetParent !== null,
  );
}

export type KeyTable = Partial<Record<string, (event: KeyboardEvent) => void>>;

/** Shortcuts of a page: `KeyboardEvent.key` in lower case -> what to do. */
export function useKeys(table: KeyTable): void {
  const now = useRef(table);
  now.current = table;
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
      if (typing(event.target) || pressesControl(event) || dialogOpen()) return;
      const run = now.current[event.key.toLowerCase()];
      if (!run) return;
      event.preventDefault();
      run(event);
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, []);
}
