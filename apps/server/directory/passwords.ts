import { randomInt } from 'node:crypto';
import { hash } from '@node-rs/argon2';

/** Nothing that is mistaken for something else when it is read from paper. */
const letters = 'abcdefghjkmnpqrstuvwxyz';
const digits = '23456789';

/** A first password of 14 characters, some 63 bits by chance: nobody guesses it, whatever the hash costs. */
export function firstPassword(): string {
  const pick = (from: string) => from[randomInt(from.length)] ?? '';
  const group = () => pick(letters) + pick(letters) + pick(digits) + pick(letters);
  return [group(), group(), group()].join('-');
}

/**
 * Hash of a first password. Made cheap on purpose: stretching protects what people choose; this is
 * chance, is changed at the first sign-in, and fifty thousand of them must not take the machine for
 * half an hour.
 */
export function hashFirstPassword(password: string): Promise<string> {
  return hash(password, { memoryCost: 1024, timeCost: 1, parallelism: 1 });
}
