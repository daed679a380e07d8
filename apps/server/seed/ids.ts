import { v5 } from 'uuid';

/** Namespace of everything that the demonstration and the bench put into a database. */
const namespace = '6d1f6f3e-5a0b-5c0e-9a3b-0a6e7d9c2f41';

/**
 * The id of a seeded thing, the same on every machine, so that documents and tests can name it.
 * `name` reads like a path: `school/1`, `school/1/zone/gate`, `person/guard`.
 */
export function seedId(name: string): string {
  return v5(name, namespace);
}
