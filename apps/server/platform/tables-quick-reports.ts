import type { Side } from '@anyuan/contracts/incident.ts';
import type {
  QuickReportKind,
  QuickReportState,
  ReportPartKind,
} from '@anyuan/contracts/quick-report-lists.ts';

interface QuickReportTable {
  id: string;
  school_id: string;
  person_id: string;
  side: Side;
  kind: QuickReportKind;
  zone_id: string | null;
  place: string;
  latitude: number | null;
  longitude: number | null;
  accuracy_m: number | null;
  words: string;
  made_at: number;
  received_at: number;
  clock_off_ms: number;
  state: QuickReportState;
  settled_at: number | null;
  settled_by: string | null;
  reason: string | null;
  incident_id: string | null;
}

interface QuickReportPartTable {
  id: string;
  report_id: string;
  kind: ReportPartKind;
  position: number;
  media_type: string | null;
  bytes: number | null;
  stored_at: number | null;
  deleted_at: number | null;
}

export interface QuickReportTables {
  quick_report: QuickReportTable;
  quick_report_part: QuickReportPartTable;
}
