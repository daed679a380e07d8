import { hash, verify } from '@node-rs/argon2';

/**
 * argon2id with 19 MiB, 2 passes, 1 lane: OWASP's setting for small machines (Password Storage Cheat
 * Sheet), some 30 ms on one core. More memory would let a storm of sign-ins push the chain's
 * memory out on a school's box; guessing is stopped by the lockout, this slows whoever has a copy.
 */
const parameters = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** Hashing runs on libuv's four threads, which file access shares: two stay free for the chain. */
const atOnceMax = 2;
const waitingMax = 100;

/** The hash to store, with its parameters and salt inside. */
export function hashPassword(password: string): Promise<string> {
  return hash(password, parameters);
}

export interface Passwords {
  /** `stored` null (unknown account) costs the same time and is always false. */
  matches(stored: string | null, password: string): Promise<boolean>;
  hash(password: string): Promise<string>;
  /** More are waiting than can be answered in a few seconds. */
  overloaded(): boolean;
}

export function makePasswords(): Passwords {
  let running = 0;
  const waiting: (() => void)[] = [];
  let nobodys: Promise<string> | null = null;

  const inTurn = async <T>(work: () => Promise<T>): Promise<T> => {
    if (running >= atOnceMax) await new Promise<void>((resolve) => waiting.push(resolve));
    else running++;
    try {
      return await work();
    } finally {
      // The place is handed on, so that `running` never dips for a latecomer to slip in.
      const next = waiting.shift();
      if (next) next();
      else running--;
    }
  };

  return {
    async matches(stored, password) {
      nobodys ??= hashPassword('no account has this password');
      const against = stored ?? (await nobodys);
      const same = await inTurn(() => verify(against, password).catch(() => false));
      return stored !== null && same;
    },
    hash: (password) => inTurn(() => hashPassword(password)),
    overloaded: () => waiting.length >= waitingMax,
  };
}
