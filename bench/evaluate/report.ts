import type { Cost } from './cost.ts';
import type { EventFigures, FreeFigures, Scoreboard } from './figures.ts';
import { eventNames } from './labels.ts';
import type { ClipBoards, Problem } from './run.ts';
import type { Rate, Share } from './statistics.ts';

/** Everything a run found out. */
export interface Report {
  model: { sha256: string; fault: string | null };
  clips: ClipBoards | null;
  streams: Scoreboard | null;
  teacher: boolean;
  cost: Cost | null;
  problems: readonly Problem[];
}

export type Basis = 'heldOut' | 'unseen' | 'seen' | 'streams';

/** The figures that count: never on clips that trained the network, as long as there are others. */
export function headline(report: Report): { basis: Basis; board: Scoreboard } | null {
  const { clips, streams } = report;
  const inOrder: [Basis, Scoreboard | null | undefined][] = [
    ['heldOut', clips?.heldOut],
    ['unseen', clips?.unseen],
    ['seen', clips?.seen],
    ['streams', streams],
  ];
  for (const [basis, board] of inOrder) if (board) return { basis, board };
  return null;
}

const rounded = (value: number | null | undefined, digits = 4) =>
  value === null || value === undefined ? null : Number(value.toFixed(digits));

const pair = (interval: [number, number] | null | undefined) =>
  interval ? [rounded(interval[0]), rounded(interval[1])] : null;

const freeJson = (free: FreeFigures | null) => ({
  recallAt1: rounded(free?.recallAt1.value),
  recallAt5: rounded(free?.recallAt5.value),
  auc: rounded(free?.auc),
});

const freeIntervals = (free: FreeFigures | null) => ({
  recallAt1: pair(free?.recallAt1.interval),
  recallAt5: pair(free?.recallAt5.interval),
});

const shippedJson = (recall?: Share, rate?: Rate) => ({
  shippedRecall: rounded(recall?.value),
  shippedFalsePerHour: rounded(rate?.perHour),
});

const shippedIntervals = (recall?: Share, rate?: Rate) => ({
  shippedRecall: pair(recall?.interval),
  shippedFalsePerHour: pair(rate?.interval),
});

function labelJson({ events, free, apart, shipped, wakes, woke }: EventFigures): object {
  const of = [shipped?.recall, shipped?.falseAlarms] as const;
  return {
    events,
    ...freeJson(free),
    ...shippedJson(...of),
    delayMs: { p50: rounded(shipped?.delayMs.p50, 0), p90: rounded(shipped?.delayMs.p90, 0) },
    intervals: { ...freeIntervals(free), ...shippedIntervals(...of) },
    falseAlarms: shipped?.falseAlarms.count ?? null,
    anyAlarmRecall: rounded(woke.value),
    // Those of them that call people: confidence 2 or more.
    wakes: {
      ...{
        recall: rounded(wakes?.recall.value),
        falsePerHour: rounded(wakes?.falseAlarms.perHour),
      },
      falseAlarms: wakes?.falseAlarms.count ?? null,
    },
    ...(apart === null ? {} : { confusablesApart: freeJson(apart) }),
    branch: free !== null,
  };
}

const byEvent = (board: Scoreboard, map: (figures: EventFigures) => object) =>
  Object.fromEntries(eventNames.map((name) => [name, map(board.byEvent[name])]));

function boardJson(board: Scoreboard): object {
  return {
    files: board.files,
    hours: rounded(board.quietHours),
    labels: byEvent(board, labelJson),
    teacher: teacherJson(board),
    level: levelJson(board),
    confusion: board.confusion,
    falseAlarmLabels: board.falseAlarmLabels,
    parts: board.parts,
  };
}

const teacherJson = (board: Scoreboard) =>
  byEvent(board, ({ events, teacher }) => ({
    events,
    ...freeJson(teacher),
    intervals: freeIntervals(teacher),
  }));

const levelJson = (board: Scoreboard) =>
  byEvent(board, ({ events, level, levelShipped: { recall, falseAlarms } }) => ({
    events,
    ...freeJson(level),
    ...shippedJson(recall, falseAlarms),
    intervals: { ...freeIntervals(level), ...shippedIntervals(recall, falseAlarms) },
  }));

/**
 * The report as `--json` prints it. `labels`, `teacher`, `level` and `hours` are those of `basis`,
 * the others stand beside them; `realTimeFactor` is processor seconds per second of sound.
 */
export function toJson(report: Report): object {
  const main = headline(report);
  const boards: Record<Basis, Scoreboard | null | undefined> = {
    heldOut: report.clips?.heldOut,
    unseen: report.clips?.unseen,
    seen: report.clips?.seen,
    streams: report.streams,
  };
  const some = Object.entries(boards).flatMap(([name, board]) =>
    board ? [[name, boardJson(board)] as const] : [],
  );
  return {
    labels: main === null ? {} : byEvent(main.board, labelJson),
    teacher: main === null || !report.teacher ? null : teacherJson(main.board),
    level: main === null ? null : levelJson(main.board),
    hours: main === null ? 0 : rounded(main.board.quietHours),
    realTimeFactor: report.cost?.realTimeFactor ?? null,
    memoryMb: report.cost?.memoryMb ?? null,
    timesRealTime: report.cost === null ? null : rounded(1 / report.cost.realTimeFactor, 0),
    phrases: report.clips?.phrases ?? null,
    enrolment: report.clips?.enrolment ?? null,
    quarrel: report.clips?.quarrel ?? null,
    basis: main?.basis ?? null,
    model: report.model,
    boards: Object.fromEntries(some),
    problems: report.problems,
  };
}
