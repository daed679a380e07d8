import type { Fault } from '@anyuan/contracts/terminal.ts';
import type { Tx } from '../platform/db.ts';

/** Opens a fault; false when it is open already. */
export async function insertFault(tx: Tx, terminalId: string, fault: Fault): Promise<boolean> {
  const row = await tx
    .insertInto('terminal_fault')
    .values({ terminal_id: terminalId, code: fault.code, since: fault.at, detail: fault.detail })
    .onConflict((c) => c.doNothing())
    .returning('code')
    .executeTakeFirst();
  return row !== undefined;
}

/** Ends a fault; false when it was not open. */
export async function deleteFault(tx: Tx, terminalId: string, code: string): Promise<boolean> {
  const row = await tx
    .deleteFrom('terminal_fault')
    .where('terminal_id', '=', terminalId)
    .where('code', '=', code)
    .returning('code')
    .executeTakeFirst();
  return row !== undefined;
}
