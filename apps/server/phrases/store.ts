import type { Phrase } from '@anyuan/contracts/phrases.ts';
import { type Kysely, sql } from 'kysely';
import { json, type Tx } from '../platform/db.ts';
import type { Tables } from '../platform/tables.ts';

type Query = Kysely<Tables>;

export interface PhraseListRow {
  version: number;
  phrases: Phrase[];
  at: number;
  person: string | null;
}

/** The newest lists of a school, newest first. */
export async function findLists(
  query: Query,
  schoolId: string,
  limit: number,
): Promise<PhraseListRow[]> {
  return query
    .selectFrom('phrase_list as l')
    .leftJoin('person as p', 'p.id', 'l.person_id')
    .select(['l.version', 'l.phrases', 'l.at', 'p.name as person'])
    .where('l.school_id', '=', schoolId)
    .orderBy('l.version', 'desc')
    .limit(limit)
    .execute();
}

/** The list that counts, of each of these schools that ever edited one. */
export async function findCurrent(
  query: Query,
  schoolIds: readonly string[],
): Promise<Map<string, Phrase[]>> {
  const rows = await query
    .selectFrom('phrase_list')
    .distinctOn('school_id')
    .select(['school_id', 'phrases'])
    .where('school_id', '=', sql<string>`any(${schoolIds}::uuid[])`)
    .orderBy('school_id')
    .orderBy('version', 'desc')
    .execute();
  return new Map(rows.map((row) => [row.school_id, row.phrases]));
}

/** Keeps editors of one school apart until the transaction ends. */
export async function lockSchool(tx: Tx, schoolId: string): Promise<void> {
  await tx
    .selectFrom('organisation')
    .select('id')
    .where('id', '=', schoolId)
    .forNoKeyUpdate()
    .executeTakeFirst();
}

export async function insertList(
  tx: Tx,
  list: {
    id: string;
    schoolId: string;
    version: number;
    phrases: Phrase[];
    personId: string;
    at: number;
  },
): Promise<void> {
  await tx
    .insertInto('phrase_list')
    .values({
      id: list.id,
      school_id: list.schoolId,
      version: list.version,
      phrases: json(list.phrases),
      person_id: list.personId,
      at: list.at,
    })
    .execute();
}
