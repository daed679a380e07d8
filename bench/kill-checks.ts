import type { Db } from '@anyuan/server/platform/db.ts';
import type { ConsoleClient } from '@anyuan/testkit/console-client.ts';
import { checkKept } from './database.ts';
import type { Witnesses } from './kill-world.ts';
import type { World } from './world.ts';

/** What is wrong after a kill; all zero is the only good answer. */
export interface Faults {
  /** Acknowledged to a terminal, but not in the database or without an alarm. */
  lost: number;
  /** In the database or on a console more than once. */
  doubled: number;
  /** Alarms without plan, first tier or next due time. */
  withoutFirstTier: number;
  /** Open alarms that a console does not have after it reconnected, over all consoles. */
  notOnConsole: number;
  /** Open alarms long past their due time: nobody is being called. */
  silent: number;
}

export interface FaultsFound extends Faults {
  /** The most an open alarm is past its due time, ms. */
  latestMs: number;
}

/** A whole tier: a step that is merely late shows in `bench alarm`, this is about none at all. */
const silentAfterMs = 20_000;

export async function findFaults(world: World, witnesses: Witnesses): Promise<FaultsFound> {
  const { acknowledged, sent, consoles } = witnesses;
  const kept = await world.withDb((db) => checkKept(db, [...sent]));
  const open = await world.withDb(openAlarms);
  const doubledOnConsole = [...sent].filter((id) => consoles.some((c) => c.alarmsOf(id).size > 1));
  return {
    lost: kept.missing.filter((id) => acknowledged.has(id)).length,
    doubled: new Set([...kept.doubled, ...doubledOnConsole]).size,
    withoutFirstTier: kept.withoutFirstTier.length,
    notOnConsole: consoles.reduce((sum, c) => sum + missingOn(c, open), 0),
    silent: open.filter((a) => a.lateMs > silentAfterMs).length,
    latestMs: Math.round(Math.max(0, ...open.map((a) => a.lateMs))),
  };
}

interface OpenAlarm {
  id: string;
  /** Past its due time by this; negative when that is to come. */
  lateMs: number;
  raisedAt: number;
}

export async function openAlarms(db: Db): Promise<OpenAlarm[]> {
  const { rows } = await db.pool.query<OpenAlarm>(`
    select id, t2 as "raisedAt",
      (extract(epoch from clock_timestamp()) * 1000 - due_at)::float8 as "lateMs"
    from alarm where state <> 'closed'`);
  return rows;
}

/** Told since its newest connection, by snapshot or change. */
function missingOn(console: ConsoleClient, open: readonly OpenAlarm[]): number {
  if (!console.isCurrent()) return open.length;
  return open.filter((a) => !console.sinceConnect.has(a.id)).length;
}

/**
 * Open alarms raised before `restartedAt` (epoch ms) that were never called again after it, once
 * their whole wait has passed: a restart must not make an alarm fall silent.
 */
export async function findNotEscalated(
  world: World,
  at: { restartedAt: number; raisedBefore: number },
): Promise<number> {
  return world.withDb(async (db) => {
    const { rows } = await db.pool.query<{ n: number }>({
      text: `
        select count(*)::int as n from alarm a
        where a.state <> 'closed' and a.t2 < $2 and not exists (
          select from fact f
          where f.alarm_id = a.id and f.type = 'dispatch.called' and f.at >= $1
            and f.body->>'why' <> 'raised'
        )`,
      values: [at.restartedAt, at.raisedBefore],
    });
    return rows[0]?.n ?? 0;
  });
}

/** Closes what is older than this and was called after a restart: a long run stays bounded. */
export async function closeOld(world: World, raisedBefore: number): Promise<number> {
  return world.withDb(async (db) => {
    const { rowCount } = await db.pool.query({
      text: `
        update alarm set state = 'closed', due_at = null, verdict = 'test', version = version + 1,
          closed_by = (select id from person limit 1), t7 = t2, close_reason = 'bench'
        where state <> 'closed' and t2 < $1`,
      values: [raisedBefore],
    });
    return rowCount ?? 0;
  });
}
