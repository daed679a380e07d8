import { createHash } from 'node:crypto';

/** A stretch of the record, epoch ms, from included, to excluded. */
export interface Period {
  fromAt: number;
  toAt: number;
}

export interface Digests {
  facts: number;
  factsDigest: string;
  audits: number;
  auditsDigest: string;
}

export interface Seal extends Period, Digests {
  number: number;
  previous: string;
  hash: string;
  sealedAt: number;
}

/** What the first seal stands on. */
export const firstPrevious = '0'.repeat(64);

/** Hash of a seal, SHA-256 in hex: of everything in it but the time at which it was made. */
export function hashOf(seal: Omit<Seal, 'hash' | 'sealedAt'>): string {
  const { number, fromAt, toAt, facts, factsDigest, audits, auditsDigest, previous } = seal;
  const parts = [number, fromAt, toAt, facts, factsDigest, audits, auditsDigest, previous];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}
