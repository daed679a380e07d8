/** One line of something that has versions, in words: "就近 · 等待" / "20 秒". */
export interface Row {
  label: string;
  text: string;
}

export interface Change {
  label: string;
  before: string | null;
  after: string | null;
}

/** What differs, in the order of the newer one; what is gone comes last. */
export function changesBetween(before: readonly Row[], after: readonly Row[]): Change[] {
  const old = new Map(before.map((r) => [r.label, r.text]));
  const labels = new Set(after.map((r) => r.label));
  const changed = after.flatMap(({ label, text }) => {
    const was = old.get(label) ?? null;
    return was === text ? [] : [{ label, before: was, after: text }];
  });
  const gone = before.filter((r) => !labels.has(r.label));
  return [...changed, ...gone.map((r) => ({ label: r.label, before: r.text, after: null }))];
}
