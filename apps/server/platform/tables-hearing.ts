import type { AlarmKind, DetectionKind, Reason } from '@anyuan/contracts/detection.ts';
import type { SelfTest } from '@anyuan/contracts/self-test.ts';
import type { ColumnType } from 'kysely';

/** jsonb: parsed on the way out, a JSON string on the way in (see `json`). */
type Json<T> = ColumnType<T, string, string>;

interface SelfTestTable {
  id: string;
  terminal_id: string;
  school_id: string;
  at: number;
  received_at: number;
  outcome: SelfTest['outcome'];
  body: Json<SelfTest>;
}

interface ObservationTable {
  id: string;
  terminal_id: string;
  school_id: string;
  zone_id: string;
  kind: DetectionKind;
  alarm_kind: AlarmKind;
  confidence: number;
  reasons: Json<Reason[]>;
  level_dbfs: number | null;
  began_at: number;
  received_at: number;
}

interface HearingSettingTable {
  id: string;
  school_id: string;
  scope: 'school' | 'zoneKind' | 'zone' | 'terminal';
  /** Empty for the school, else the kind of zone, the zone or the terminal. */
  subject: string;
  version: number;
  body: ColumnType<Record<string, unknown> | null, string | null, string | null>;
  person_id: string;
  reason: string;
  at: number;
}

/** What the terminals hear and say about themselves: db/migrations/0007_trust.sql. */
export interface HearingTables {
  self_test: SelfTestTable;
  observation: ObservationTable;
  hearing_setting: HearingSettingTable;
}
