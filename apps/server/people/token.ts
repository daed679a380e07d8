import { createHash, randomBytes } from 'node:crypto';

export const cookieName = 'anyuan';

/** 256 random bits, base64url: the secret in the cookie. */
export function newToken(): string {
  return randomBytes(32).toString('base64url');
}

/** Only this is stored: a copy of the database opens no session. */
export function hashOfToken(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

/** Name of a session inside the program; says nothing about the token. */
export function sessionKeyOf(tokenHash: Buffer): string {
  return tokenHash.toString('hex');
}

/** The session token in a Cookie header, of a request or of a WebSocket upgrade. */
export function tokenOfCookies(header: string | undefined): string | null {
  for (const part of (header ?? '').split(';')) {
    const at = part.indexOf('=');
    if (at < 0 || part.slice(0, at).trim() !== cookieName) continue;
    const token = part.slice(at + 1).trim();
    return /^[\w-]{43}$/.test(token) ? token : null;
  }
  return null;
}

/** A phone stays signed in while it sleeps in a pocket; a console left alone does not. */
export function isPhone(userAgent: string): boolean {
  return /Mobile|Android|iPhone|HarmonyOS/i.test(userAgent);
}
