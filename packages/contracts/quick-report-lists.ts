// Apart from the schemas: the phone needs these and not zod.

/** What somebody saw: a danger to mend, a dispute, somebody suspicious, anything else. */
export const quickReportKinds = ['hazard', 'dispute', 'suspicious', 'other'] as const;
export type QuickReportKind = (typeof quickReportKinds)[number];

/** Waits for somebody to look; became an incident; closed with a reason that the reporter reads. */
export const quickReportStates = ['open', 'incident', 'closed'] as const;
export type QuickReportState = (typeof quickReportStates)[number];

export const reportPartKinds = ['photo', 'voice'] as const;
export type ReportPartKind = (typeof reportPartKinds)[number];

export const reportPhotosMax = 6;
export const voiceSecondsMax = 60;
/** Longer side of a photo as the phone sends it, pixels. */
export const photoSideMax = 1600;
/** One photo or the voice note as it is sent, bytes: a JPEG of that size has a tenth of it. */
export const reportPartBytesMax = 4 * 1024 * 1024;
export const reportWordsMax = 2000;
