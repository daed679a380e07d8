/** A figure with its 95 % interval. */
export interface Estimate {
  value: number;
  low: number;
  high: number;
}

const z = 1.959963984540054;

/**
 * Share of hits with Wilson's score interval (Wilson 1927, JASA 22:209): honest for few trials and
 * near 0 and 1. Null without trials: nothing is known.
 */
export function wilson(hits: number, trials: number): Estimate | null {
  if (trials <= 0) return null;
  const share = hits / trials;
  const centre = share + z ** 2 / (2 * trials);
  const half = z * Math.sqrt((share * (1 - share)) / trials + z ** 2 / (4 * trials ** 2));
  const scale = 1 + z ** 2 / trials;
  const low = Math.max(0, (centre - half) / scale);
  return { value: share, low: hits === 0 ? 0 : low, high: Math.min(1, (centre + half) / scale) };
}

/** P(X <= count) of a Poisson distribution. */
function poissonCdf(count: number, mean: number): number {
  let term = Math.exp(-mean);
  let sum = term;
  for (let k = 1; k <= count; k += 1) {
    term *= mean / k;
    sum += term;
  }
  return sum;
}

/** Mean at which `cdf` falls to `share`, by bisection. */
function meanAt(count: number, share: number): number {
  let low = 0;
  let high = count + 12 * Math.sqrt(count + 1) + 12;
  for (let i = 0; i < 80; i += 1) {
    const middle = (low + high) / 2;
    if (poissonCdf(count, middle) > share) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/**
 * Events per unit of exposure with the exact Poisson interval (Garwood 1936, Biometrika 28:437). Counts
 * above 600 take the normal approximation. Null without exposure.
 */
export function poissonRate(count: number, exposure: number): Estimate | null {
  if (exposure <= 0) return null;
  const half = z * Math.sqrt(count);
  const [low, high] =
    count > 600
      ? [count - half, count + half]
      : [count === 0 ? 0 : meanAt(count - 1, 0.975), meanAt(count, 0.025)];
  return { value: count / exposure, low: low / exposure, high: high / exposure };
}
