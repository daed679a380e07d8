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
  highestWithin,
  levelSystem,
  oursSystem as ours,
  quietPeaks,
  type System,
  teacherSystem,
} from './systems.ts';
import { firstHit, graceMs, holds, isBusy, judge, quietMs, type TruthItem } from './truth.ts';

export interface HeardStream {
  name: string;
  heard: Heard;
  items: readonly TruthItem[];
}

/** An event with the stream that it is in. */
interface Placed {
  stream: HeardStream;
  item: TruthItem;
}

/** `isApart`: items whose time is neither event nor quiet. */
function scoresOf(
  system: System,
  name: EventName,
  { streams, isApart }: { streams: readonly HeardStream[]; isApart(item: TruthItem): boolean },
): Scores {
  const scores: Scores = { events: [], quiet: [], hours: 0 };
  for (const { heard, items } of streams) {
    const series = system.series(heard, name);
    const isOutside = (item: TruthItem) => isBusy(item) || isApart(item);
    const busy = items.filter(isOutside);
    for (const item of items.filter(({ meaning }) => meaning === name)) {
      const span = { fromMs: item.fromMs, toMs: item.toMs + graceMs };
      scores.events.push(highestWithin(series, span) ?? Number.NEGATIVE_INFINITY);
    }
    scores.quiet.push(...quietPeaks(series, (ms) => !busy.some((item) => holds(item, ms))));
    scores.hours += quietMs(items, heard.file.seconds * 1000, isOutside) / 3_600_000;
  }
  return scores;
}

const isConfusable = ({ label }: TruthItem) => label === `neg:${confusableLabel}`;

/** Alarms of each kind where nothing was to be detected, by the distractor that was heard. */
function falseAlarms(
  streams: readonly HeardStream[],
  isWanted: (decision: HeardEvent) => boolean = () => true,
): Record<string, Record<string, number>> {
  const byKind: Record<string, Record<string, number>> = {};
  for (const { heard, items } of streams) {
    for (const decision of heard.ours.decisions.filter(isWanted)) {
      const verdict = judge(decision, items);
      if (verdict.is !== 'false') continue;
      byKind[decision.kind] ??= {};
      countInto(byKind[decision.kind] ?? {}, verdict.item?.label ?? 'background');
    }
  }
  return byKind;
}

const sum = (counts: Record<string, number> = {}) =>
  Object.values(counts).reduce((a, b) => a + b, 0);

/** The figures of continuous streams: an event counts as found within its span plus 2 s. */
export function scoreStreams(
  streams: readonly HeardStream[],
  isSeen: (clip: string) => boolean,
): Scoreboard {
  const seconds = streams.reduce((total, { heard }) => total + heard.file.seconds, 0);
  const quietHours =
    streams.reduce((total, { heard, items }) => {
      return total + quietMs(items, heard.file.seconds * 1000);
    }, 0) / 3_600_000;
  const hasLooks = streams.some(({ heard }) => heard.ours.looks.length > 0);
  const isTaught = streams.length > 0 && streams.every(({ heard }) => heard.teacher !== null);
  const falseAlarmLabels = falseAlarms(streams);
  const falseWakes = falseAlarms(streams, isWaking);
  const placed = (name: EventName): Placed[] =>
    streams.flatMap((stream) =>
      stream.items.filter(({ meaning }) => meaning === name).map((item) => ({ stream, item })),
    );

  function figuresOf(name: EventName): EventFigures {
    const events = placed(name);
    const isCovered = hasLooks && coveredEvents.includes(name);
    const decisionsAt = ({ stream, item }: Placed) =>
      stream.heard.ours.decisions.filter(({ decidedMs }) => holds(item, decidedMs));
    const delays = (isWanted: (decision: HeardEvent) => boolean) =>
      events.map(({ stream, item }) => {
        const hit = firstHit(item, stream.heard.ours.decisions.filter(isWanted), name);
        return hit === undefined ? null : hit.decidedMs - item.fromMs;
      });
    const isApart = () => false;
    const free = (system: System) => freeFigures(scoresOf(system, name, { streams, isApart }));
    const reported = (
      isWanted: (decision: HeardEvent) => boolean,
      wrong: Record<string, number> | undefined,
    ) => shippedFigures({ delaysMs: delays(isWanted), falseAlarms: sum(wrong), hours: quietHours });
    const hasKind = (test: (d: { kind: string; confidence: number }) => boolean) =>
      shareOf(events.filter((event) => decisionsAt(event).some(test)).length, events.length);
    return {
      events: events.length,
      free: isCovered ? free(ours) : null,
      apart:
        isCovered && name === 'phrase'
          ? freeFigures(scoresOf(ours, name, { streams, isApart: isConfusable }))
          : null,
      shipped: isCovered ? reported(() => true, falseAlarmLabels[name]) : null,
      wakes: isCovered ? reported(isWaking, falseWakes[name]) : null,
      woke: hasKind(isWaking),
      teacher: isTaught && teacherSystem.covers.includes(name) ? free(teacherSystem) : null,
      level: free(levelSystem),
      levelShipped: {
        recall: hasKind(({ kind }) => kind === 'level'),
        falseAlarms: rateOf(sum(falseAlarmLabels.level), quietHours),
      },
    };
  }

  const byEvent = Object.fromEntries(eventNames.map((name) => [name, figuresOf(name)])) as Record<
    EventName,
    EventFigures
  >;
  const parts = coveredEvents.flatMap((name) => partsOf(placed(name), { name, isSeen }));
  return {
    title: '连续音频流 / continuous streams',
    files: streams.length,
    hours: seconds / 3600,
    quietHours,
    byEvent,
    confusion: confusionOf(eventNames.flatMap(placed)),
    falseAlarmLabels,
    parts: parts.map((part) => withAt1(part, byEvent, streams)),
  };
}

interface Part extends PartFigures {
  of: Placed[];
}

/** Events by level over the background, and by whether their recording trained the model. */
function partsOf(
  events: readonly Placed[],
  { name, isSeen }: { name: EventName; isSeen: (clip: string) => boolean },
): Part[] {
  const cut = (part: string, keep: (item: TruthItem) => boolean): Part => {
    const of = events.filter(({ item }) => keep(item));
    const shipped = of.filter(
      ({ item, stream }) => firstHit(item, stream.heard.ours.decisions, name) !== undefined,
    ).length;
    return { event: name, part, events: of.length, at1: null, shipped, of };
  };
  const all = [
    cut('< 3 dB', ({ snrDb }) => snrDb !== null && snrDb < 3),
    cut('3 .. 8 dB', ({ snrDb }) => snrDb !== null && snrDb >= 3 && snrDb < 8),
    cut('>= 8 dB', ({ snrDb }) => snrDb !== null && snrDb >= 8),
    cut('recording trained the model', ({ clip }) => isSeen(clip)),
    cut('recording unseen', ({ clip }) => clip !== '' && !isSeen(clip)),
  ];
  return all.filter(({ of }) => of.length > 0);
}

function withAt1(
  { of, ...part }: Part,
  byEvent: Record<EventName, EventFigures>,
  streams: readonly HeardStream[],
): PartFigures {
  const above = byEvent[part.event].free?.recallAt1.above ?? null;
  if (above === null || streams.length === 0) return part;
  const found = of.filter(({ stream, item }) => {
    const span = { fromMs: item.fromMs, toMs: item.toMs + graceMs };
    return (highestWithin(ours.series(stream.heard, part.event), span) ?? -Infinity) > above;
  });
  return { ...part, at1: found.length };
}

function confusionOf(events: readonly Placed[]) {
  const confusion = emptyConfusion();
  for (const { stream, item } of events) {
    const { meaning } = item;
    if (meaning === 'negative' || meaning === 'neither') continue;
    const around = stream.heard.ours.decisions.filter((d) => holds(item, d.decidedMs));
    countInto(confusion[meaning], heardAs(meaning, around));
  }
  return confusion;
}
