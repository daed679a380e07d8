/**
 * One line of `bin/anyuan doctor`. `broken`: the chain does not work; `warning`: something of it is missing or soon will
 * be; `note`: only for information.
 */
export type Finding = {
  name: string;
  zh: string;
  state: 'ok' | 'note' | 'warning' | 'broken';
  /** What was seen: a path, a version, an amount. */
  seen: string;
  /** What to do; null when nothing. */
  advice: { zh: string; en: string } | null;
};

/** A check that throws is a broken finding, never an end of the doctor. */
export async function examine(
  title: { name: string; zh: string },
  check: () => Promise<Omit<Finding, 'name' | 'zh'>> | Omit<Finding, 'name' | 'zh'>,
): Promise<Finding> {
  try {
    return { ...title, ...(await check()) };
  } catch (error) {
    const own = (error as { advice?: Finding['advice'] }).advice ?? null;
    const seen = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
    return { ...title, state: 'broken', seen: own === null ? seen : '', advice: own };
  }
}

export function fine(seen: string): Omit<Finding, 'name' | 'zh'> {
  return { state: 'ok', seen, advice: null };
}

export function wrong(
  state: 'note' | 'warning' | 'broken',
  seen: string,
  advice: { zh: string; en: string },
): Omit<Finding, 'name' | 'zh'> {
  return { state, seen, advice };
}
