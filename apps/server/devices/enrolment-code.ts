import { createHash, randomBytes } from 'node:crypto';

/** 32 signs that nobody confuses when reading them aloud or typing them: no I, O, 0, 1. */
const alphabet = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ';
const codeLength = 10;

/** A one-time code: 50 random bits, good for a day behind a throttle. */
export function makeCode(): string {
  return [...randomBytes(codeLength)].map((byte) => alphabet[byte & 31]).join('');
}

/** A new secret of a terminal: 256 random bits. */
export function makeSecret(): string {
  return randomBytes(32).toString('base64url');
}

/** As typed by people: lower case, with blanks or dashes. Null when it cannot be a code. */
export function normaliseCode(typed: string): string | null {
  const code = typed.toUpperCase().replace(/[\s-]/g, '');
  if (code.length !== codeLength) return null;
  return [...code].every((sign) => alphabet.includes(sign)) ? code : null;
}

/** What is stored of codes and secrets. They are random and long, so a plain hash is enough. */
export function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Ids come from user names and topics: only a lower-case UUID may reach the database. */
export function isTerminalId(id: string): boolean {
  return id.length === 36 && uuid.test(id);
}
