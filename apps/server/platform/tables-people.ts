import type { CellError, ImportProblem, PersonState, RowKind } from '@anyuan/contracts/people.ts';
import type { ColumnType, Generated } from 'kysely';
import type { Json } from './tables.ts';

interface PersonChangeTable {
  id: string;
  person_id: string;
  at: number;
  by_id: string | null;
  before: ColumnType<PersonState | null, string | null, never>;
  after: Json<PersonState>;
}

interface PeopleImportTable {
  id: string;
  by_id: string;
  file_name: string;
  state: 'reading' | 'ready' | 'refused' | 'writing' | 'written';
  problem: ImportProblem | null;
  done: Generated<number>;
  total: Generated<number>;
  at: number;
}

interface PeopleImportRowTable {
  import_id: string;
  number: number;
  kind: RowKind;
  cells: Json<Record<string, string>>;
  errors: Json<CellError[]>;
}

export interface PeopleTables {
  person_change: PersonChangeTable;
  people_import: PeopleImportTable;
  people_import_row: PeopleImportRowTable;
}
