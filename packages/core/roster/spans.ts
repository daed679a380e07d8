/** A stretch of time, `startAt <= t < endAt`, epoch ms. */
export interface Span {
  startAt: number;
  endAt: number;
}

/** In order, without overlaps, meeting ones joined, empty ones gone. */
export function joined(spans: readonly Span[]): Span[] {
  const found: Span[] = [];
  const sorted = spans.filter((s) => s.endAt > s.startAt).sort((a, b) => a.startAt - b.startAt);
  for (const { startAt, endAt } of sorted) {
    const last = found.at(-1);
    if (last && startAt <= last.endAt) last.endAt = Math.max(last.endAt, endAt);
    else found.push({ startAt, endAt });
  }
  return found;
}

/** What of `span` none of the others covers. */
export function without(span: Span, others: readonly Span[]): Span[] {
  const left: Span[] = [];
  let at = span.startAt;
  for (const other of joined(others)) {
    if (other.endAt <= at || other.startAt >= span.endAt) continue;
    if (other.startAt > at) left.push({ startAt: at, endAt: other.startAt });
    at = other.endAt;
  }
  if (at < span.endAt) left.push({ startAt: at, endAt: span.endAt });
  return left;
}

/** The part that both have; empty when they do not meet. */
export function overlap(a: Span, b: Span): Span[] {
  const startAt = Math.max(a.startAt, b.startAt);
  const endAt = Math.min(a.endAt, b.endAt);
  return endAt > startAt ? [{ startAt, endAt }] : [];
}

export function meets(a: Span, b: Span): boolean {
  return a.startAt < b.endAt && b.startAt < a.endAt;
}
