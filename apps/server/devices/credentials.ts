import { timingSafeEqual } from 'node:crypto';
import type { Clock } from '@anyuan/contracts/clock.ts';
import type { Db } from '../platform/db.ts';
import { isTerminalId, sha256 } from './enrolment-code.ts';
import { findAllSecretHashes, findSecretHashes } from './store.ts';

export interface Credentials {
  /**
   * For the broker: user name and password of a terminal. Throws only when the credential is not
   * in memory and the database cannot be reached, so that "refused" always means refused.
   */
  authenticateTerminal(terminalId: string, secret: string): Promise<boolean>;
  /** For HTTP: `<terminalId>.<secret>`; the terminal, or null. */
  authenticateBearer(bearer: string): Promise<string | null>;
  /** The terminal was enrolled again: its old secret ends now. */
  invalidate(terminalId: string): void;
  /** Reads all credentials at once, before thousands of terminals connect. */
  preload(): Promise<void>;
}

/** Older entries are read again: another instance may have enrolled the terminal anew. */
const freshMs = 60_000;
/** A wrong secret makes one entry be read again at most this often. */
const recheckMs = 1000;
const maxSecretLength = 200;
const noHash = Buffer.alloc(32);

interface Entry {
  hash: Buffer;
  readAt: number;
}

/**
 * Secrets of terminals, as hashes in memory. After a restart thousands connect within a second: each
 * costs a hash, and reads that are needed join into one statement.
 */
export function makeCredentials({ db, clock }: { db: Db; clock: Clock }): Credentials {
  const entries = new Map<string, Entry>();
  /** Counts invalidations, so that a read that began before one is not kept. */
  let generation = 0;
  let batch: { ids: Set<string>; done: Promise<Map<string, Buffer>> } | null = null;

  const readBatched = (terminalId: string): Promise<Map<string, Buffer>> => {
    if (!batch) {
      const ids = new Set<string>();
      const done = new Promise<void>((resolve) => setImmediate(resolve)).then(() => {
        batch = null;
        return findSecretHashes(db.query, [...ids]);
      });
      batch = { ids, done };
    }
    batch.ids.add(terminalId);
    return batch.done;
  };

  const read = async (terminalId: string): Promise<Entry | null> => {
    const before = generation;
    const hash = (await readBatched(terminalId)).get(terminalId);
    if (!hash) {
      entries.delete(terminalId);
      return null;
    }
    const entry = { hash, readAt: clock.now() };
    if (before === generation) entries.set(terminalId, entry);
    return entry;
  };

  const matches = (entry: Entry | null | undefined, presented: Buffer): boolean =>
    // Compared also when there is none: the time tells nothing about which ids exist.
    timingSafeEqual(entry?.hash ?? noHash, presented) && entry != null;

  const authenticateTerminal = async (terminalId: string, secret: string): Promise<boolean> => {
    if (!isTerminalId(terminalId) || secret.length > maxSecretLength) return false;
    const presented = sha256(secret);
    const known = entries.get(terminalId);
    if (!known) return matches(await read(terminalId), presented);
    const ageMs = Math.abs(clock.now() - known.readAt);
    const isRight = matches(known, presented);
    if (isRight ? ageMs < freshMs : ageMs < recheckMs) return isRight;
    try {
      return matches(await read(terminalId), presented);
    } catch {
      // The database is away: what was true a minute ago lets a terminal in to call for help.
      return isRight;
    }
  };

  return {
    authenticateTerminal,
    async authenticateBearer(bearer) {
      const dot = bearer.indexOf('.');
      const terminalId = bearer.slice(0, Math.max(0, dot));
      const isRight = await authenticateTerminal(terminalId, bearer.slice(dot + 1));
      return isRight ? terminalId : null;
    },
    invalidate(terminalId) {
      generation++;
      entries.delete(terminalId);
    },
    async preload() {
      const before = generation;
      const all = await findAllSecretHashes(db.query);
      if (before !== generation) return;
      const readAt = clock.now();
      for (const [id, hash] of all) entries.set(id, { hash, readAt });
    },
  };
}
