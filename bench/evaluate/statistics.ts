/** A share with its 95 % interval. */
export interface Share {
  hits: number;
  of: number;
  value: number | null;
  interval: [number, number] | null;
}

/** A count per hour with its 95 % interval. */
export interface Rate {
  count: number;
  hours: number;
  perHour: number | null;
  interval: [number, number] | null;
}

/** 97.5 % point of the normal distribution. */
const z = 1.959963984540054;

/** Score interval of a share (Wilson 1927): (p + z²/2n ± z √(p(1-p)/n + z²/4n²)) / (1 + z²/n). */
export function wilson(hits: number, of: number): [number, number] | null {
  if (of <= 0) return null;
  const p = hits / of;
  const scale = 1 + (z * z) / of;
  const centre = (p + (z * z) / (2 * of)) / scale;
  const half = (z * Math.sqrt((p * (1 - p)) / of + (z * z) / (4 * of * of))) / scale;
  return [hits === 0 ? 0 : centre - half, hits === of ? 1 : centre + half];
}

export function shareOf(hits: number, of: number): Share {
  return { hits, of, value: of === 0 ? null : hits / of, interval: wilson(hits, of) };
}

/** P(X <= count) of a Poisson variable, terms added in the log domain. */
export function poissonCdf(count: number, mean: number): number {
  if (count < 0) return 0;
  if (mean <= 0) return 1;
  let logTerm = -mean;
  let sum = Math.exp(logTerm);
  for (let k = 1; k <= count; k += 1) {
    logTerm += Math.log(mean / k);
    sum += Math.exp(logTerm);
  }
  return Math.min(1, sum);
}

/** Where a falling function crosses `target`, by bisection. */
function solveFalling(f: (x: number) => number, target: number, high: number): number {
  let low = 0;
  let top = high;
  for (let i = 0; i < 100; i += 1) {
    const middle = (low + top) / 2;
    if (f(middle) > target) low = middle;
    else top = middle;
  }
  return (low + top) / 2;
}

/**
 * Exact 95 % interval of a Poisson mean from a count (Garwood 1936): the means at which the count
 * or more, or the count or fewer, has a probability of 2.5 %.
 */
export function poissonInterval(count: number): [number, number] {
  const high = count + 20 + 10 * Math.sqrt(count + 1);
  const lower = count === 0 ? 0 : solveFalling((mean) => poissonCdf(count - 1, mean), 0.975, high);
  return [lower, solveFalling((mean) => poissonCdf(count, mean), 0.025, high)];
}

export function rateOf(count: number, hours: number): Rate {
  if (hours <= 0) return { count, hours, perHour: null, interval: null };
  const [low, high] = poissonInterval(count);
  return { count, hours, perHour: count / hours, interval: [low / hours, high / hours] };
}

/** How many of the ascending values lie below `value`, and how many at or below it. */
function ranks(ascending: Float64Array, value: number): { below: number; upTo: number } {
  const search = (isLeft: (x: number) => boolean): number => {
    let low = 0;
    let high = ascending.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (isLeft(ascending[middle] ?? 0)) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  return { below: search((x) => x < value), upTo: search((x) => x <= value) };
}

/** Area under the ROC curve: how often an event scores above a non-event, ties half (Mann-Whitney). */
export function auc(events: readonly number[], quiet: readonly number[]): number | null {
  if (events.length === 0 || quiet.length === 0) return null;
  const ascending = Float64Array.from(quiet).sort();
  let sum = 0;
  for (const score of events) {
    const { below, upTo } = ranks(ascending, score);
    sum += (below + upTo) / 2;
  }
  return sum / events.length / quiet.length;
}

/** The score that an alarm must lie above so that at most `perHour` false alarms are raised. */
export function thresholdAt(options: {
  quiet: readonly number[];
  hours: number;
  perHour: number;
}): number | null {
  if (options.hours <= 0 || options.quiet.length === 0) return null;
  const descending = Float64Array.from(options.quiet).sort().reverse();
  const allowed = Math.floor(options.perHour * options.hours + 1e-9);
  return descending[allowed] ?? Number.NEGATIVE_INFINITY;
}

/** Share of the events above the threshold of a false alarm rate; null without events or hours. */
export function recallAt(options: {
  events: readonly number[];
  quiet: readonly number[];
  hours: number;
  perHour: number;
}): Share & { above: number | null } {
  const above = thresholdAt(options);
  if (above === null) return { ...shareOf(0, 0), of: options.events.length, above };
  const hits = options.events.filter((score) => score > above).length;
  return { ...shareOf(hits, options.events.length), above };
}
