import type { Clock } from '@anyuan/contracts/clock.ts';
import type { TerminalStage, TerminalState } from '@anyuan/contracts/terminal.ts';
import type { Db, Tx } from '../platform/db.ts';
import type { TerminalLink } from '../platform/terminal-link.ts';
import {
  findClosedStates,
  findOpenStates,
  findTerminalsOfAlarms,
  findTitles,
  lockTerminalStates,
  type StateRow,
} from './state-store.ts';

export interface TerminalStates {
  /** Tells every terminal of these alarms how things stand. Inside the caller's transaction. */
  tellAlarms(tx: Tx, alarmIds: readonly string[]): Promise<void>;
  /** Tells terminals that have just connected; `idle` where nothing is going on. */
  tellTerminals(terminalIds: readonly string[]): Promise<void>;
}

/** A terminal that comes back this soon is still told that its alarm was closed. */
const closedForMs = 10 * 60_000;
const sendWithinMs = 5000;

const stages: Record<StateRow['state'], TerminalStage> = {
  calling: 'sent',
  accepted: 'accepted',
  arrived: 'arrived',
  handled: 'arrived',
  closed: 'closed',
};

/**
 * What a terminal may tell the child is read from the alarm as it stands now, never from a message:
 * repeats, late and reordered facts all say the same truth. The newest open alarm of the terminal
 * speaks; a closed one only when none is open.
 */
export function makeTerminalStates(options: {
  db: Db;
  clock: Clock;
  link: TerminalLink;
}): TerminalStates {
  const { db, clock, link } = options;

  const send = (terminalId: string, state: TerminalState): Promise<void> =>
    within(link.send(terminalId, 'state', state), clock);

  const tell = async (
    tx: Tx,
    wanted: readonly { terminalId: string; t2: number }[],
    other: 'idle' | 'nothing',
  ): Promise<void> => {
    const ids = wanted.map((w) => w.terminalId);
    await lockTerminalStates(tx, ids);
    const open = await findOpenStates(tx, ids);
    const busy = new Set(open.map((row) => row.terminal_id));
    const rest = wanted.filter((w) => !busy.has(w.terminalId));
    const closed = rest.length > 0 ? await findClosedStates(tx, rest) : [];
    const rows = [...open, ...closed];
    const titles = await findTitles(tx, [...new Set(rows.flatMap((r) => accepterId(r) ?? []))]);
    const told = new Set(rows.map((row) => row.terminal_id));
    const silent = other === 'idle' ? ids.filter((id) => !told.has(id)) : [];
    await Promise.all([
      ...rows.map((row) => send(row.terminal_id, stateOf(row, titles, clock.now()))),
      ...silent.map((id) => send(id, idle(clock.now()))),
    ]);
  };

  return {
    async tellAlarms(tx, alarmIds) {
      // Without a link nothing can be told; whoever connects afterwards is told then.
      if (!link.connected()) return;
      const wanted = await findTerminalsOfAlarms(tx, alarmIds);
      if (wanted.length > 0) await tell(tx, wanted, 'nothing');
    },
    async tellTerminals(terminalIds) {
      if (!link.connected() || terminalIds.length === 0) return;
      const t2 = clock.now() - closedForMs;
      const wanted = terminalIds.map((terminalId) => ({ terminalId, t2 }));
      await db.query.transaction().execute((tx) => tell(tx, wanted, 'idle'));
    },
  };
}

/** The first who accepted and did not withdraw. */
function accepterId(row: StateRow): string | null {
  const accepted = row.people
    .filter((p) => p.state === 'accepted' || p.state === 'arrived')
    .toSorted((a, b) => (a.answeredAt ?? Infinity) - (b.answeredAt ?? Infinity));
  return accepted[0]?.personId ?? null;
}

function stateOf(row: StateRow, titles: ReadonlyMap<string, string>, now: number): TerminalState {
  const stage = stages[row.state];
  const at = { idle: null, sent: row.t2, accepted: row.t4, arrived: row.t5, closed: row.t7 }[stage];
  const personId = stage === 'sent' ? null : accepterId(row);
  return {
    v: 1,
    stage,
    alarmId: row.id,
    alarmKind: row.alarm_kind,
    accepter: personId === null ? null : (titles.get(personId)?.slice(0, 40) ?? null),
    at: at ?? now,
  };
}

function idle(now: number): TerminalState {
  return { v: 1, stage: 'idle', alarmId: null, alarmKind: null, accepter: null, at: now };
}

/** An outside broker that has gone away may never answer; the transaction must not wait for it. */
async function within(sent: Promise<void>, clock: Clock): Promise<void> {
  let timer: { cancel(): void } | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = clock.setTimer(clock.now() + sendWithinMs, () => reject(new Error('not sent in time')));
  });
  try {
    await Promise.race([sent, late]);
  } finally {
    timer?.cancel();
  }
}
