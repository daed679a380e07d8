import type { ClipRow } from './clip-list.ts';
import {
  countInto,
  type EventFigures,
  emptyConfusion,
  freeFigures,
  heardAs,
  isWaking,
  type PartFigures,
  type Scoreboard,
  type Scores,
  shippedFigures,
} from './figures.ts';
import type { Heard } from './hear.ts';
import { confusableLabel, coveredEvents, type EventName, eventNames } from './labels.ts';
import type { HeardEvent } from './listeners.ts';
import { rateOf, shareOf } from './statistics.ts';
import {
  levelSystem,
  oursSystem as ours,
  quietPeaks,
  type System,
  teacherSystem,
} from './systems.ts';

export interface HeardClip {
  row: ClipRow;
  heard: Heard;
}

export interface ClipGroup {
  title: string;
  clips: readonly HeardClip[];
}

/** A quiet clip longer than this is a stretch of a stream: it can hold more than one false alarm. */
const longClipSec = 60;

const quietScores = (system: System, { heard }: HeardClip, name: EventName): number[] => {
  const series = system.series(heard, name);
  if (heard.file.seconds > longClipSec) return quietPeaks(series, () => true);
  return [series.values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY)];
};

const best = (system: System, { heard }: HeardClip, name: EventName): number =>
  system.series(heard, name).values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);

type Wanted = (decision: HeardEvent) => boolean;

/** From the beginning of the sound in a clip to the first decision that is wanted; null: missed. */
function delayMs({ file, ours: { decisions } }: Heard, isWanted: Wanted): number | null {
  const hit = decisions.find(isWanted);
  return hit === undefined ? null : Math.max(0, hit.decidedMs - file.leadMs - file.onsetMs);
}

/** The figures of a group of clips: every clip once, by the ears of the group. */
export function scoreClips(group: ClipGroup): Scoreboard {
  const { clips } = group;
  const quiet = clips.filter(({ row }) => row.meaning === 'negative');
  const hoursOf = (some: readonly HeardClip[]) =>
    some.reduce((sum, { heard }) => sum + heard.file.seconds, 0) / 3600;
  const hours = hoursOf(quiet);
  const hasLooks = clips.some(({ heard }) => heard.ours.looks.length > 0);
  const isTaught = clips.length > 0 && clips.every(({ heard }) => heard.teacher !== null);
  const countFalse = (isWanted: Wanted) =>
    quiet.reduce((n, { heard }) => n + heard.ours.decisions.filter(isWanted).length, 0);
  const levelFalse = countFalse(({ kind }) => kind === 'level');

  function figuresOf(name: EventName): { figures: EventFigures; parts: PartFigures[] } {
    const events = clips.filter(({ row }) => row.meaning === name);
    const isCovered = hasLooks && coveredEvents.includes(name);
    const scores = (system: System, negatives: readonly HeardClip[] = quiet): Scores => ({
      events: events.map((clip) => best(system, clip, name)),
      quiet: negatives.flatMap((clip) => quietScores(system, clip, name)),
      hours: hoursOf(negatives),
    });
    const delays = (isWanted: Wanted) => events.map(({ heard }) => delayMs(heard, isWanted));
    const reported = (isWanted: Wanted) =>
      shippedFigures({ delaysMs: delays(isWanted), falseAlarms: countFalse(isWanted), hours });
    const isOwn: Wanted = ({ kind }) => kind === name;
    const free = isCovered ? freeFigures(scores(ours)) : null;
    const loud = delays(({ kind }) => kind === 'level').filter((delay) => delay !== null).length;
    const woken = events.filter(({ heard }) => heard.ours.decisions.some(isWaking));
    const unlike = quiet.filter(({ row }) => row.label !== confusableLabel);
    const figures: EventFigures = {
      events: events.length,
      free,
      apart: isCovered && name === 'phrase' ? freeFigures(scores(ours, unlike)) : null,
      shipped: isCovered ? reported(isOwn) : null,
      wakes: isCovered ? reported((decision) => isOwn(decision) && isWaking(decision)) : null,
      woke: shareOf(woken.length, events.length),
      teacher:
        isTaught && teacherSystem.covers.includes(name) ? freeFigures(scores(teacherSystem)) : null,
      level: freeFigures(scores(levelSystem)),
      levelShipped: {
        recall: shareOf(loud, events.length),
        falseAlarms: rateOf(levelFalse, hours),
      },
    };
    const above = free?.recallAt1.above ?? null;
    return { figures, parts: free === null ? [] : bySet(name, events, above) };
  }

  function bySet(name: EventName, events: HeardClip[], above: number | null): PartFigures[] {
    const sets = [...new Set(events.map(({ row }) => row.set))].sort();
    return sets.map((set) => {
      const own = events.filter(({ row }) => row.set === set);
      const found = own.filter((clip) => best(ours, clip, name) > (above ?? Infinity));
      const shipped = own.filter(
        ({ heard }) => delayMs(heard, ({ kind }) => kind === name) !== null,
      );
      return {
        ...{ event: name, part: set, events: own.length },
        at1: above === null ? null : found.length,
        shipped: shipped.length,
      };
    });
  }

  const all = eventNames.map((name) => [name, figuresOf(name)] as const);
  return {
    title: group.title,
    files: clips.length,
    hours: hoursOf(clips),
    quietHours: hours,
    byEvent: Object.fromEntries(all.map(([name, { figures }]) => [name, figures])) as Record<
      EventName,
      EventFigures
    >,
    ...countMistakes(group),
    parts: all.flatMap(([, { parts }]) => parts),
  };
}

function countMistakes({ clips }: ClipGroup) {
  const confusion = emptyConfusion();
  const falseAlarmLabels: Record<string, Record<string, number>> = {};
  for (const { row, heard } of clips) {
    const { decisions } = heard.ours;
    if (row.meaning === 'negative') {
      for (const { kind } of decisions) {
        falseAlarmLabels[kind] ??= {};
        countInto(falseAlarmLabels[kind], row.label);
      }
    } else if (row.meaning !== 'neither') {
      countInto(confusion[row.meaning], heardAs(row.meaning, decisions));
    }
  }
  return { confusion, falseAlarmLabels };
}
