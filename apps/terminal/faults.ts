import type { Clock } from '@anyuan/contracts/clock.ts';
import type { Fault, FaultCode } from '@anyuan/contracts/terminal.ts';
import { v7 as uuidV7 } from 'uuid';
import type { Log } from './log.ts';

/** What is wrong with this device, told to the server: a broken terminal must never be silent. */
export interface Faults {
  /** Reports once until cleared. */
  raise(code: FaultCode, detail: string): void;
  /** Reports the end, when it was raised. */
  clear(code: FaultCode): void;
  /** Something that happened and is over: raised now, cleared after a minute. */
  note(code: FaultCode, detail: string): void;
  active(): FaultCode[];
}

const noteMs = 60_000;

export function makeFaults(options: { clock: Clock; log: Log; send(fault: Fault): void }): Faults {
  const { clock, log } = options;
  const active = new Set<FaultCode>();

  function tell(code: FaultCode, cleared: boolean, detail: string): void {
    const about = { v: 1, id: uuidV7(), at: clock.now(), code, cleared } as const;
    options.send({ ...about, detail: detail.slice(0, 400) });
  }

  function raise(code: FaultCode, detail: string): void {
    if (active.has(code)) return;
    active.add(code);
    log.warn({ code, detail }, '设备故障  fault');
    tell(code, false, detail);
  }

  function clear(code: FaultCode): void {
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
  };
}
