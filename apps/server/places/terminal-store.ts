import { json, type Tx } from '../platform/db.ts';

export function lockTerminal(tx: Tx, schoolId: string, terminalId: string) {
  return tx
    .selectFrom('terminal')
    .select(['id', 'name', 'zone_id', 'state', 'archived_at'])
    .where('id', '=', terminalId)
    .where('school_id', '=', schoolId)
    .forUpdate()
    .executeTakeFirst();
}

export async function insertTerminal(
  tx: Tx,
  terminal: { id: string; schoolId: string; zoneId: string; name: string; arrivalCode: string },
): Promise<void> {
  await tx
    .insertInto('terminal')
    .values({
      id: terminal.id,
      school_id: terminal.schoolId,
      zone_id: terminal.zoneId,
      name: terminal.name,
      arrival_code: terminal.arrivalCode,
      config: json({}),
      secret_hash: null,
      enrolled_at: null,
      last_seen_at: null,
      heartbeat: null,
      archived_at: null,
    })
    .execute();
}

export async function updateTerminal(
  tx: Tx,
  terminalId: string,
  set: { name: string; zone_id: string },
): Promise<void> {
  await tx.updateTable('terminal').set(set).where('id', '=', terminalId).execute();
}

/** Ended: its secret is no longer good. Restored it must be enrolled again. */
export async function archiveTerminal(tx: Tx, terminalId: string, at: number | null) {
  await tx
    .updateTable('terminal')
    .set({ archived_at: at, ...(at === null ? {} : { secret_hash: null, enrolled_at: null }) })
    .where('id', '=', terminalId)
    .execute();
}
