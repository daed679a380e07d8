import type { AlarmKind } from '@anyuan/contracts/detection.ts';
import type { FigureRange } from '@anyuan/contracts/figure-lists.ts';
import type { SchoolFigures } from '@anyuan/contracts/figures.ts';
import type { OrganisationKind } from '@anyuan/contracts/permissions.ts';
import type { DayRange } from '@anyuan/core/reports/ranges.ts';

/** A school as figures show it. */
export interface ReportedSchool
  extends Pick<
    SchoolFigures,
    'schoolId' | 'name' | 'stationId' | 'stationName' | 'latitude' | 'longitude'
  > {
  timeZone: string;
}

/** What is asked, by whom: only schools and lines that the reader has. */
export interface FiguresScope {
  organisation: { id: string; name: string; kind: OrganisationKind; timeZone: string };
  schools: readonly ReportedSchool[];
  /** Organisations whose rosters count. */
  rosterIds: readonly string[];
  /** Null: this reader sees no incidents. */
  incidents: {
    schoolIds: readonly string[];
    lines: { school: readonly string[]; police: readonly string[] };
  } | null;
  range: FigureRange;
  /** Other days than those of the range, for reports; they may lie in the past. */
  days?: DayRange & { before: DayRange };
  alarmKind: AlarmKind;
}
