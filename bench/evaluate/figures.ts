import { spreadOf } from '../statistics.ts';
import { type EventName, eventNames } from './labels.ts';
import { auc, type Rate, rateOf, recallAt, type Share, shareOf } from './statistics.ts';

/** What the threshold-free figures of one event are made from. */
export interface Scores {
  events: number[];
  /** One score per clip (or peak of a stretch) without any event. */
  quiet: number[];
  hours: number;
}

export interface FreeFigures {
  auc: number | null;
  recallAt1: Share & { above: number | null };
  recallAt5: Share & { above: number | null };
}

/** What happened at the shipped thresholds. */
export interface ShippedFigures {
  recall: Share;
  falseAlarms: Rate;
  delayMs: { p50: number | null; p90: number | null };
}

/** Figures of one event; null parts: nothing answers this event. */
export interface EventFigures {
  events: number;
  free: FreeFigures | null;
  /** Phrases only: the same with words that sound like a phrase left out of the negatives. */
  apart: FreeFigures | null;
  /** Reported under its name, whatever the confidence: 1 is recorded and calls nobody. */
  shipped: ShippedFigures | null;
  /** Reported under its name with confidence 2 or more: people are called. */
  wakes: ShippedFigures | null;
  /** Events during which any sound alarm was raised, of whatever kind. */
  woke: Share;
  teacher: FreeFigures | null;
  level: FreeFigures;
  levelShipped: { recall: Share; falseAlarms: Rate };
}

/** A decision with less than this is recorded and calls nobody. */
const wakingConfidence = 2;

/** Would somebody be called? */
export const isWaking = ({ confidence }: { confidence: number }): boolean =>
  confidence >= wakingConfidence;

export function freeFigures({ events, quiet, hours }: Scores): FreeFigures {
  return {
    auc: auc(events, quiet),
    recallAt1: recallAt({ events, quiet, hours, perHour: 1 }),
    recallAt5: recallAt({ events, quiet, hours, perHour: 5 }),
  };
}

export function shippedFigures(counts: {
  delaysMs: readonly (number | null)[];
  falseAlarms: number;
  hours: number;
}): ShippedFigures {
  const { delaysMs, falseAlarms, hours } = counts;
  const hits = delaysMs.filter((delay) => delay !== null);
  const { p50, p90 } = spreadOf(hits);
  return {
    recall: shareOf(hits.length, delaysMs.length),
    falseAlarms: rateOf(falseAlarms, hours),
    delayMs: { p50, p90 },
  };
}

/** What each event was taken for: its own kind, another, only loud, or nothing. */
export type Confusion = Record<EventName, Record<string, number>>;

export const emptyConfusion = (): Confusion =>
  Object.fromEntries(eventNames.map((name) => [name, {}])) as Confusion;

/** Own kind if it was among the decisions, else the first that would wake people, else the level. */
export function heardAs(
  name: EventName,
  decisions: readonly { kind: string; confidence: number }[],
): string {
  if (decisions.some(({ kind }) => kind === name)) return name;
  const first = decisions.find(isWaking);
  return first?.kind ?? decisions[0]?.kind ?? 'nothing';
}

/** All figures of one set of clips or streams. */
export interface Scoreboard {
  title: string;
  /** Clips or streams that were heard. */
  files: number;
  hours: number;
  quietHours: number;
  byEvent: Record<EventName, EventFigures>;
  confusion: Confusion;
  /** Labels (or distractors) at which alarms of each kind were raised though there was no event. */
  falseAlarmLabels: Record<string, Record<string, number>>;
  /** Events by set (clips) or by level over the background (streams). */
  parts: PartFigures[];
}

/** A part of the events of one name: how many were found. */
export interface PartFigures {
  event: EventName;
  part: string;
  events: number;
  at1: number | null;
  shipped: number | null;
}

export function countInto(counts: Record<string, number>, key: string): void {
  counts[key] = (counts[key] ?? 0) + 1;
}
