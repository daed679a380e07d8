import type { AlarmKind } from '@anyuan/contracts/detection.ts';
import type { WallLayout } from '@anyuan/contracts/figures.ts';
import type { ColumnType } from 'kysely';

/** One school, one local day, one kind of alarm. */
interface AlarmDayTable {
  school_id: string;
  day: string;
  alarm_kind: AlarmKind;
  raised: number;
  accepted: number;
  closed: number;
  due: number;
  in_minute: number;
  verdict_true: number;
  verdict_prank: number;
  verdict_mistaken: number;
  verdict_false: number;
  accept_sec: number[];
  arrive_sec: number[];
  close_sec: number[];
  hour_kind: string[];
}

interface AlarmDaySweepTable {
  id: number;
  due_at: number;
}

interface WallLayoutTable {
  person_id: string;
  body: ColumnType<WallLayout, string, string>;
  saved_at: number;
}

export interface FigureTables {
  alarm_day: AlarmDayTable;
  alarm_day_sweep: AlarmDaySweepTable;
  wall_layout: WallLayoutTable;
}
