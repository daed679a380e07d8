// Without zod: what runs in a browser may take these lists without it.

/** Stretches of days that reports are made of. */
export const reportKinds = ['day', 'week', 'month', 'term'] as const;
export type ReportKind = (typeof reportKinds)[number];

export const reportFormats = ['pdf', 'xlsx'] as const;
export type ReportFormat = (typeof reportFormats)[number];

export const reportStates = ['queued', 'working', 'done', 'failed'] as const;
export type ReportState = (typeof reportStates)[number];

/** A file can be fetched for so long, ms. */
export const reportKeptMs = 24 * 3_600_000;
