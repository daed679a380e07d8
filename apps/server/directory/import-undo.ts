import type { ImportTakenBack, PersonState } from '@anyuan/contracts/people.ts';
import type { Tx } from '../platform/db.ts';
import * as lists from './import-store.ts';
import * as store from './store.ts';

/**
 * Takes back what a list did to one portion of people. Whoever was made by it and never used is removed; whoever was changed
 * gets back what was before. Somebody who signed in, stands on a shift, was edited since or is named by any record stays.
 */
export async function takeBackPortion(
  tx: Tx,
  { importId, byId, at, limit }: { importId: string; byId: string; at: number; limit: number },
  after: string,
): Promise<{ sums: ImportTakenBack; last: string | null }> {
  const edits = await lists.findEdits(tx, { importId, after, limit });
  const untouched = edits.filter((e) => e.isLast && !e.isUsed);
  const made = untouched.filter((e) => e.before === null).map((e) => e.personId);
  const removed = await lists.deletePeople(tx, made);
  const changed = edits.filter((e) => e.isLast && e.before !== null);
  for (const edit of changed) await putBack(tx, edit, { byId, at });
  const kept = edits.length - removed - changed.length;
  const last = edits.at(-1)?.id ?? null;
  return { sums: { removed, restored: changed.length, kept }, last };
}

async function putBack(
  tx: Tx,
  { personId, before, after }: lists.Edit,
  { byId, at }: { byId: string; at: number },
): Promise<void> {
  const person = before as PersonState;
  await store.updatePerson(tx, personId, person);
  await store.insertChange(tx, { personId, at, byId, before: after, after: person });
}

export const addSums = (a: ImportTakenBack, b: ImportTakenBack): ImportTakenBack => ({
  removed: a.removed + b.removed,
  restored: a.restored + b.restored,
  kept: a.kept + b.kept,
});

export const nothingTaken: ImportTakenBack = { removed: 0, restored: 0, kept: 0 };
