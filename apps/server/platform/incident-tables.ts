import type { AlarmKind } from '@anyuan/contracts/detection.ts';
import type {
  DeadlineStage,
  IncidentGrade,
  IncidentKind,
  IncidentPart,
  IncidentSource,
  IncidentState,
  Side,
} from '@anyuan/contracts/incident.ts';
import type { Incident } from '@anyuan/core/incident/incident.ts';
import type { ColumnType, Generated } from 'kysely';
import type { QuickReportTables } from './tables-quick-reports.ts';

/** jsonb: parsed on the way out, a JSON string on the way in (see `json`). */
type Json<T> = ColumnType<T, string, string>;

export interface IncidentTable {
  id: string;
  number: Generated<number>;
  version: number;
  school_id: string;
  state: IncidentState;
  source: IncidentSource;
  alarm_kind: AlarmKind;
  kind: IncidentKind;
  level: number | null;
  grade: IncidentGrade | null;
  title: string;
  place: string;
  raised_by: Side;
  shared: boolean;
  holder: Side;
  offered_to: Side | null;
  owner_id: string | null;
  occurred_at: number;
  reported_at: number;
  concluded_at: number | null;
  deadline_at: number | null;
  merged_into_id: string | null;
  body: Json<Incident>;
  due_at: number | null;
  step_failures: Generated<number>;
}

interface IncidentAlarmTable {
  alarm_id: string;
  incident_id: string;
  school_id: string;
  zone_id: string | null;
  linked_at: number;
}

interface IncidentPersonTable {
  id: string;
  incident_id: string;
  name: string;
  minor: boolean;
  part: IncidentPart;
}

interface IncidentNoteTable {
  id: string;
  incident_id: string;
  side: Side;
  person_id: string;
  at: number;
  text: string;
}

interface IncidentDeadlineTable {
  organisation_id: string;
  stage: DeadlineStage;
  within_min: number;
  remind_before_min: number;
  climb_every_min: number;
}

interface IncidentPlatformTable {
  platform: string;
  number: string;
  incident_id: string | null;
  alarm_id: string | null;
  school_id: string;
  state: string;
  at: number;
  fields: Json<Record<string, unknown>>;
}

interface PlatformMessageTable {
  id: string;
  platform: string;
  incident_id: string | null;
  kind: string;
  body: Json<Record<string, unknown>>;
  attempts: Generated<number>;
  due_at: number | null;
  sent_at: number | null;
  error: string | null;
  at: number;
}

interface PlatformCheckTable {
  platform: string;
  at: number;
  compared: boolean;
  missing: number;
  stale: number;
  unknown: string[];
}

interface DigestTable {
  organisation_id: string;
  /** ISO date in the organisation's time zone. */
  day: ColumnType<Date, string, string>;
  told_at: number;
}

/** Tables of the incident loop. */
export interface IncidentTables extends QuickReportTables {
  incident: IncidentTable;
  incident_alarm: IncidentAlarmTable;
  incident_person: IncidentPersonTable;
  incident_note: IncidentNoteTable;
  incident_deadline: IncidentDeadlineTable;
  incident_platform: IncidentPlatformTable;
  platform_message: PlatformMessageTable;
  platform_check: PlatformCheckTable;
  digest: DigestTable;
}
