import type { Phrase } from '@anyuan/contracts/phrases.ts';
import type { ColumnType } from 'kysely';

/** Append only; the newest version of a school counts. */
interface PhraseListTable {
  id: string;
  school_id: string;
  version: number;
  phrases: ColumnType<Phrase[], string, string>;
  person_id: string;
  at: number;
}

export interface PhraseTables {
  phrase_list: PhraseListTable;
}
