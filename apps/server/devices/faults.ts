import type { Clock } from '@anyuan/contracts/clock.ts';
import type { ErrorCode } from '@anyuan/contracts/errors.ts';
import type { Fact } from '@anyuan/contracts/facts.ts';
import type { Ack, Fault, FaultCode } from '@anyuan/contracts/terminal.ts';
import type { UpLeaf } from '@anyuan/contracts/topics.ts';
import type { Logger } from 'pino';
import type { Db, Tx } from '../platform/db.ts';
import type { Facts } from '../platform/facts.ts';
import type { Operations } from '../platform/operations.ts';
import type { UpMessage } from '../platform/terminal-link.ts';
import { isTerminalId } from './enrolment-code.ts';
import { deleteFault, insertFault } from './fault-store.ts';
import { lockTerminal, type TerminalRow } from './store.ts';
import { parseFault } from './terminal-message.ts';

/** In the words of whoever looks after the terminals. */
export const faultWords: Record<FaultCode, string> = {
  'microphone.dead': '麦克风损坏',
  'microphone.silent': '麦克风没有声音',
  'microphone.missing': '没有接麦克风',
  'microphone.refused': '浏览器没有允许使用麦克风',
  'button.dead': '报警按钮无法读取',
  'button.stuck': '报警按钮一直被按住或接线短路',
  'model.missing': '缺少识别模型',
  'model.damaged': '识别模型损坏',
  'words.model': '呼救语模型缺失或损坏',
  'words.engine': '生产级呼救语识别不可用，由内置模型代替',
  'words.phrase': '有呼救语无法识别',
  'words.secondLook': '复核转写不可用',
  'spool.full': '终端存储已满',
  'spool.unwritable': '终端存储无法写入',
  'speaker.dead': '扬声器损坏',
  'watchdog.restarted': '终端程序曾自动重启',
  'clock.jumped': '终端时钟曾跳变',
  'speaker.locked': '浏览器还没有允许发声',
  'page.hidden': '终端页面被切到后台，可能听不到',
  'software.refused': '软件更新被终端拒绝',
  'software.rolledBack': '新版软件试运行失败，已退回原版本',
  'speaker.unheard': '自检时麦克风听不到扬声器',
  'microphone.blocked': '麦克风被遮挡或堵塞',
  'microphone.clipping': '麦克风增益过大，声音失真',
  'microphone.offset': '麦克风信号偏移，可能受潮或损坏',
  'microphone.drift': '麦克风或扬声器灵敏度明显变化',
  'detector.deaf': '自检声未被识别',
};

/** Something that happened once and has no end: a fact, but nothing that stays open. */
const momentary: ReadonlySet<FaultCode> = new Set(['watchdog.restarted', 'clock.jumped']);

export interface FaultsOptions {
  db: Db;
  clock: Clock;
  log: Logger;
  facts: Facts;
  operations: Pick<Operations, 'raise' | 'clear'>;
  /** "西街校区 · 教学楼 2 层 · 东侧卫生间" */
  placeOf(terminalId: string): string;
  sendAck(terminalId: string, ack: Ack): Promise<void>;
  onRejected(leaf: UpLeaf, code: ErrorCode): void;
  onChanged(terminalIds: readonly string[]): void;
}

export interface Faults {
  onFault(message: UpMessage): Promise<void>;
}

const rememberedIds = 10_000;

/**
 * Faults of terminals: a row while it lasts, facts for its beginning and end, and an operational
 * alarm. Acknowledged after the commit; where the commit fails nothing is acknowledged and the
 * terminal sends again.
 */
export function makeFaults(options: FaultsOptions): Faults {
  const { db, clock, log, facts } = options;
  // A repeat of an old message must not raise again what has ended since.
  const handled = new Set<string>();

  /** True when this changed anything. */
  const apply = async (tx: Tx, terminal: TerminalRow, fault: Fault): Promise<boolean> => {
    const { code, cleared, detail } = fault;
    const changed = momentary.has(code)
      ? !cleared
      : cleared
        ? await deleteFault(tx, terminal.id, code)
        : await insertFault(tx, terminal.id, fault);
    if (!changed) return false;
    const fact: Fact = cleared
      ? { type: 'terminal.recovered', terminalId: terminal.id, code }
      : { type: 'terminal.faulted', terminalId: terminal.id, code, detail };
    await facts.append(tx, [{ at: clock.now(), schoolId: terminal.school_id, fact }]);
    return true;
  };

  /** Also for a repeat: the first attempt may have ended between its commit and this. */
  const tellOperations = async (terminal: TerminalRow, fault: Fault): Promise<void> => {
    if (momentary.has(fault.code)) return;
    const subject = `${terminal.id} ${fault.code}`;
    if (fault.cleared) return await options.operations.clear('terminal.fault', subject);
    const place = options.placeOf(terminal.id);
    await options.operations.raise({
      kind: 'terminal.fault',
      subject,
      schoolId: terminal.school_id,
      text: `${terminal.name}（${place}）：${faultWords[fault.code]}`,
    });
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
    await tellOperations(done.terminal, fault);
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
