import type { RecordSubject } from '@anyuan/contracts/record-lists.ts';
import type { RecordFilter } from '@anyuan/contracts/records.ts';
import type { Json } from './json-column.ts';
import type { ReportTables } from './tables-reports.ts';

interface SavedFilterTable {
  id: string;
  person_id: string;
  organisation_id: string | null;
  name: string;
  subject: RecordSubject;
  body: Json<RecordFilter>;
  saved_at: number;
}

export interface RecordTables extends ReportTables {
  saved_filter: SavedFilterTable;
}
