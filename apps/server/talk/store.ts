import type { TalkEnd } from '@anyuan/contracts/talk.ts';
import type { Selectable } from 'kysely';
import type { Db, Tx } from '../platform/db.ts';
import type { Tables } from '../platform/tables.ts';

type Query = Db['query'] | Tx;
export type TalkRow = Selectable<Tables['talk']>;

/** False when somebody else talks to that terminal. */
export async function insertTalk(db: Query, row: TalkRow): Promise<boolean> {
  const made = await db
    .insertInto('talk')
    .values(row)
    .onConflict((c) => c.column('terminal_id').where('ended_at', 'is', null).doNothing())
    .returning('id')
    .executeTakeFirst();
  return made !== undefined;
}

export function findTalk(db: Query, id: string) {
  return db.selectFrom('talk').selectAll().where('id', '=', id).executeTakeFirst();
}

/** The one that runs at a terminal, with who talks. */
export function findOpenTalk(db: Query, terminalId: string) {
  return db
    .selectFrom('talk')
    .innerJoin('person', 'person.id', 'talk.person_id')
    .selectAll('talk')
    .select('person.name')
    .where('terminal_id', '=', terminalId)
    .where('ended_at', 'is', null)
    .executeTakeFirst();
}

export function findOpenTalksOf(db: Query, by: { alarmId: string } | { terminalId: string }) {
  const open = db.selectFrom('talk').selectAll().where('ended_at', 'is', null);
  return 'alarmId' in by
    ? open.where('alarm_id', '=', by.alarmId).execute()
    : open.where('terminal_id', '=', by.terminalId).execute();
}

export async function markConnected(db: Query, id: string, terminalId: string, at: number) {
  await db
    .updateTable('talk')
    .set({ connected_at: at })
    .where('id', '=', id)
    .where('terminal_id', '=', terminalId)
    .where('connected_at', 'is', null)
    .execute();
}

/** The first to say so ends it. */
export function endTalk(db: Query, id: string, how: { at: number; why: TalkEnd }) {
  return db
    .updateTable('talk')
    .set({ ended_at: how.at, ended_why: how.why })
    .where('id', '=', id)
    .where('ended_at', 'is', null)
    .returningAll()
    .executeTakeFirst();
}

export async function isListeningAllowed(db: Query, zoneId: string): Promise<boolean> {
  const row = await db
    .selectFrom('place')
    .select('listening')
    .where('id', '=', zoneId)
    .executeTakeFirst();
  return row?.listening ?? false;
}

/** False when there is no such zone at the school, or it is a privacy zone. */
export async function setListening(
  db: Query,
  at: { schoolId: string; zoneId: string; allowed: boolean },
): Promise<boolean> {
  const row = await db
    .updateTable('place')
    .set({ listening: at.allowed })
    .where('id', '=', at.zoneId)
    .where('school_id', '=', at.schoolId)
    .where('kind', '=', 'zone')
    .where((e) => e.or([e('privacy', '=', false), e.val(!at.allowed)]))
    .returning('id')
    .executeTakeFirst();
  return row !== undefined;
}
