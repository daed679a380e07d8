import {
  makeVirtualTerminal,
  monotonicMs,
  type VirtualTerminal,
  type VirtualTerminalOptions,
} from '@anyuan/testkit/virtual-terminal.ts';

export interface Credential {
  id: string;
  secret: string;
}

export interface Fleet {
  terminals: readonly VirtualTerminal[];
  /** Terminal for the n-th detection: each in its turn. */
  at(n: number): VirtualTerminal;
  counts(): { connections: number; connectionErrors: number; resent: number; refused: number };
  pending(): number;
  stop(): Promise<void>;
}

export interface FleetOptions extends Omit<VirtualTerminalOptions, 'terminalId' | 'secret'> {
  credentials: readonly Credential[];
  /** Connections being opened at a time: a server may be asked for many, but not in one instant. */
  atOnce?: number;
}

/** Connects all terminals; rejects, with none left behind, when the broker refuses one. */
export async function connectFleet(options: FleetOptions): Promise<Fleet> {
  const { credentials, atOnce = 100, ...shared } = options;
  const terminals = credentials.map(({ id, secret }) =>
    makeVirtualTerminal({ ...shared, terminalId: id, secret }),
  );
  const stop = async () => void (await Promise.all(terminals.map((t) => t.stop())));
  const waiting = [...terminals];
  const lane = async () => {
    for (let next = waiting.pop(); next; next = waiting.pop()) await next.connect();
  };
  try {
    await Promise.all(Array.from({ length: atOnce }, lane));
  } catch (error) {
    waiting.length = 0;
    await stop();
    throw error;
  }
  const first = terminals[0] as VirtualTerminal;
  return {
    terminals,
    at: (n) => terminals[n % terminals.length] ?? first,
    counts: () => sumCounts(terminals),
    pending: () => terminals.reduce((sum, t) => sum + t.pending().length, 0),
    stop,
  };
}

function sumCounts(terminals: readonly VirtualTerminal[]) {
  const sum = { connections: 0, connectionErrors: 0, resent: 0, refused: 0 };
  for (const { counts } of terminals) {
    sum.connections += counts.connections;
    sum.connectionErrors += counts.connectionErrors;
    sum.resent += counts.resent;
    sum.refused += counts.refused;
  }
  return sum;
}

/**
 * Calls `send` at an even pace by the clock, not by the answers: a slow server gets no easier load.
 * Resolves with what was really reached: a starved generator must not pass for a fast server.
 */
export async function pace(options: {
  ratePerSec: number;
  seconds: number;
  send(n: number): void;
  /** Ends early. */
  isOver?(): boolean;
}): Promise<{ sent: number; perSecond: number }> {
  const { ratePerSec, send } = options;
  const total = Math.round(ratePerSec * options.seconds);
  const beganAt = monotonicMs();
  let sentAt = beganAt;
  let sent = 0;
  while (sent < total && !options.isOver?.()) {
    const due = Math.min(total, Math.floor(((monotonicMs() - beganAt) / 1000) * ratePerSec) + 1);
    while (sent < due) send(sent++);
    sentAt = monotonicMs();
    const nextMs = beganAt + (sent / ratePerSec) * 1000 - monotonicMs();
    await new Promise((resolve) => setTimeout(resolve, Math.max(1, nextMs)));
  }
  // The last one has its share of the time as well; the pause after it has none.
  const tookSec = (sentAt - beganAt) / 1000 + 1 / ratePerSec;
  return { sent, perSecond: sent / tookSec };
}

export async function waitUntil(
  isSo: () => boolean | Promise<boolean>,
  options: { withinMs: number; everyMs?: number },
): Promise<boolean> {
  const endAt = monotonicMs() + options.withinMs;
  for (;;) {
    if (await isSo()) return true;
    if (monotonicMs() > endAt) return false;
    await new Promise((resolve) => setTimeout(resolve, options.everyMs ?? 50));
  }
}
