import { useEffect, useState } from 'react';

/** Steps on every `everySec` while it may (0: never). An alarm, a hand at the mouse or arranging holds it where it is. */
export function useTour(options: { everySec: number; held: boolean }): {
  step: number;
  go(to: number): void;
} {
  const { everySec, held } = options;
  const [step, setStep] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a step by hand begins the wait anew
  useEffect(() => {
    if (held || everySec === 0) return;
    const timer = setTimeout(() => setStep((n) => n + 1), everySec * 1000);
    return () => clearTimeout(timer);
  }, [everySec, held, step]);
  return { step, go: setStep };
}
