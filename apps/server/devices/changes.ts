import type { Clock } from '@anyuan/contracts/clock.ts';
import type { TerminalView } from '@anyuan/contracts/routes/terminals.ts';
import type { Logger } from 'pino';

type Listener = (schoolId: string, views: TerminalView[]) => void;

export interface Changes {
  note(terminalIds: readonly string[]): void;
  onChange(run: Listener): void;
  idle(): Promise<void>;
  stop(): void;
}

const everyMs = 1000;

/** Tells listeners which terminals changed: the first change at once, then at most once a second. */
export function makeChanges(options: {
  clock: Clock;
  log: Logger;
  terminalViews(terminalIds: readonly string[]): Promise<TerminalView[]>;
}): Changes {
  const { clock, log } = options;
  const listeners: Listener[] = [];
  let changed = new Set<string>();
  let timer: { cancel(): void } | null = null;
  let running: Promise<void> = Promise.resolve();
  let lastAt = Number.NEGATIVE_INFINITY;
  let stopped = false;

  const tell = async (): Promise<void> => {
    const ids = [...changed];
    changed = new Set();
    if (ids.length === 0) return;
    try {
      const bySchool = Map.groupBy(await options.terminalViews(ids), (view) => view.schoolId);
      for (const [schoolId, views] of bySchool) for (const run of listeners) run(schoolId, views);
    } catch (error) {
      log.warn({ err: error }, 'changed terminals not shown, the next change shows them');
      for (const id of ids) changed.add(id);
    }
  };

  return {
    onChange: (run) => void listeners.push(run),
    note(terminalIds) {
      if (listeners.length === 0 || stopped || terminalIds.length === 0) return;
      for (const id of terminalIds) changed.add(id);
      if (timer) return;
      timer = clock.setTimer(Math.max(clock.now(), lastAt + everyMs), () => {
        timer = null;
        lastAt = clock.now();
        running = running.then(tell);
      });
    },
    async idle() {
      await running;
    },
    stop() {
      stopped = true;
      timer?.cancel();
    },
  };
}
