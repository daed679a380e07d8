import { useEffect, useState } from 'react';

const fields = 'input, select, textarea, button';

/**
 * For a dialog or drawer that is made when it opens and gone when it closes: the library moves the
 * focus only of one that stays. In at its first field, back to what opened it.
 */
export function useDialogFocus(): void {
  // While it is first drawn: an effect would come after the library has moved the focus.
  const [opener] = useState(() => document.activeElement);
  useEffect(() => {
    const frame = requestAnimationFrame(() => {
      const dialog = [...document.querySelectorAll('[role=dialog]')].at(-1);
      if (!dialog || dialog.contains(document.activeElement)) return;
      const body = dialog.querySelector('.ant-drawer-body, .ant-modal-body') ?? dialog;
      (
        body.querySelector<HTMLElement>(fields) ?? dialog.querySelector<HTMLElement>(fields)
      )?.focus();
    });
    return () => {
      cancelAnimationFrame(frame);
      if (opener instanceof HTMLElement && opener.isConnected) opener.focus();
    };
  }, [opener]);
}
