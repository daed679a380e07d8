import type { PlatformCheck } from '@anyuan/contracts/routes/platforms.ts';
import { sql } from 'kysely';
import { type Db, json } from '../platform/db.ts';

const keptMs = 30 * 86_400_000;
const keyOf = (platform: string) => `platform-checked ${platform}`;

/** Takes the hourly comparison with this platform for this instance; false when it is not yet time. */
export async function claimCheck(
  db: Db['query'],
  platform: string,
  { now, everyMs }: { now: number; everyMs: number },
): Promise<boolean> {
  const value = json({ at: now });
  const claimed = await db
    .insertInto('installation')
    .values({ key: keyOf(platform), value })
    .onConflict((c) =>
      c
        .column('key')
        .doUpdateSet({ value })
        .where(sql<number>`(installation.value ->> 'at')::bigint`, '<=', now - everyMs),
    )
    .returning('key')
    .executeTakeFirst();
  return claimed !== undefined;
}

/** The next look takes them all. */
export async function setAllDue(db: Db['query']): Promise<void> {
  await db.deleteFrom('installation').where('key', 'like', keyOf('%')).execute();
}

export async function insertCheck(db: Db['query'], check: PlatformCheck): Promise<void> {
  await db
    .insertInto('platform_check')
    .values(check)
    .onConflict((c) => c.doNothing())
    .execute();
  await db
    .deleteFrom('platform_check')
    .where('at', '<', check.at - keptMs)
    .execute();
}

/** Newest first. */
export function findChecks(db: Db['query'], limit: number): Promise<PlatformCheck[]> {
  return db.selectFrom('platform_check').selectAll().orderBy('at', 'desc').limit(limit).execute();
}
