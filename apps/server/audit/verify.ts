import type { SealFault } from '@anyuan/contracts/routes/audit-lines.ts';
import { goneBefore, type RuleVersion } from '@anyuan/core/retention/in-force.ts';
import type { Db, Tx } from '../platform/db.ts';
import { type Digests, firstPrevious, hashOf, type Seal } from './seal.ts';
import { digestPeriod, findSealsAfter } from './seal-store.ts';

export interface Finding {
  seal: Seal;
  fault: SealFault;
}

export interface Verification {
  /** Seals looked at; `expired` of them cover what retention has removed since, by its own rules. */
  seals: number;
  expired: number;
  facts: number;
  audits: number;
  /** Until when the record is sealed, epoch ms; null without any seal. */
  sealedUntil: number | null;
  /** Hash of the last seal: compare it with one that has left the machine. */
  hash: string | null;
  findings: Finding[];
}

export interface ExpiredBefore {
  facts: number;
  audits: number;
}

/** Until when retention may have removed facts and audit lines, by any version of its rule. */
export function expiredBefore(versions: readonly RuleVersion[], now: number): ExpiredBefore {
  return {
    facts: goneBefore(versions, 'alarms', now),
    audits: goneBefore(versions, 'audit', now),
  };
}

export interface VerifyOptions {
  db: Db;
  /** What is older may have been removed by retention, epoch ms. */
  expiredBefore: ExpiredBefore;
  onProgress?(done: Seal): void;
}

const sealsAtOnce = 200;

/** Computes every digest and the whole chain anew from what is in the database, in one snapshot. */
export async function verifyRecord({ db, ...options }: VerifyOptions): Promise<Verification> {
  return db.query
    .transaction()
    .setIsolationLevel('repeatable read')
    .execute((tx) => verifyIn(tx, options));
}

async function verifyIn(tx: Tx, options: Omit<VerifyOptions, 'db'>): Promise<Verification> {
  const result: Verification = {
    seals: 0,
    expired: 0,
    facts: 0,
    audits: 0,
    sealedUntil: null,
    hash: null,
    findings: [],
  };
  let last: Seal | null = null;
  for (;;) {
    const seals = await findSealsAfter(tx, last?.number ?? 0, sealsAtOnce);
    for (const seal of seals) {
      const found = await digestPeriod(tx, seal);
      const isExpired = isGone(found, seal, options.expiredBefore);
      const fault = faultOfChain(seal, last) ?? (isExpired ? null : faultOfRows(seal, found));
      if (fault) result.findings.push({ seal, fault });
      if (isExpired) result.expired++;
      result.seals++;
      result.facts += found.facts;
      result.audits += found.audits;
      options.onProgress?.(seal);
      last = seal;
    }
    if (seals.length < sealsAtOnce) break;
  }
  return { ...result, sealedUntil: last?.toAt ?? null, hash: last?.hash ?? null };
}

function faultOfChain(seal: Seal, last: Seal | null): SealFault | null {
  const follows =
    seal.number === (last?.number ?? 0) + 1 &&
    seal.previous === (last?.hash ?? firstPrevious) &&
    (last === null || seal.fromAt === last.toAt);
  if (!follows) return 'chainBroken';
  return seal.hash === hashOf(seal) ? null : 'hashWrong';
}

function faultOfRows(seal: Digests, found: Digests): SealFault | null {
  if (found.facts < seal.facts || found.audits < seal.audits) return 'rowsMissing';
  if (found.facts > seal.facts || found.audits > seal.audits) return 'rowsAdded';
  const same = found.factsDigest === seal.factsDigest && found.auditsDigest === seal.auditsDigest;
  return same ? null : 'rowsChanged';
}

/** Retention removes all facts or all audit lines of a stretch, never some: what is left must still agree. */
function isGone(found: Digests, seal: Seal, before: ExpiredBefore): boolean {
  const areFactsGone = found.facts === 0 && seal.facts > 0 && seal.toAt <= before.facts;
  const areAuditsGone = found.audits === 0 && seal.audits > 0 && seal.toAt <= before.audits;
  const facts = areFactsGone || found.factsDigest === seal.factsDigest;
  const audits = areAuditsGone || found.auditsDigest === seal.auditsDigest;
  return facts && audits && (areFactsGone || areAuditsGone);
}
