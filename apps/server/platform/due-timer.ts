import type { Clock } from '@anyuan/contracts/clock.ts';
import type { Logger } from 'pino';

export interface DueTimerOptions {
  name: string;
  clock: Clock;
  log: Logger;
  /** Earliest due time on record, or null. */
  nextDue(): Promise<number | null>;
  /** Handles what is due; true when there may be more right now. */
  run(): Promise<boolean>;
  /** The truth between wakes: missed notifications cost at most this. */
  pollMs?: number;
  /** After a run the clock wakes the next one this much later at the earliest: a stream is gathered. Default 0. */
  restMs?: number;
  /** `nextDue` knows all there is to do: a poll asks only that, one query where a run is a transaction. Default false. */
  isAllDated?: boolean;
}

/** A worker woken by `wake`, by the next due time, and by a poll. */
export interface DueTimer {
  start(): void;
  wake(): void;
  /** Something is due at `atMs`: look then, if not before. Costs no query. */
  expect(atMs: number): void;
  /** Ends after the run in progress. */
  stop(): Promise<void>;
  /** Resolves when nothing is due any more (tests, shutdown). */
  idle(): Promise<void>;
}

/** What stays due though nothing was left to do is held by another: looked for so often, then after a pause. */
const heldRounds = 5;
const heldMs = 20;

/**
 * Timers are columns: the database knows what is due, this only decides when to look.
 * Never two runs at once; a failing run is logged and tried again at the next poll.
 */
export function makeDueTimer(options: DueTimerOptions): DueTimer {
  const { clock, log, name } = options;
  const pollMs = options.pollMs ?? 1000;
  const restMs = options.restMs ?? 0;
  let restsUntil = Number.NEGATIVE_INFINITY;
  let timer: { cancel(): void } | null = null;
  let running: Promise<void> | null = null;
  let again = false;
  let stopped = true;

  let armedAt = Number.POSITIVE_INFINITY;
  /** Earliest time expected while a run was in progress. */
  let expected = Number.POSITIVE_INFINITY;

  const arm = (dueAt: number | null) => {
    timer?.cancel();
    if (stopped) return;
    const pollAt = clock.now() + pollMs;
    const wantedAt = Math.min(dueAt ?? Number.POSITIVE_INFINITY, expected);
    armedAt = Math.max(Math.min(wantedAt, pollAt), restsUntil);
    expected = Number.POSITIVE_INFINITY;
    timer = clock.setTimer(armedAt, wantedAt > pollAt && options.isAllDated ? poll : wake);
  };

  const isDue = (dueAt: number | null) => dueAt !== null && dueAt <= clock.now();

  const cycle = async (isPoll: boolean): Promise<void> => {
    let dueAt: number | null = null;
    let rounds = 0;
    try {
      if (isPoll) dueAt = await options.nextDue();
      if (isPoll && !isDue(dueAt) && !again) return;
      do {
        again = false;
        rounds++;
        while (await options.run()) if (stopped) return;
        dueAt = await options.nextDue();
      } while ((again || (isDue(dueAt) && rounds < heldRounds)) && !stopped);
      if (isDue(dueAt)) dueAt = clock.now() + heldMs;
    } catch (error) {
      dueAt = null;
      log.error({ err: error, timer: name }, 'due timer failed, will look again');
    } finally {
      running = null;
      restsUntil = clock.now() + restMs;
      arm(dueAt);
    }
  };

  function wake(): void {
    if (stopped) return;
    if (running) again = true;
    else running = cycle(false);
  }

  function poll(): void {
    if (!stopped) running ??= cycle(true);
  }

  return {
    start() {
      if (!stopped) return;
      stopped = false;
      wake();
    },
    wake,
    expect(atMs) {
      if (running) expected = Math.min(expected, atMs);
      else if (atMs < armedAt) arm(atMs);
    },
    async stop() {
      stopped = true;
      timer?.cancel();
      await running;
    },
    async idle() {
      while (running) await running;
    },
  };
}
