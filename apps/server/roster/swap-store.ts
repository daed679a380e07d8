import type { Swap } from '@anyuan/contracts/roster.ts';
import { rosterPosts } from '@anyuan/contracts/roster.ts';
import type { Tx } from '../platform/db.ts';
import type { Query } from './store.ts';

function swaps(db: Query) {
  return db
    .selectFrom('swap')
    .innerJoin('shift', 'shift.id', 'swap.shift_id')
    .innerJoin('person as giver', 'giver.id', 'swap.from_id')
    .innerJoin('person as taker', 'taker.id', 'swap.to_id')
    .selectAll('swap')
    .select(['shift.post', 'giver.name as from_name', 'taker.name as to_name']);
}
type Row = Awaited<ReturnType<ReturnType<typeof swaps>['execute']>>[number];

function toSwap(r: Row): Swap[] {
  const post = rosterPosts.find((p) => p === r.post);
  if (!post) return [];
  return [
    {
      id: r.id,
      organisationId: r.organisation_id,
      shiftId: r.shift_id,
      day: r.day,
      post,
      startAt: r.start_at,
      endAt: r.end_at,
      fromId: r.from_id,
      fromName: r.from_name,
      toId: r.to_id,
      toName: r.to_name,
      note: r.note,
      state: r.state,
      askedAt: r.asked_at,
      answeredAt: r.answered_at,
    },
  ];
}

/** Swaps of duties that end after this instant, newest first. */
export async function findSwapsAt(db: Query, organisationId: string, endsAfter: number) {
  const rows = await swaps(db)
    .where('swap.organisation_id', '=', organisationId)
    .where('swap.end_at', '>', endsAfter)
    .orderBy('swap.asked_at', 'desc')
    .limit(200)
    .execute();
  return rows.flatMap(toSwap);
}

/** The same of one person, asked or asking. */
export async function findSwapsOf(db: Query, personId: string, endsAfter: number): Promise<Swap[]> {
  const rows = await swaps(db)
    .where((e) => e.or([e('swap.from_id', '=', personId), e('swap.to_id', '=', personId)]))
    .where('swap.end_at', '>', endsAfter)
    .orderBy('swap.asked_at', 'desc')
    .limit(200)
    .execute();
  return rows.flatMap(toSwap);
}

export async function findSwap(db: Query, id: string): Promise<Swap | undefined> {
  return (await swaps(db).where('swap.id', '=', id).execute()).flatMap(toSwap)[0];
}

/** False when a swap of this duty already waits. */
export async function insertSwap(
  tx: Tx,
  swap: Omit<Swap, 'fromName' | 'toName' | 'post' | 'state' | 'answeredAt'>,
): Promise<boolean> {
  const row = await tx
    .insertInto('swap')
    .values({
      id: swap.id,
      organisation_id: swap.organisationId,
      shift_id: swap.shiftId,
      day: swap.day,
      start_at: swap.startAt,
      end_at: swap.endAt,
      from_id: swap.fromId,
      to_id: swap.toId,
      note: swap.note,
      state: 'asked',
      asked_at: swap.askedAt,
    })
    .onConflict((c) =>
      c.columns(['shift_id', 'day', 'from_id']).where('state', '=', 'asked').doNothing(),
    )
    .returning('id')
    .executeTakeFirst();
  return row !== undefined;
}

/** Waits again, as it was ended at `endedAt`; false when it was not, is over, or another of this duty waits. */
export async function reopenSwap(
  tx: Tx,
  { id, endedAt, now }: { id: string; endedAt: number; now: number },
): Promise<boolean> {
  const row = await tx
    .updateTable('swap')
    .set({ state: 'asked', answered_at: null })
    .where('id', '=', id)
    .where('answered_at', '=', endedAt)
    .where('state', 'in', ['refused', 'withdrawn'])
    .where('end_at', '>', now)
    .where((e) =>
      e.not(
        e.exists(
          e
            .selectFrom('swap as other')
            .select('other.id')
            .where('other.state', '=', 'asked')
            .whereRef('other.shift_id', '=', 'swap.shift_id')
            .whereRef('other.day', '=', 'swap.day')
            .whereRef('other.from_id', '=', 'swap.from_id'),
        ),
      ),
    )
    .returning('id')
    .executeTakeFirst();
  return row !== undefined;
}

/** False when it has been answered meanwhile. */
export async function answerSwap(
  tx: Tx,
  options: { id: string; state: Exclude<Swap['state'], 'asked'>; now: number },
): Promise<boolean> {
  const row = await tx
    .updateTable('swap')
    .set({ state: options.state, answered_at: options.now })
    .where('id', '=', options.id)
    .where('state', '=', 'asked')
    .returning('id')
    .executeTakeFirst();
  return row !== undefined;
}
