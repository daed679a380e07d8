import { type Kysely, sql } from 'kysely';
import { json, type Tx } from '../platform/db.ts';
import type { Tables } from '../platform/tables.ts';

type Query = Kysely<Tables>;

export interface TakeRow {
  id: string;
  code: string;
  phrase: string;
  pinyin: string;
  manner: 'calm' | 'loud';
  metres: number;
  seconds: number;
  recorded_at: number;
  score: number | null;
  model: string | null;
}

export function findVoices(query: Query, schoolId: string) {
  return query
    .selectFrom('voice')
    .select(['id', 'code', 'consented_at'])
    .where('school_id', '=', schoolId)
    .orderBy('code')
    .execute();
}

export function findTakes(query: Query, schoolId: string): Promise<TakeRow[]> {
  return query
    .selectFrom('voice_take as t')
    .innerJoin('voice as v', 'v.id', 't.voice_id')
    .select(['t.id', 'v.code', 't.phrase', 't.pinyin', 't.manner', 't.metres'])
    .select(['t.seconds', 't.recorded_at', 't.score', 't.model'])
    .where('t.school_id', '=', schoolId)
    .orderBy('t.recorded_at')
    .execute();
}

/** Locked, so that a recording cannot come in while its person is being forgotten. */
export async function lockVoice(
  tx: Tx,
  schoolId: string,
  code: string,
): Promise<string | undefined> {
  const row = await tx
    .selectFrom('voice')
    .select('id')
    .where('school_id', '=', schoolId)
    .where('code', '=', code)
    .forUpdate()
    .executeTakeFirst();
  return row?.id;
}

/** False when the code is taken. */
export async function insertVoice(
  tx: Tx,
  voice: {
    id: string;
    schoolId: string;
    code: string;
    consent: string;
    at: number;
    personId: string;
  },
): Promise<boolean> {
  const inserted = await tx
    .insertInto('voice')
    .values({
      id: voice.id,
      school_id: voice.schoolId,
      code: voice.code,
      consent: voice.consent,
      consented_at: voice.at,
      noted_by: voice.personId,
    })
    .onConflict((c) => c.columns(['school_id', 'code']).doNothing())
    .executeTakeFirst();
  return (inserted.numInsertedOrUpdatedRows ?? 0n) > 0n;
}

/** False when this take is there already. */
export async function insertTake(
  tx: Tx,
  take: Omit<TakeRow, 'code'> & { voice_id: string; school_id: string },
): Promise<boolean> {
  const inserted = await tx
    .insertInto('voice_take')
    .values(take)
    .onConflict((c) => c.column('id').doNothing())
    .executeTakeFirst();
  return (inserted.numInsertedOrUpdatedRows ?? 0n) > 0n;
}

export async function setScore(
  query: Query,
  id: string,
  { score, model }: { score: number; model: string },
): Promise<void> {
  await query.updateTable('voice_take').set({ score, model }).where('id', '=', id).execute();
}

/** Ids of what was deleted. */
export async function deleteTakes(
  tx: Tx,
  which: { schoolId: string; takeId?: string; voiceId?: string },
): Promise<string[]> {
  let query = tx.deleteFrom('voice_take').where('school_id', '=', which.schoolId);
  if (which.takeId !== undefined) query = query.where('id', '=', which.takeId);
  if (which.voiceId !== undefined) query = query.where('voice_id', '=', which.voiceId);
  return (await query.returning('id').execute()).map(({ id }) => id);
}

export async function deleteVoice(tx: Tx, id: string): Promise<void> {
  await tx.deleteFrom('voice').where('id', '=', id).execute();
}

export function findBackground(query: Query, schoolId: string) {
  return query
    .selectFrom('voice_background')
    .select(['model', 'scores'])
    .where('school_id', '=', schoolId)
    .execute();
}

export async function countBackground(query: Query, schoolId: string): Promise<number> {
  const row = await query
    .selectFrom('voice_background')
    .select(sql<number>`count(*)::int`.as('minutes'))
    .where('school_id', '=', schoolId)
    .executeTakeFirstOrThrow();
  return row.minutes;
}

export async function insertBackground(
  query: Query,
  minute: {
    id: string;
    schoolId: string;
    at: number;
    model: string;
    scores: Record<string, number>;
  },
): Promise<void> {
  await query
    .insertInto('voice_background')
    .values({
      id: minute.id,
      school_id: minute.schoolId,
      recorded_at: minute.at,
      model: minute.model,
      scores: json(minute.scores),
    })
    .onConflict((c) => c.column('id').doNothing())
    .execute();
}

export async function deleteBackground(query: Query, schoolId: string): Promise<void> {
  await query.deleteFrom('voice_background').where('school_id', '=', schoolId).execute();
}
