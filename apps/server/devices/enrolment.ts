import type { Clock } from '@anyuan/contracts/clock.ts';
import { Refusal } from '@anyuan/contracts/errors.ts';
import type { Enrolment } from '@anyuan/contracts/terminal.ts';
import { shardOf } from '@anyuan/contracts/topics.ts';
import { appendAudit } from '../platform/audit.ts';
import type { Db, Tx } from '../platform/db.ts';
import type { Facts } from '../platform/facts.ts';
import { makeCode, makeSecret, normaliseCode, sha256 } from './enrolment-code.ts';
import {
  endEnrolmentCodes,
  findDemonstrationMark,
  findTerminalOfCode,
  insertEnrolmentCode,
  lockFreeDemonstrationTerminal,
  lockTerminal,
  type TerminalRow,
  updateSecret,
  useEnrolmentCode,
} from './store.ts';
import { makeThrottle } from './throttle.ts';

const codeLifeMs = 24 * 3600 * 1000;
/** Wrong codes from one address before it must wait: a code has 50 bits, so this is plenty. */
const wrongCodes = { limit: 10, windowMs: 15 * 60 * 1000 };

export interface EnrolmentRequest {
  code?: string | undefined;
  name?: string | undefined;
  /** Address the request came from, for the throttle and the record. */
  address: string;
  /** From this very machine, not through a proxy. */
  isLocal: boolean;
  /** Host by which the terminal reached the server: how it will reach the broker. */
  hostname: string;
}

export interface EnrolmentOptions {
  db: Db;
  clock: Clock;
  facts: Facts;
  mqttUrlFor(hostname: string): string;
  /** After the commit: old credential ends, configuration goes out. */
  onEnrolled(terminalId: string): void;
}

export interface EnrolmentService {
  /** Refuses with `subject.unknown`. The code is shown once, only its hash is kept. */
  makeEnrolmentCode(
    terminalId: string,
    personId: string,
  ): Promise<{ code: string; expiresAt: number }>;
  /** Refuses with `enrolment.wrongCode`; `enrolment.throttled` with `retryAfterSec` when the address must wait. */
  enrolTerminal(request: EnrolmentRequest): Promise<Enrolment>;
}

export function makeEnrolment(options: EnrolmentOptions): EnrolmentService {
  const { db, clock, facts } = options;
  const throttle = makeThrottle({ clock, ...wrongCodes });

  /** Lock order is terminal, then code, as when a code is made: no deadlock between the two. */
  const redeem = async (tx: Tx, typed: string): Promise<TerminalRow | undefined> => {
    const code = normaliseCode(typed);
    if (code === null) return undefined;
    const codeHash = sha256(code);
    const terminalId = await findTerminalOfCode(tx, codeHash);
    if (terminalId === null) return undefined;
    const terminal = await lockTerminal(tx, terminalId);
    return (await useEnrolmentCode(tx, codeHash, clock.now())) ? terminal : undefined;
  };

  const takeDemonstration = async (
    tx: Tx,
    request: EnrolmentRequest,
  ): Promise<TerminalRow | undefined> => {
    if (!request.isLocal || !(await findDemonstrationMark(tx))) return undefined;
    return await lockFreeDemonstrationTerminal(tx, request.name);
  };

  return {
    async makeEnrolmentCode(terminalId, personId) {
      const code = makeCode();
      const now = clock.now();
      const expiresAt = now + codeLifeMs;
      await db.query.transaction().execute(async (tx) => {
        if (!(await lockTerminal(tx, terminalId))) throw new Refusal('subject.unknown');
        await endEnrolmentCodes(tx, terminalId, now);
        await insertEnrolmentCode(tx, { codeHash: sha256(code), terminalId, expiresAt });
        const action = 'terminal.codeMade';
        await appendAudit(tx, { at: now, personId, action, subject: terminalId, detail: {} });
      });
      return { code, expiresAt };
    },

    async enrolTerminal(request) {
      const waitMs = throttle.waitMs(request.address);
      if (waitMs > 0) {
        throw new Refusal('enrolment.throttled', { retryAfterSec: Math.ceil(waitMs / 1000) });
      }
      const secret = makeSecret();
      const terminal = await db.query.transaction().execute(async (tx) => {
        const found =
          request.code === undefined
            ? await takeDemonstration(tx, request)
            : await redeem(tx, request.code);
        if (!found) return undefined;
        const at = clock.now();
        await updateSecret(tx, found.id, { secretHash: sha256(secret), now: at });
        await appendAudit(tx, {
          at,
          personId: null,
          action: 'terminal.enrolled',
          subject: found.id,
          detail: {
            by: request.code === undefined ? 'demonstration' : 'code',
            address: request.address,
          },
        });
        const fact = { type: 'terminal.enrolled', terminalId: found.id } as const;
        await facts.append(tx, [{ at, schoolId: found.school_id, fact }]);
        return found;
      });
      if (!terminal) {
        throttle.fail(request.address);
        throw new Refusal('enrolment.wrongCode');
      }
      options.onEnrolled(terminal.id);
      return {
        terminalId: terminal.id,
        secret,
        shard: shardOf(terminal.id),
        mqttUrl: options.mqttUrlFor(request.hostname),
        name: terminal.name,
      };
    },
  };
}
