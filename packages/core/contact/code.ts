import type { ErrorCode } from '@anyuan/contracts/errors.ts';

/** How long a code can be typed in, how often, and after what pause another is sent. */
export const codeLasts = 10 * 60_000;
export const codeTriesMax = 5;
export const codePauseMs = 60_000;
const dayMs = 24 * 3_600_000;
/** Codes one person may ask for in a day, and one address may be sent by anybody: nobody is pestered. */
const perPersonMax = 10;
const perAddressMax = 5;

/** Codes sent lately, any order. Times are epoch ms. */
export interface SentCodes {
  toPerson: readonly { sentAt: number }[];
  toAddress: readonly { sentAt: number }[];
}

/** May another code be sent now? Null: yes. */
export function objectionToSending(sent: SentCodes, now: number): ErrorCode | null {
  const within = (codes: readonly { sentAt: number }[], ms: number) =>
    codes.filter((c) => now - c.sentAt < ms).length;
  if (within(sent.toAddress, codePauseMs) > 0) return 'code.tooSoon';
  const isTooMany =
    within(sent.toPerson, dayMs) >= perPersonMax || within(sent.toAddress, dayMs) >= perAddressMax;
  return isTooMany ? 'code.tooMany' : null;
}

/** The newest code for an address as it stands. */
export interface KeptCode {
  sentAt: number;
  expiresAt: number;
  /** Attempts taken so far. */
  tries: number;
  usedAt: number | null;
}

/** Can this code still be typed in? */
export function isCodeOpen(code: KeptCode, now: number): boolean {
  return code.usedAt === null && now < code.expiresAt && code.tries < codeTriesMax;
}

/** Digits as typed: with spaces, dashes or full width they are the same code. */
export function codeDigits(typed: string): string {
  return typed.normalize('NFKC').replace(/[\s-]/g, '');
}
