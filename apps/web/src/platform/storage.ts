/** localStorage that never throws: private windows and full disks must not stop an alarm. */
export function readStored(key: string): string | null {
  try {
    return localStorage.getItem(`anyuan.${key}`);
  } catch {
    return null;
  }
}

/** Null removes. */
export function writeStored(key: string, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(`anyuan.${key}`);
    else localStorage.setItem(`anyuan.${key}`, value);
  } catch {
    // Remembering is a comfort, never a condition.
  }
}
