import { z } from 'zod';
import { posts } from './alarm.ts';
import { alarmKinds, detectionKinds } from './detection.ts';
import { figureKeys, figureRanges, wallPanels } from './figure-lists.ts';
import { organisationKinds } from './permissions.ts';

const count = z.int().min(0);
const text = z.strictObject({ zh: z.string(), en: z.string() });

/**
 * One figure: numerator and denominator, never the quotient alone. Both null: nothing is recorded yet. A denominator
 * of 0 is no percentage at all ("—").
 */
export const figureSchema = z.strictObject({
  key: z.enum(figureKeys),
  name: text,
  formula: text,
  numerator: count.nullable(),
  denominator: count.nullable(),
  /** Counted apart, such as alarms nobody has judged; null where there is nothing. */
  apart: count.nullable(),
  /** The days it is about; null: as things stand now. */
  days: z.strictObject({ from: z.string(), to: z.string() }).nullable(),
  /** Page of the console with the records behind it. */
  records: z.string().nullable(),
  /** Which record will fill it one day; null for figures that have their record. */
  filledBy: text.nullable(),
});
export type Figure = z.infer<typeof figureSchema>;

const seconds = z.strictObject({
  count,
  median: count.nullable(),
  p90: count.nullable(),
  max: count.nullable(),
  /** One more than there are edges. */
  bins: z.array(count),
});
export type SecondsSummary = z.infer<typeof seconds>;

export const trendDaySchema = z.strictObject({
  day: z.string(),
  raised: count,
  /** Alarms that somebody had to come to, and those reached within 60 s. */
  due: count,
  inMinute: count,
});

export const schoolFiguresSchema = z.strictObject({
  schoolId: z.uuid(),
  name: z.string(),
  stationId: z.uuid().nullable(),
  stationName: z.string().nullable(),
  latitude: z.number().nullable(),
  longitude: z.number().nullable(),
  raised: count,
  due: count,
  inMinute: count,
  /** The same of the equally long stretch before: for the trend. */
  before: z.strictObject({ raised: count, due: count, inMinute: count }),
  terminals: count,
  online: count,
  /** Required posts that nobody fills now. */
  gaps: count,
  /** Those posts. */
  emptyPosts: z.array(z.enum(posts)),
});
export type SchoolFigures = z.infer<typeof schoolFiguresSchema>;

/** Everything a wall shows of one organisation. Of one kind of alarm alone: they are never mixed. */
export const figuresReplySchema = z.strictObject({
  organisation: z.strictObject({
    id: z.uuid(),
    name: z.string(),
    kind: z.enum(organisationKinds),
  }),
  range: z.enum(figureRanges),
  alarmKind: z.enum(alarmKinds),
  days: z.strictObject({ from: z.string(), to: z.string() }),
  /** When it was true, epoch ms of the server. */
  asOf: z.number(),
  figures: z.array(figureSchema),
  seconds: z.strictObject({ accept: seconds, arrive: seconds, close: seconds }),
  /** Alarms per kind of detection, by hour of the day (24). */
  hours: z.array(z.strictObject({ kind: z.enum(detectionKinds), counts: z.array(count) })),
  trend: z.array(trendDaySchema),
  schools: z.array(schoolFiguresSchema),
});
export type FiguresReply = z.infer<typeof figuresReplySchema>;

/** How one person likes the wall. */
export const wallLayoutSchema = z.strictObject({
  /** Panels shown, in order; six to a page. */
  shown: z
    .array(z.enum(wallPanels))
    .max(wallPanels.length)
    .refine((panels) => new Set(panels).size === panels.length),
  /** Seconds a page stands before the tour goes on; 0: no tour. */
  tourSec: z.union([z.literal(0), z.int().min(5).max(600)]),
});
export type WallLayout = z.infer<typeof wallLayoutSchema>;
