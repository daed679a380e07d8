/** Facts of one school, counted; see `DigestCounts.from`. */
export interface DigestCounts {
  /** The school was known to the system before the day ended. */
  isKnown: boolean;
  /** Facts of the day by type. */
  byType: ReadonlyMap<string, number>;
  alarmsTrue: number;
  alarmsFalse: number;
  /** Seconds from beginning to first arrival of each alarm of the day that had one. */
  arrivalsSec: readonly number[];
  /** Findings recorded, and mended, until the end of the day. */
  findingsEver: number;
  findingsDoneEver: number;
}

export interface DigestFigures {
  alarms: number | null;
  alarmsTrue: number | null;
  alarmsFalse: number | null;
  arrivalSec: number | null;
  opened: number | null;
  assessed: number | null;
  concluded: number | null;
  reviewed: number | null;
  climbed: number | null;
  findingsMade: number | null;
  findingsDone: number | null;
  findingsOpen: number | null;
}

/** The middle one; of an even number the mean of the two in the middle. Null for none. */
export function median(values: readonly number[]): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  const upper = sorted[half];
  if (upper === undefined) return null;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[half - 1] ?? upper)) / 2;
}

/** The figures of a day. Before a school was there nothing is known: null, never zero. */
export function digestOf(counts: DigestCounts): DigestFigures {
  const known = (n: number): number | null => (counts.isKnown ? n : null);
  const of = (type: string) => known(counts.byType.get(type) ?? 0);
  return {
    alarms: of('alarm.raised'),
    alarmsTrue: known(counts.alarmsTrue),
    alarmsFalse: known(counts.alarmsFalse),
    arrivalSec: median(counts.arrivalsSec),
    opened: of('incident.opened'),
    assessed: of('incident.assessed'),
    concluded: of('incident.concluded'),
    reviewed: of('incident.reviewed'),
    climbed: of('incident.climbed'),
    findingsMade: of('incident.findingRecorded'),
    findingsDone: of('incident.findingDone'),
    findingsOpen: known(counts.findingsEver - counts.findingsDoneEver),
  };
}
