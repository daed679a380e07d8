// Without zod: what runs in a browser may take these lists without it.

/** Ranges of days that figures are asked for; all end today. */
export const figureRanges = ['today', 'week', 'month', 'term'] as const;
export type FigureRange = (typeof figureRanges)[number];

/** What figures are kept of, each with its formula in `figure-catalogue.ts`. */
export const figureKeys = [
  'minute',
  'accepted',
  'handled',
  'falseAlarms',
  'online',
  'selfTests',
  'pointTests',
  'duty',
  'incidents',
  'orders',
  'drills',
  'fourHundred',
  'posts',
  'patrols',
  'hazards',
  'disputes',
  'duties',
] as const;
export type FigureKey = (typeof figureKeys)[number];

/** Moments of an alarm whose distance from its beginning (t0) is measured. */
export const measuredMoments = ['accept', 'arrive', 'close'] as const;
export type MeasuredMoment = (typeof measuredMoments)[number];

/** Upper edges of the bars of a distribution, whole seconds; the last bar has none. 60 is the promise. */
export const binEdgesSec = [10, 20, 30, 45, 60, 90, 120, 300] as const;

/** Panels of the wall; each shows some of the figures. */
export const wallPanels = [
  'minute',
  'hours',
  'handling',
  'terminals',
  'duty',
  'incidents',
  'drills',
  'ranking',
  'trend',
  'fourHundred',
  'posts',
  'hazards',
  'disputes',
  'duties',
] as const;
export type WallPanel = (typeof wallPanels)[number];
