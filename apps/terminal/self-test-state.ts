import { type SelfTestBaseline, selfTestBaselineSchema } from '@anyuan/contracts/self-test.ts';
import { z } from 'zod';
import type { Log } from './log.ts';

const stateSchema = z.strictObject({
  lastAt: z.number(),
  /** Where the baseline was learned: a terminal that was moved begins anew. */
  place: z.string(),
  baseline: selfTestBaselineSchema.nullable(),
});

/** What the self-test remembers over restarts. */
export interface SelfTestState {
  lastAt(): number | null;
  baselineAt(place: string): SelfTestBaseline | null;
  keep(run: { at: number; place: string; baseline: SelfTestBaseline | null }): Promise<void>;
}

/** What was kept; damaged or missing it is a new beginning: the baseline is learned again. */
export function makeSelfTestState(
  kept: unknown,
  { write, log }: { write(state: object): Promise<void>; log: Log },
): SelfTestState {
  const read = stateSchema.safeParse(kept);
  let state = read.success ? read.data : null;
  return {
    lastAt: () => state?.lastAt ?? null,
    baselineAt: (place) => (state?.place === place ? state.baseline : null),
    async keep({ at, place, baseline }) {
      state = { lastAt: at, place, baseline };
      await write(state).catch((error: Error) =>
        log.warn({ err: error }, '自检结果未能存盘  result of the self-test not written'),
      );
    },
  };
}
