import type { Kysely } from 'kysely';
import type { Tables } from '../platform/tables.ts';

/** Newest open alarm of the terminal's zone that somebody has accepted. */
export async function findAcceptedAlarmId(
  db: Kysely<Tables>,
  terminalId: string,
): Promise<string | null> {
  const row = await db
    .selectFrom('alarm')
    .innerJoin('terminal', 'terminal.zone_id', 'alarm.zone_id')
    .select('alarm.id')
    .where('terminal.id', '=', terminalId)
    .where('alarm.state', 'in', ['accepted', 'arrived', 'handled'])
    .orderBy('alarm.t2', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.id ?? null;
}
