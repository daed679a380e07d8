import type { AlarmKind } from '@anyuan/contracts/detection.ts';
import type { ReportFormat, ReportKind, ReportState } from '@anyuan/contracts/report-lists.ts';
import type { Generated } from 'kysely';
import type { Json } from './json-column.ts';

interface SchoolTermTable {
  organisation_id: string;
  from_day: string;
  to_day: string;
  name: string;
}

/** What a report is made from: what was asked, and what of it the person might see then. */
export interface ReportBody {
  kind: ReportKind;
  days: { from: string; to: string; before: { from: string; to: string } };
  alarmKind: AlarmKind;
  format: ReportFormat;
  locale: 'zh' | 'en';
  organisationName: string;
  byName: string;
  /** Scope of the figures, as the reports slice has it. */
  scope: unknown;
}

interface ReportJobTable {
  id: string;
  person_id: string;
  organisation_id: string;
  state: ReportState;
  body: Json<ReportBody>;
  steps_done: Generated<number>;
  steps: number;
  attempts: Generated<number>;
  asked_at: number;
  due_at: number;
  file_name: string | null;
  file: Buffer | null;
}

export interface ReportTables {
  school_term: SchoolTermTable;
  report_job: ReportJobTable;
}
