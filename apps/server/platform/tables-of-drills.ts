import type {
  DrillEnd,
  DrillPlace,
  DrillSchedule,
  PointTestOutcome,
} from '@anyuan/contracts/drill.ts';
import type { TalkEnd, TalkMode } from '@anyuan/contracts/talk.ts';
import type { ColumnType, Generated } from 'kysely';

type Json<T> = ColumnType<T, string, string>;

interface DrillTable {
  id: string;
  school_id: string;
  title: string;
  places: Json<DrillPlace[]>;
  judged: string[];
  answer_within_sec: number;
  announced: boolean;
  schedule: ColumnType<DrillSchedule | null, string | null, string | null>;
  due_at: number | null;
  created_by: string;
  created_at: number;
  cancelled_at: number | null;
}

interface DrillRunTable {
  id: string;
  drill_id: string;
  school_id: string;
  title: string;
  judged: string[];
  answer_within_sec: number;
  announced: boolean;
  zone_ids: string[];
  alarm_ids: string[];
  started_by: string;
  started_at: number;
  ended_at: number | null;
  ended_why: DrillEnd | null;
}

interface PointTestTable {
  id: string;
  school_id: string;
  terminal_id: string;
  tester_id: string;
  armed_at: number;
  until_at: number;
  detection_id: string | null;
  pressed_at: number | null;
  alarm_id: string | null;
  answered_at: number | null;
  answered_by: string | null;
  ended_at: number | null;
  outcome: PointTestOutcome | null;
  note: Generated<string>;
}

interface TalkTable {
  id: string;
  school_id: string;
  alarm_id: string;
  terminal_id: string;
  person_id: string;
  mode: TalkMode;
  reason: string;
  asked_at: number;
  connected_at: number | null;
  until_at: number;
  ended_at: number | null;
  ended_why: TalkEnd | null;
}

export interface DrillTables {
  drill: DrillTable;
  drill_run: DrillRunTable;
  point_test: PointTestTable;
}

export interface TalkTables {
  talk: TalkTable;
}
