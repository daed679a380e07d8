import { hopSamples, windowSamples } from '@anyuan/core/detection/log-mel.ts';
import { togetherScore } from '@anyuan/core/detection/looks.ts';
import type { Heard } from './hear.ts';
import { columnOf, coveredEvents, type EventName, eventNames } from './labels.ts';
import type { FilePart } from './listeners.ts';
import { teacherColumnOf, teacherEvents, teacherHopSamples } from './teacher.ts';

/** Scores of one event over a file; value i is known at `firstMs + i * stepMs` of the stream. */
export interface Series {
  firstMs: number;
  stepMs: number;
  values: Float64Array;
}

/** Something that scores sound: ours, the teacher, a plain level meter. */
export interface System {
  name: 'ours' | 'teacher' | 'level';
  covers: readonly EventName[];
  series(heard: Heard, name: EventName): Series;
}

const samplesPerMs = 16;
const hopMs = hopSamples / samplesPerMs;
const teacherHopMs = teacherHopSamples / samplesPerMs;
const windowMs = windowSamples / samplesPerMs;

/** One look of the words branch suffices; they come every 0.24 s. */
const wordsTimes = { firstMs: 960, stepMs: 240 };

/** The decision's own score at each look. */
export function togetherScores(
  looks: readonly (readonly number[])[],
  column: number,
): Float64Array {
  const scores = looks.map((look) => look[column] ?? 0);
  return Float64Array.from(scores, (_, i) =>
    togetherScore(scores.slice(Math.max(0, i - 2), i + 1)),
  );
}

/** The mean of two looks in a row. */
export function pairMeans(looks: readonly (readonly number[])[], column: number): Float64Array {
  return Float64Array.from({ length: Math.max(0, looks.length - 1) }, (_, i) => {
    return ((looks[i]?.[column] ?? 0) + (looks[i + 1]?.[column] ?? 0)) / 2;
  });
}

export const oursSystem: System = {
  name: 'ours',
  covers: coveredEvents,
  series: (heard, name) =>
    name === 'phrase'
      ? { ...wordsTimes, values: Float64Array.from(heard.ours.words) }
      : {
          firstMs: windowMs,
          stepMs: hopMs,
          values: togetherScores(heard.ours.looks, columnOf(name)),
        },
};

export const teacherSystem: System = {
  name: 'teacher',
  covers: teacherEvents,
  series: (heard, name) => ({
    firstMs: 975 + teacherHopMs,
    stepMs: teacherHopMs,
    values: pairMeans(heard.teacher ?? [], teacherColumnOf(name)),
  }),
};

/** Bins of 100 ms whose mean power is one value of the level meter. */
const levelBins = 5;

const loudnessOf = new WeakMap<FilePart, Float64Array>();

function loudness(file: FilePart): Float64Array {
  const known = loudnessOf.get(file);
  if (known !== undefined) return known;
  const power = Float64Array.from(file.levels, (tenths) => 10 ** (tenths / 100));
  const values = Float64Array.from(
    { length: Math.max(0, power.length - levelBins + 1) },
    (_, i) => {
      let sum = 0;
      for (let k = i; k < i + levelBins; k += 1) sum += power[k] ?? 0;
      return 10 * Math.log10(sum / levelBins);
    },
  );
  loudnessOf.set(file, values);
  return values;
}

/** The plainest detector there is: how loud half a second is, dBFS, whatever it is. */
export const levelSystem: System = {
  name: 'level',
  covers: eventNames,
  series: ({ file }) => ({ firstMs: levelBins * 100, stepMs: 100, values: loudness(file) }),
};

/** An alarm silences the next for this long (the decision's cooldown): one event, one alarm. */
const apartMs = 8_000;

/**
 * The highest values of a series at least 8 s apart, where `isQuiet` holds: what would be counted
 * as false alarms, one by one, as a threshold comes down.
 */
export function quietPeaks(series: Series, isQuiet: (atMs: number) => boolean): number[] {
  const { firstMs, stepMs, values } = series;
  const apart = Math.ceil(apartMs / stepMs);
  const taken = new Uint8Array(values.length);
  const order = Array.from(values.keys()).filter((i) => isQuiet(firstMs + i * stepMs));
  order.sort((a, b) => (values[b] ?? 0) - (values[a] ?? 0));
  const peaks: number[] = [];
  for (const i of order) {
    if (taken[i] === 1) continue;
    peaks.push(values[i] ?? 0);
    taken.fill(1, Math.max(0, i - apart + 1), i + apart);
  }
  return peaks;
}

/** The highest value within a span of time; null when no look falls into it. */
export function highestWithin(
  { firstMs, stepMs, values }: Series,
  span: { fromMs: number; toMs: number },
): number | null {
  const from = Math.max(0, Math.ceil((span.fromMs - firstMs) / stepMs));
  const to = Math.min(values.length - 1, Math.floor((span.toMs - firstMs) / stepMs));
  let highest: number | null = null;
  for (let i = from; i <= to; i += 1) highest = Math.max(highest ?? -Infinity, values[i] ?? 0);
  return highest;
}
