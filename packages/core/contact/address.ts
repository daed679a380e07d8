import type { ContactChannel } from '@anyuan/contracts/contact.ts';
import type { ErrorCode } from '@anyuan/contracts/errors.ts';
import { parsePhoneNumberFromString } from 'libphonenumber-js/max';

export type ParsedAddress = { ok: true; address: string } | { ok: false; code: ErrorCode };

/**
 * An address as it is kept, or why it is none. Telephones become E.164 ("+8613800138000"), Chinese
 * ones may be typed without country code, with spaces, dashes or full-width digits; extensions are
 * refused because no message reaches them. Mail addresses keep their case before the @ (RFC 5321).
 */
export function parseAddress(channel: ContactChannel, typed: string): ParsedAddress {
  const text = typed.normalize('NFKC').trim();
  if (channel === 'phone') return parsePhone(text);
  if (channel === 'email') return parseEmail(text);
  const isMember = /^[\w.@-]{1,64}$/.test(text);
  return isMember ? { ok: true, address: text } : { ok: false, code: 'contact.badMember' };
}

function parsePhone(text: string): ParsedAddress {
  const bad = { ok: false, code: 'contact.badPhone' } as const;
  // Without letters: "1-800-FLOWERS" is a number to the library, and "abc13800138000" hides a slip.
  if (!/^[+\d\s().-]{3,40}$/.test(text)) return bad;
  const found = parsePhoneNumberFromString(text, { defaultCountry: 'CN', extract: false });
  return found?.isValid() ? { ok: true, address: found.number } : bad;
}

function parseEmail(text: string): ParsedAddress {
  const [, name = '', host = ''] = /^([^\s@<>(),;:"\\]{1,64})@([^\s@]{4,190})$/.exec(text) ?? [];
  const isHost = /^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]$/i.test(host);
  const isName = name !== '' && !/^\.|\.$|\.\./.test(name);
  if (!isHost || !isName) return { ok: false, code: 'contact.badEmail' };
  return { ok: true, address: `${name}@${host.toLowerCase()}` };
}

/** An address as lists show it: enough to recognise one's own, not enough to use. */
export function maskAddress(channel: string, address: string): string {
  if (channel === 'email') {
    const [name = '', host = ''] = address.split('@');
    return `${name.slice(0, 1)}***@${host}`;
  }
  if (channel === 'phone') {
    const home = address.replace(/^\+86/, '');
    return home.length < 9 ? `***${home.slice(-2)}` : `${home.slice(0, -8)}****${home.slice(-4)}`;
  }
  return `${address.slice(0, 2)}***${address.length > 4 ? address.slice(-1) : ''}`;
}
