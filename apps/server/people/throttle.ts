import type { Clock } from '@anyuan/contracts/clock.ts';
import { Refusal } from '@anyuan/contracts/errors.ts';

export const lockMs = 15 * 60_000;
export const wrongMax = 5;

/** A whole school may share one address: honest mistakes of a morning stay below this. */
const freeFailures = 40;
const windowMs = 15 * 60_000;
const spacingMs = 1000;
const waitMaxMs = 8000;
const remembered = 10_000;

interface Address {
  failures: number;
  since: number;
  /** When the next attempt of the slow lane may run. */
  nextAt: number;
}

/**
 * Against one attacker who tries many accounts. After 40 wrong passwords from an address within 15
 * minutes its attempts go one a second; nobody is shut out, and whoever signed in from
 * there before passes by. In memory: a restart forgives, the lock of an account does not.
 */
export interface Throttle {
  /** Resolves when this attempt may run. Throws `session.locked` when too many wait already. */
  admit(address: string, login: string): Promise<void>;
  failed(address: string): void;
  succeeded(address: string, login: string): void;
  /** Counts an attempt at an account that does not exist; false while it would be locked. */
  admitUnknown(login: string): boolean;
}

export function makeThrottle(clock: Clock): Throttle {
  const addresses = new Map<string, Address>();
  const good = new Map<string, true>();
  const unknown = new Map<string, { wrong: number; lockedUntil: number | null }>();

  const slow = (key: string): Address | null => {
    const found = addresses.get(key);
    if (!found) return null;
    if (clock.now() - found.since > windowMs) {
      addresses.delete(key);
      return null;
    }
    return found.failures >= freeFailures ? found : null;
  };

  return {
    async admit(address, login) {
      const lane = slow(networkOf(address));
      if (!lane || good.has(pair(address, login))) return;
      const now = clock.now();
      const at = Math.max(now, lane.nextAt);
      if (at - now > waitMaxMs) {
        throw new Refusal('session.locked', { retryAfterSec: Math.ceil((at - now) / 1000) });
      }
      lane.nextAt = at + spacingMs;
      if (at > now) await new Promise<void>((resolve) => clock.setTimer(at, resolve));
    },
    failed(address) {
      const key = networkOf(address);
      const now = clock.now();
      const found = addresses.get(key);
      if (found && now - found.since <= windowMs) found.failures++;
      else remember(addresses, key, { failures: 1, since: now, nextAt: now });
    },
    succeeded(address, login) {
      remember(good, pair(address, login), true);
      unknown.delete(login);
    },
    admitUnknown(login) {
      const now = clock.now();
      const known = unknown.get(login);
      if (known?.lockedUntil !== null && known !== undefined && known.lockedUntil > now) {
        return false;
      }
      const wrong = (known && known.lockedUntil === null ? known.wrong : 0) + 1;
      const lockedUntil = wrong >= wrongMax ? now + lockMs : null;
      remember(unknown, login, { wrong, lockedUntil });
      return true;
    },
  };
}

function pair(address: string, login: string): string {
  return `${networkOf(address)} ${login}`;
}

/** A home has a whole IPv6 /64: counting single addresses would count nothing. */
export function networkOf(address: string): string {
  if (!address.includes(':') || address.startsWith('::ffff:')) return address;
  const [head = '', tail = ''] = address.split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail === '' ? [] : tail.split(':');
  const zeros = Array.from({ length: Math.max(0, 8 - before.length - after.length) }, () => '0');
  return [...before, ...zeros, ...after].slice(0, 4).join(':');
}

/** Keeps the newest; an attacker's endless names push out each other, not the memory. */
function remember<V>(map: Map<string, V>, key: string, value: V): void {
  map.delete(key);
  map.set(key, value);
  if (map.size <= remembered) return;
  const oldest = map.keys().next().value;
  if (oldest !== undefined) map.delete(oldest);
}
