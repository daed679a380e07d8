import type { Clock } from '@anyuan/contracts/clock.ts';
import { selfTestFaults } from '@anyuan/contracts/self-test.ts';
import { type Ack, type Fault, type FaultCode, faultSchema } from '@anyuan/contracts/terminal.ts';
import { v7 as uuidV7 } from 'uuid';
import { z } from 'zod';
import type { Log } from './log.ts';

/** What is wrong with this device, told to the server: a broken terminal must never be silent. */
export interface Faults {
  /** Reports once until cleared. */
  raise(code: FaultCode, detail: string): void;
  /** Reports the end, when it was raised, by this run or one before it. */
  clear(code: FaultCode): void;
  /** Something that happened and is over: raised now, cleared after a minute. */
  note(code: FaultCode, detail: string): void;
  active(): FaultCode[];
  /** The server has these on record, or refused them for good. */
  onAck(ack: Ack): void;
  /** Says again what was not acknowledged: after a connection, and with every heartbeat. */
  repeat(): void;
  /** Messages that the server has not acknowledged. */
  waiting(): number;
  /** Settles when all is kept for the next run. */
  settled(): Promise<unknown>;
}

/** What is kept over a restart: a fault that stands at the server must be ended there by somebody. */
const keptSchema = z.object({
  active: z.array(faultSchema.shape.code),
  untold: z.array(faultSchema),
});

export interface FaultsOptions {
  clock: Clock;
  log: Log;
  /** Settles when the broker has it; that is not yet an acknowledgement. */
  send(fault: Fault): Promise<void>;
  /** What an earlier run left; what is unreadable counts as nothing. */
  kept?: unknown;
  /** Keeps it for the next run. */
  write?(kept: object): Promise<void>;
}

const noteMs = 60_000;
/** What an earlier run raised and this one has not found by then is over: a silent microphone takes a minute. */
const foundAgainMs = 150_000;
/** Found only when it is tried: these stand until they are tried again, whatever restarts in between. */
const untilTried: ReadonlySet<FaultCode> = new Set<FaultCode>([
  ...selfTestFaults,
  'speaker.dead',
  'software.refused',
  'software.rolledBack',
]);
/** A terminal that was off line for a month must not fill its memory with old faults. */
const mostUntold = 200;

/** Without the oldest message that a later one about the same fault has overtaken. */
function thinned(untold: readonly Fault[]): Fault[] {
  if (untold.length <= mostUntold) return [...untold];
  const old = untold.findIndex(({ code }, i) => untold.slice(i + 1).some((f) => f.code === code));
  return untold.filter((_, i) => i !== old);
}

/**
 * Told in order, one after the other, each until the server has acknowledged it: what is lost on the
 * way would stay open there, or unknown, for ever.
 */
export function makeFaults(options: FaultsOptions): Faults {
  const { clock, log } = options;
  const read = keptSchema.safeParse(options.kept);
  const active = new Set<FaultCode>(read.success ? read.data.active : []);
  let untold: Fault[] = read.success ? read.data.untold : [];
  /** Of an earlier run, and not found by this one so far. */
  const unsure = new Set([...active].filter((code) => !untilTried.has(code)));
  const startedAt = clock.now();
  let writing: Promise<unknown> = Promise.resolve();

  function keep(): void {
    const kept = { active: [...active], untold };
    writing = writing
      .then(() => options.write?.(kept))
      .catch((error: Error) => log.warn({ err: error }, '故障未能存盘  faults not written'));
  }

  function sendFirst(): void {
    const first = untold[0];
    if (first !== undefined) void options.send(first).catch(() => undefined);
  }

  function tell(code: FaultCode, cleared: boolean, detail: string): void {
    const about = { v: 1, id: uuidV7(), at: clock.now(), code, cleared } as const;
    untold = thinned([...untold, { ...about, detail: detail.slice(0, 400) }]);
    keep();
    if (untold.length === 1) sendFirst();
  }

  function raise(code: FaultCode, detail: string): void {
    unsure.delete(code);
    if (active.has(code)) return;
    active.add(code);
    log.warn({ code, detail }, '设备故障  fault');
    tell(code, false, detail);
  }

  function clear(code: FaultCode): void {
    unsure.delete(code);
    if (!active.delete(code)) return;
    log.info({ code }, '故障已恢复  fault cleared');
    tell(code, true, '');
  }

  return {
    raise,
    clear,
    note(code, detail) {
      raise(code, detail);
      clock.setTimer(clock.now() + noteMs, () => clear(code));
    },
    active: () => [...active],
    onAck({ ids, refused }) {
      const settled = new Set([...ids, ...refused.map(({ id }) => id)]);
      const left = untold.filter(({ id }) => !settled.has(id));
      if (left.length === untold.length) return;
      untold = left;
      keep();
      sendFirst();
    },
    repeat() {
      if (clock.now() - startedAt >= foundAgainMs) for (const code of [...unsure]) clear(code);
      sendFirst();
    },
    waiting: () => untold.length,
    settled: () => writing,
  };
}
