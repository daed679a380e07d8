import type { Clock } from '@anyuan/contracts/clock.ts';
import { Refusal } from '@anyuan/contracts/errors.ts';
import { appendAudit } from '../platform/audit.ts';
import type { Db, Tx } from '../platform/db.ts';
import type { FormerKey, KeptKey } from './kept-key.ts';
import { type EvidenceKey, fingerprintOf, newEvidenceKey } from './signing.ts';
import { lockKept, saveKept } from './store.ts';

/** The key file that seals the signing key. All but `make` refuse with `clip.keyMissing` without it. */
export interface KeySeal {
  /** Makes the file where there is none. */
  make(): void;
  seal(name: string, bytes: Buffer): Buffer;
  open(name: string, sealed: Buffer): Buffer | null;
  isCurrent(sealed: Buffer): boolean;
  newestMadeAt(): number;
  forget(used: ReadonlySet<string>): void;
}

export type ShownKey = Pick<KeptKey, 'publicKey' | 'madeAt' | 'former'> & { isUsable: boolean };

export interface KeyKeeping {
  /** The key to sign with. Refuses with `evidence.keyMissing`. */
  signing(): Promise<EvidenceKey>;
  /** What may be shown; also while the key file is away. */
  show(): Promise<ShownKey>;
  /** At the start and daily: an open key of old is sealed, one of before a rotation is renewed, old sealing keys go. */
  settle(): Promise<void>;
}

/** What the sealed key is bound to. */
const name = 'evidence-key';

export function makeKeyKeeping(options: { db: Db; clock: Clock; keys: KeySeal }): KeyKeeping {
  const { db, clock, keys } = options;

  const keep = async (tx: Tx, key: EvidenceKey, former: FormerKey[]): Promise<EvidenceKey> => {
    const { publicKey, madeAt } = key;
    const sealed = keys.seal(name, Buffer.from(key.privateKey)).toString('base64');
    await saveKept(tx, { publicKey, madeAt, sealed, sealedAt: clock.now(), former });
    return key;
  };

  /** The private half that signed until now is gone with the key that sealed it. */
  const renew = async (tx: Tx, kept: KeptKey): Promise<EvidenceKey> => {
    const at = clock.now();
    const { publicKey, madeAt, former } = kept;
    const key = newEvidenceKey(at);
    const subject = fingerprintOf(key.publicKey);
    const detail = { before: fingerprintOf(publicKey) };
    await appendAudit(tx, {
      ...{ at, personId: null, action: 'evidence.keyRenewed', subject, detail },
    });
    return keep(tx, key, [{ publicKey, madeAt, until: at }, ...former]);
  };

  const opened = (kept: KeptKey): EvidenceKey | null => {
    const privateKey = keys.open(name, Buffer.from(kept.sealed, 'base64'))?.toString();
    const { publicKey, madeAt } = kept;
    return privateKey === undefined ? null : { privateKey, publicKey, madeAt };
  };

  /** Renewed after `bin/anyuan clipkey rotate`, also when the file before it was lost; never by itself. */
  const current = async (tx: Tx): Promise<EvidenceKey> => {
    const kept = await lockKept(tx);
    if (kept === null || 'privateKey' in kept) {
      keys.make();
      return keep(tx, kept ?? newEvidenceKey(clock.now()), []);
    }
    if (!keys.isCurrent(Buffer.from(kept.sealed, 'base64'))) {
      const isRotated = keys.newestMadeAt() > kept.sealedAt || isKnown(kept);
      if (isRotated) return renew(tx, kept);
    }
    const key = opened(kept);
    if (key === null) throw new Refusal('evidence.keyMissing');
    return key;
  };
  const isKnown = (kept: KeptKey): boolean => {
    try {
      return opened(kept) !== null;
    } catch {
      return false;
    }
  };

  const signing = () => db.query.transaction().execute(current).catch(asMissing);

  return {
    signing,
    async show() {
      const isUsable = await signing().then(() => true, toldMissing);
      const kept = await db.query.transaction().execute(lockKept);
      if (kept === null || 'privateKey' in kept) throw new Refusal('evidence.keyMissing');
      const { publicKey, madeAt, former } = kept;
      return { publicKey, madeAt, former, isUsable };
    },
    async settle() {
      // The first package makes the first key; until then there is nothing to see to.
      if ((await db.query.transaction().execute(lockKept)) === null) return;
      await signing();
      keys.forget(new Set());
    },
  };
}

function asMissing(error: unknown): never {
  const isMissing = error instanceof Refusal && error.code === 'clip.keyMissing';
  throw isMissing ? new Refusal('evidence.keyMissing') : error;
}

function toldMissing(error: unknown): false {
  if (error instanceof Refusal && error.code === 'evidence.keyMissing') return false;
  throw error;
}
