/** How much there was on a day (counted from 1970). */
export interface Sample {
  day: number;
  bytes: number;
}

/**
 * Bytes a day: the line through the samples that errs least (least squares), so that one day of cleaning up does not
 * hide what the others say. Null with fewer than two days.
 */
export function growthPerDay(samples: readonly Sample[]): number | null {
  const days = new Map(samples.map((s) => [s.day, s.bytes]));
  if (days.size < 2) return null;
  const mean = (values: number[]) => values.reduce((sum, v) => sum + v, 0) / values.length;
  const meanDay = mean([...days.keys()]);
  const meanBytes = mean([...days.values()]);
  let [above, below] = [0, 0];
  for (const [day, bytes] of days) {
    above += (day - meanDay) * (bytes - meanBytes);
    below += (day - meanDay) ** 2;
  }
  return above / below;
}

/** Whole days until the disk is full; null when it does not grow or nobody knows. */
export function daysLeft(freeBytes: number, perDay: readonly (number | null)[]): number | null {
  const known = perDay.filter((n) => n !== null);
  const total = known.reduce((sum, n) => sum + n, 0);
  return known.length === 0 || total <= 0 ? null : Math.floor(freeBytes / total);
}
