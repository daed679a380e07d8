import type {
  CellError,
  ImportProblem,
  ImportState,
  ImportTakenBack,
  PersonState,
  RowKind,
} from '@anyuan/contracts/people.ts';
import type { ColumnType, Generated } from 'kysely';
import type { Json } from './json-column.ts';

interface PersonChangeTable {
  id: string;
  person_id: string;
  at: number;
  by_id: string | null;
  before: ColumnType<PersonState | null, string | null, never>;
  after: Json<PersonState>;
  /** The list that made this edit. */
  import_id: Generated<string | null>;
}

interface PeopleImportTable {
  id: string;
  by_id: string;
  file_name: string;
  state: ImportState;
  problem: ImportProblem | null;
  done: Generated<number>;
  total: Generated<number>;
  at: number;
  /** When work on it last went on. */
  beat_at: number;
  taken_back: ColumnType<ImportTakenBack | null, string | null | undefined, string | null>;
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
