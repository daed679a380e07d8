import { posts } from '@anyuan/contracts/alarm.ts';
import type { HandOver } from '@anyuan/contracts/routes/reach.ts';
import { json, type Tx } from '../platform/db.ts';
import { lockDue } from '../platform/due-rows.ts';
import type { Query } from './store.ts';

function handOvers(db: Query) {
  return db
    .selectFrom('hand_over')
    .innerJoin('shift', 'shift.id', 'hand_over.shift_id')
    .innerJoin('person as giver', 'giver.id', 'hand_over.outgoing_id')
    .leftJoin('person as taker', 'taker.id', 'hand_over.incoming_id')
    .selectAll('hand_over')
    .select(['shift.name as shift_name', 'giver.name as outgoing', 'taker.name as incoming']);
}
export type HandOverRow = Awaited<ReturnType<ReturnType<typeof handOvers>['execute']>>[number];

export function toHandOver(r: HandOverRow): HandOver {
  return {
    id: r.id,
    organisationId: r.organisation_id,
    post: posts.find((p) => p === r.post) ?? 'volunteer',
    shiftName: r.shift_name,
    day: r.day,
    outgoingName: r.outgoing,
    incomingName: r.incoming,
    items: r.items,
    note: r.note,
    writtenAt: r.written_at,
    signedAt: r.signed_at,
    signedNote: r.signed_note,
  };
}

export function findHandOversAt(db: Query, organisationId: string): Promise<HandOverRow[]> {
  return handOvers(db)
    .where('hand_over.organisation_id', '=', organisationId)
    .orderBy('written_at', 'desc')
    .limit(100)
    .execute();
}

/** Unsigned ones of these organisations since then. */
export function findUnsigned(
  db: Query,
  organisationIds: readonly string[],
  since: number,
): Promise<HandOverRow[]> {
  return handOvers(db)
    .where('hand_over.organisation_id', 'in', [...organisationIds])
    .where('signed_at', 'is', null)
    .where('written_at', '>', since)
    .orderBy('written_at', 'desc')
    .execute();
}

export function findWrittenBy(db: Query, personId: string, since: number): Promise<HandOverRow[]> {
  return handOvers(db)
    .where('outgoing_id', '=', personId)
    .where('written_at', '>', since)
    .orderBy('written_at', 'desc')
    .limit(10)
    .execute();
}

export function lockHandOver(tx: Tx, id: string) {
  return tx.selectFrom('hand_over').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
}

export async function claimDueHandOver(tx: Tx, now: number) {
  const [row] = await lockDue(tx, 'hand_over', { now, limit: 1 });
  return row;
}

export async function setReminded(
  tx: Tx,
  options: { id: string; reminders: number; dueAt: number | null },
): Promise<void> {
  const { id, reminders, dueAt } = options;
  await tx
    .updateTable('hand_over')
    .set({ reminders, due_at: dueAt })
    .where('id', '=', id)
    .execute();
}

export async function setSigned(
  tx: Tx,
  options: { id: string; incomingId: string; note: string; now: number },
): Promise<void> {
  await tx
    .updateTable('hand_over')
    .set({
      incoming_id: options.incomingId,
      signed_note: options.note,
      signed_at: options.now,
      due_at: null,
    })
    .where('id', '=', options.id)
    .execute();
}

export async function insertHandOver(
  tx: Tx,
  h: {
    id: string;
    organisationId: string;
    post: string;
    shiftId: string;
    day: string;
    outgoingId: string;
    items: HandOver['items'];
    note: string;
    now: number;
    dueAt: number;
  },
): Promise<void> {
  await tx
    .insertInto('hand_over')
    .values({
      id: h.id,
      organisation_id: h.organisationId,
      post: h.post,
      shift_id: h.shiftId,
      day: h.day,
      outgoing_id: h.outgoingId,
      items: json(h.items),
      note: h.note,
      written_at: h.now,
      due_at: h.dueAt,
    })
    .execute();
}
