import type { DayKind, DutyChange, RotationStep, SwapState } from '@anyuan/contracts/roster.ts';
import type { ColumnType, Generated } from 'kysely';

/** jsonb: parsed on the way out, a JSON string on the way in (see `json` in db.ts). */
type Json<T> = ColumnType<T, string, string>;

interface ShiftTable {
  id: string;
  organisation_id: string;
  name: string;
  post: string;
  rule: string;
  starts_on: string;
  from_minute: number;
  to_minute: number;
  building_id: string | null;
  runs_on: DayKind[];
  rotation: Json<string[][]>;
  rotation_step: RotationStep;
  version: Generated<number>;
  removed_at: number | null;
}

interface CalendarDayTable {
  organisation_id: string;
  day: string;
  kind: DayKind;
  name: string;
}

interface LeaveTable {
  id: string;
  organisation_id: string;
  person_id: string;
  from_at: number;
  to_at: number;
  substitute_id: string | null;
  note: string;
  created_by: string;
  created_at: number;
  cancelled_at: number | null;
}

interface DutyChangeTable {
  id: string;
  organisation_id: string;
  shift_id: string;
  day: string;
  kind: DutyChange['kind'];
  out_id: string | null;
  in_id: string | null;
  created_by: string;
  created_at: number;
  cancelled_at: number | null;
}

interface SwapTable {
  id: string;
  organisation_id: string;
  shift_id: string;
  day: string;
  start_at: number;
  end_at: number;
  from_id: string;
  to_id: string;
  note: string;
  state: SwapState;
  asked_at: number;
  answered_at: number | null;
}

interface RequiredPostTable {
  organisation_id: string;
  post: string;
  from_minute: number;
  to_minute: number;
  kinds: DayKind[];
  position: number;
}

interface CalendarLinkTable {
  person_id: string;
  token_hash: Buffer;
  created_at: number;
}

interface CoverageCheckTable {
  organisation_id: string;
  due_at: number;
}

interface CoverageToldTable {
  organisation_id: string;
  post: string;
  start_at: number;
  told_at: number;
}

interface DutyConfirmationTable {
  shift_id: string;
  day: string;
  person_id: string;
  organisation_id: string;
  start_at: number;
  end_at: number;
  asked_at: number;
  confirmed_at: number | null;
}

interface HandOverTable {
  id: string;
  organisation_id: string;
  post: string;
  shift_id: string;
  day: string;
  outgoing_id: string;
  incoming_id: string | null;
  items: Json<{ text: string; done: boolean }[]>;
  note: string;
  written_at: number;
  signed_at: number | null;
  signed_note: string | null;
  due_at: number | null;
  reminders: Generated<number>;
}

interface ReachTestTable {
  id: string;
  organisation_id: string;
  began_at: number;
  reply_until: number;
  begun_by: string | null;
}

interface ReachAnswerTable {
  test_id: string;
  person_id: string;
  answered_at: number | null;
}

interface ReachRuleTable {
  organisation_id: string;
  enabled: boolean;
  weekdays: number[];
  at_minute: number;
  reply_minutes: number;
  due_at: number | null;
}

/** Rosters, hand-overs and whether people can be reached (migration 0003). */
export interface RosterTables {
  shift: ShiftTable;
  calendar_day: CalendarDayTable;
  leave: LeaveTable;
  duty_change: DutyChangeTable;
  swap: SwapTable;
  required_post: RequiredPostTable;
  calendar_link: CalendarLinkTable;
  coverage_check: CoverageCheckTable;
  coverage_told: CoverageToldTable;
  duty_confirmation: DutyConfirmationTable;
  hand_over: HandOverTable;
  reach_test: ReachTestTable;
  reach_answer: ReachAnswerTable;
  reach_rule: ReachRuleTable;
}
