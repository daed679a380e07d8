import type { Clock } from '@anyuan/contracts/clock.ts';
import { sql } from 'kysely';
import type { Db } from '../platform/db.ts';

/** Whom no way known reaches, for passing over a tier that could not answer. */
export interface Reachability {
  /** Reads who has a push subscription that works, an address on record, or a screen elsewhere. */
  refresh(): Promise<void>;
  /** Those of them without any of that and without an open screen here. In doubt: reachable. */
  unreachable(personIds: readonly string[]): Set<string>;
}

/** A screen at another instance shows itself by the session it keeps alive. */
const screenElsewhereMs = 180_000;

/**
 * Known in memory and read again with the places (every 30 s): the first call may not wait for a
 * query. Somebody who is not on record here counts as reachable, so that nobody is passed over for
 * what this instance has not heard of yet.
 */
export function makeReachability(options: {
  db: Db;
  clock: Clock;
  /** Has this person an open live connection here? */
  isPresent(personId: string): boolean;
}): Reachability {
  const { db, clock, isPresent } = options;
  let withoutWay = new Set<string>();
  return {
    async refresh() {
      const ids = await findWithoutWay(db, clock.now() - screenElsewhereMs);
      withoutWay = new Set(ids);
    },
    unreachable: (personIds) =>
      new Set(personIds.filter((id) => withoutWay.has(id) && !isPresent(id))),
  };
}

/** Active people without any address, push subscription that works, or a session or screen seen since then. */
async function findWithoutWay(db: Db, seenSince: number): Promise<string[]> {
  const rows = await db.query
    .selectFrom('person as p')
    .select('p.id')
    .where('p.active', '=', true)
    .where('p.phone', 'is', null)
    .where('p.email', 'is', null)
    .where(sql<boolean>`not exists (select from contact c where c.person_id = p.id)`)
    .where(
      sql<boolean>`not exists (select from push_subscription s where s.person_id = p.id
        and coalesce(s.last_success_at, s.created_at) >= coalesce(s.last_failure_at, 0))`,
    )
    .where(
      sql<boolean>`not exists (select from session s where s.person_id = p.id
        and greatest(s.seen_at, s.screen_at) >= ${seenSince})`,
    )
    .execute();
  return rows.map((r) => r.id);
}
