import { createHash, randomInt, timingSafeEqual } from 'node:crypto';
import type { Clock } from '@anyuan/contracts/clock.ts';
import type { ContactChannel } from '@anyuan/contracts/contact.ts';
import { Refusal } from '@anyuan/contracts/errors.ts';
import {
  codeDigits,
  codeLasts,
  isCodeOpen,
  objectionToSending,
} from '@anyuan/core/contact/code.ts';
import { v7 } from 'uuid';
import { appendAudit } from '../platform/audit.ts';
import type { Db } from '../platform/db.ts';
import * as codeStore from './code-store.ts';
import { type Kept, lockPerson, setConfirmed } from './store.ts';

export interface CodesOptions {
  db: Db;
  clock: Clock;
  /** Sends it through a channel that reaches the address; says how that went. */
  sendCode(code: {
    channel: ContactChannel;
    address: string;
    code: string;
    locale: 'zh' | 'en';
  }): Promise<'sent' | 'noChannel' | 'failed'>;
}

/** Codes that prove that a message to an address reaches its person. */
export function makeCodes({ db, clock, sendCode }: CodesOptions) {
  return {
    /** Throws contact.noChannel, contact.notSent, code.tooSoon, code.tooMany. */
    async send(contact: Kept, locale: 'zh' | 'en'): Promise<void> {
      const { personId, channel, address } = contact;
      const now = clock.now();
      const id = v7();
      const code = String(randomInt(1_000_000)).padStart(6, '0');
      await db.query.transaction().execute(async (tx) => {
        await lockPerson(tx, personId);
        const objection = objectionToSending(await codeStore.findSentCodes(tx, contact, now), now);
        if (objection) throw new Refusal(objection);
        const times = { now, expiresAt: now + codeLasts };
        const row = { id, personId, channel, address, hash: hashOf(id, code), ...times };
        await codeStore.insertCode(tx, row);
      });
      // Outside of the transaction: a slow provider must hold no lock.
      const outcome = await sendCode({ channel, address, code, locale });
      if (outcome === 'sent') return;
      await codeStore.deleteCode(db.query, id);
      throw new Refusal(outcome === 'failed' ? 'contact.notSent' : 'contact.noChannel');
    },

    /** Counts the attempt whatever comes of it. Throws code.wrong, code.over. */
    async confirm(contact: Kept, typed: string): Promise<void> {
      const now = clock.now();
      const verdict = await db.query.transaction().execute(async (tx) => {
        const code = await codeStore.lockNewestCode(tx, contact);
        if (!code || !isCodeOpen(code, now)) return 'code.over' as const;
        const isRight = timingSafeEqual(code.hash, hashOf(code.id, codeDigits(typed)));
        const tries = code.tries + 1;
        await codeStore.markTried(tx, code.id, { tries, usedAt: isRight ? now : null });
        if (!isRight) return isCodeOpen({ ...code, tries }, now) ? 'code.wrong' : 'code.over';
        await setConfirmed(tx, contact.id, now);
        const { personId, channel } = contact;
        const entry = { at: now, personId, subject: personId, detail: { channel } };
        await appendAudit(tx, { ...entry, action: 'contact.confirmed' });
        return null;
      });
      if (verdict) throw new Refusal(verdict);
    },
  };
}
export type Codes = ReturnType<typeof makeCodes>;

/** Under the row's own id, so that the same digits look different in every row. */
function hashOf(id: string, code: string): Buffer {
  return createHash('sha256').update(`${id} ${code}`).digest();
}
