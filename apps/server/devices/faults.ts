import type { Clock } from '@anyuan/contracts/clock.ts';
import type { ErrorCode } from '@anyuan/contracts/errors.ts';
import type { Fact } from '@anyuan/contracts/facts.ts';
import type { Ack, Fault, FaultCode } from '@anyuan/contracts/terminal.ts';
import type { UpLeaf } from '@anyuan/contracts/topics.ts';
import type { Logger } from 'pino';
import type { Db, Tx } from '../platform/db.ts';
import type { Facts } from '../platform/facts.ts';
import type { UpMessage } from '../platform/terminal-link.ts';
import { isTerminalId } from './enrolment-code.ts';
import { deleteFault, insertFault } from './fault-store.ts';
import { lockTerminal, type TerminalRow } from './store.ts';
import { parseFault } from './terminal-message.ts';

/** Something that happened once and has no end: a fact, but nothing that stays open. */
const momentary: ReadonlySet<FaultCode> = new Set(['watchdog.restarted', 'clock.jumped']);

/** What becomes of a fault that lasts, in the transaction that records it. */
export interface FaultTickets {
  /** Was this message taken before? A server that was started anew remembers nothing else. */
  hasTaken(tx: Tx, faultId: string): Promise<boolean>;
  onFault(
    tx: Tx,
    fault: Pick<Fault, 'id' | 'cleared' | 'detail' | 'code'> & {
      terminalId: string;
      terminalName: string;
      schoolId: string;
    },
  ): Promise<void>;
}

export interface FaultsOptions {
  db: Db;
  clock: Clock;
  log: Logger;
  facts: Facts;
  tickets: FaultTickets;
  sendAck(terminalId: string, ack: Ack): Promise<void>;
  onRejected(leaf: UpLeaf, code: ErrorCode): void;
  onChanged(terminalIds: readonly string[]): void;
}

export interface Faults {
  onFault(message: UpMessage): Promise<void>;
}

const rememberedIds = 10_000;

/**
 * Faults of terminals: a row while it lasts, facts for its beginning and end, and a ticket. Acknowledged
 * after the commit; where the commit fails nothing is acknowledged and the terminal sends again.
 */
export function makeFaults(options: FaultsOptions): Faults {
  const { db, clock, log, facts } = options;
  // A repeat of an old message must not raise again what has ended since.
  const handled = new Set<string>();

  /** True when this changed anything. */
  const apply = async (tx: Tx, terminal: TerminalRow, fault: Fault): Promise<boolean> => {
    const { id, code, cleared, detail } = fault;
    if (await options.tickets.hasTaken(tx, id)) return false;
    const changed = momentary.has(code)
      ? !cleared
      : cleared
        ? await deleteFault(tx, terminal.id, code)
        : await insertFault(tx, terminal.id, fault);
    if (!changed) return false;
    const fact: Fact = cleared
      ? { type: 'terminal.recovered', terminalId: terminal.id, code }
      : { type: 'terminal.faulted', terminalId: terminal.id, code, detail };
    const { id: terminalId, name: terminalName, school_id: schoolId } = terminal;
    await facts.append(tx, [{ at: clock.now(), schoolId, fact }]);
    if (!momentary.has(code)) {
      const lasting = { id, terminalId, terminalName, schoolId, code, cleared, detail };
      await options.tickets.onFault(tx, lasting);
    }
    return true;
  };

  const acknowledge = async (terminalId: string, id: string, refused?: ErrorCode) => {
    const ack: Ack = refused
      ? { v: 1, ids: [], refused: [{ id, code: refused }] }
      : { v: 1, ids: [id], refused: [] };
    await options.sendAck(terminalId, ack);
  };

  const take = async ({ terminalId, payload }: UpMessage): Promise<void> => {
    if (!isTerminalId(terminalId)) return options.onRejected('fault', 'terminal.unknown');
    const parsed = parseFault(payload);
    if (!parsed.ok) {
      options.onRejected('fault', parsed.code);
      if (parsed.id !== null) await acknowledge(terminalId, parsed.id, parsed.code);
      return;
    }
    const fault = parsed.value;
    if (handled.has(fault.id)) return await acknowledge(terminalId, fault.id);
    const done = await db.query.transaction().execute(async (tx) => {
      const terminal = await lockTerminal(tx, terminalId);
      return terminal && { terminal, changed: await apply(tx, terminal, fault) };
    });
    if (!done) {
      options.onRejected('fault', 'terminal.unknown');
      return await acknowledge(terminalId, fault.id, 'terminal.unknown');
    }
    remember(handled, fault.id);
    if (done.changed) options.onChanged([terminalId]);
    await acknowledge(terminalId, fault.id);
  };

  return {
    async onFault(message) {
      try {
        await take(message);
      } catch (error) {
        log.warn({ err: error }, 'fault of a terminal not recorded, it will send it again');
      }
    },
  };
}

function remember(ids: Set<string>, id: string): void {
  ids.add(id);
  const oldest = ids.values().next().value;
  if (ids.size > rememberedIds && oldest !== undefined) ids.delete(oldest);
}
