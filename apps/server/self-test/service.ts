import type { Clock } from '@anyuan/contracts/clock.ts';
import { type ErrorCode, Refusal } from '@anyuan/contracts/errors.ts';
import { type SelfTest, selfTestSchema } from '@anyuan/contracts/self-test.ts';
import type { TerminalAsk } from '@anyuan/contracts/terminal.ts';
import type { UpLeaf } from '@anyuan/contracts/topics.ts';
import { selfTestMissing } from '@anyuan/core/self-test/schedule.ts';
import type { Logger } from 'pino';
import { appendAudit } from '../platform/audit.ts';
import type { Db } from '../platform/db.ts';
import type { Facts } from '../platform/facts.ts';
import { newId } from '../platform/ids.ts';
import type { TerminalLink, UpMessage } from '../platform/terminal-link.ts';
import {
  deleteSelfTestsBefore,
  findLatest,
  findRuns,
  findSchoolOfTerminal,
  insertSelfTest,
  isOnline,
} from './store.ts';

export interface SelfTestOptions {
  db: Db;
  clock: Clock;
  log: Logger;
  facts: Facts;
  onRejected(leaf: UpLeaf, code: ErrorCode): void;
}

export interface SelfTestRun {
  receivedAt: number;
  result: SelfTest;
}

export interface SelfTests {
  /** Hears the results of the terminals; before the link starts. */
  listen(link: TerminalLink): void;
  latest(
    schoolIds: readonly string[],
  ): Promise<{ terminalId: string; last: SelfTestRun | null; missing: boolean }[]>;
  runs(terminalId: string): Promise<SelfTestRun[]>;
  /** Lets it test itself now. Refuses with `terminal.offline`. */
  ask(terminalId: string, personId: string): Promise<void>;
}

/** A result is some 700 bytes. */
const maxBytes = 4_096;
const keptMs = 400 * 24 * 3_600_000;
const shownRuns = 60;
/** Who pressed the button stands there and waits. */
const askMs = 60_000;
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Keeps what the terminals say about themselves, night after night. */
export function makeSelfTests(options: SelfTestOptions): SelfTests {
  const { db, clock, log, facts } = options;

  const keep = async (terminalId: string, result: SelfTest): Promise<void> => {
    const schoolId = await findSchoolOfTerminal(db.query, terminalId);
    if (schoolId === undefined) return options.onRejected('selftest', 'terminal.unknown');
    const receivedAt = clock.now();
    await db.query.transaction().execute(async (tx) => {
      if (!(await insertSelfTest(tx, { result, terminalId, schoolId, receivedAt }))) return;
      const { outcome, findings } = result;
      const fact = { type: 'terminal.selfTested', terminalId, outcome, findings } as const;
      await facts.append(tx, [{ at: receivedAt, schoolId, fact }]);
      await deleteSelfTestsBefore(tx, { terminalId, before: receivedAt - keptMs });
    });
  };

  const onResult = async ({ terminalId, payload }: UpMessage): Promise<void> => {
    const result = parse(payload);
    if (result === null) return options.onRejected('selftest', 'request.invalid');
    if (!uuid.test(terminalId)) return options.onRejected('selftest', 'terminal.unknown');
    try {
      await keep(terminalId, result);
    } catch (error) {
      log.warn({ err: error, terminalId }, 'self-test not recorded');
    }
  };

  let down: TerminalLink | null = null;

  const selfTests: SelfTests = {
    listen(link) {
      down = link;
      link.on('selftest', onResult);
    },
    async latest(schoolIds) {
      const now = clock.now();
      return (await findLatest(db.query, schoolIds)).map((row) => {
        const { terminalId, receivedAt, body, enrolledAt } = row;
        const since = receivedAt ?? enrolledAt;
        return {
          terminalId,
          last: receivedAt === null || body === null ? null : { receivedAt, result: body },
          missing: since !== null && selfTestMissing(now, since),
        };
      });
    },
    async ask(terminalId, personId) {
      const at = clock.now();
      if (!down?.connected() || !(await isOnline(db.query, terminalId))) {
        throw new Refusal('terminal.offline');
      }
      const ask: TerminalAsk = { v: 1, id: newId(), what: 'selfTest', expiresAt: at + askMs };
      await down.send(terminalId, 'ask', ask);
      const action = 'terminal.selfTestAsked';
      await appendAudit(db.query, { at, personId, action, subject: terminalId, detail: {} });
    },
    async runs(terminalId) {
      const rows = await findRuns(db.query, terminalId, shownRuns);
      return rows.map(({ receivedAt, body }) => ({ receivedAt, result: body }));
    },
  };
  return selfTests;
}

/** Never throws, whatever the bytes are. */
function parse(payload: Buffer): SelfTest | null {
  if (payload.length > maxBytes) return null;
  try {
    return selfTestSchema.parse(JSON.parse(payload.toString('utf8')));
  } catch {
    return null;
  }
}
