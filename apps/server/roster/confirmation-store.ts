import type { Query } from './store.ts';

export interface Confirmation {
  shiftId: string;
  day: string;
  personId: string;
  askedAt: number;
  confirmedAt: number | null;
}

/** Confirmations of a person's duties that have not ended. */
export async function findConfirmations(
  db: Query,
  personId: string,
  now: number,
): Promise<Confirmation[]> {
  const rows = await db
    .selectFrom('duty_confirmation')
    .selectAll()
    .where('person_id', '=', personId)
    .where('end_at', '>', now)
    .execute();
  return rows.map((r) => ({
    shiftId: r.shift_id,
    day: r.day,
    personId: r.person_id,
    askedAt: r.asked_at,
    confirmedAt: r.confirmed_at,
  }));
}

/** The person's own tap; a second one keeps the first time. */
export async function confirm(
  db: Query,
  duty: {
    shiftId: string;
    day: string;
    personId: string;
    organisationId: string;
    startAt: number;
    endAt: number;
  },
  now: number,
): Promise<void> {
  await db
    .insertInto('duty_confirmation')
    .values({
      shift_id: duty.shiftId,
      day: duty.day,
      person_id: duty.personId,
      organisation_id: duty.organisationId,
      start_at: duty.startAt,
      end_at: duty.endAt,
      asked_at: now,
      confirmed_at: now,
    })
    .onConflict((c) =>
      c
        .columns(['shift_id', 'day', 'person_id'])
        .doUpdateSet({ confirmed_at: now })
        .where('duty_confirmation.confirmed_at', 'is', null),
    )
    .execute();
}
