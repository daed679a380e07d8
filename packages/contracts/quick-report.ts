import { z } from 'zod';
import { incidentStates, sides } from './incident.ts';
import {
  type QuickReportKind,
  quickReportKinds,
  quickReportStates,
  reportPartKinds,
} from './quick-report-lists.ts';

export const reportPositionSchema = z.strictObject({
  latitude: z.number().min(-90).max(90),
  longitude: z.number().min(-180).max(180),
  accuracyM: z.number().min(0).max(100_000),
});
export type ReportPosition = z.infer<typeof reportPositionSchema>;

const time = z.number().nullable();

export const reportPartSchema = z.strictObject({
  id: z.uuid(),
  kind: z.enum(reportPartKinds),
  /** Null: still on the phone. */
  storedAt: time,
  /** Deleted when due. */
  deletedAt: time,
});
export type ReportPart = z.infer<typeof reportPartSchema>;

export const quickReportSchema = z.strictObject({
  id: z.uuid(),
  schoolId: z.uuid(),
  schoolName: z.string(),
  side: z.enum(sides),
  kind: z.enum(quickReportKinds),
  place: z.string(),
  position: reportPositionSchema.nullable(),
  words: z.string(),
  reporterName: z.string(),
  /** By the clock of the phone, corrected by how far it was off. */
  madeAt: z.number(),
  receivedAt: z.number(),
  /** Clock of the phone minus ours, milliseconds. */
  clockOffMs: z.number(),
  state: z.enum(quickReportStates),
  settledAt: time,
  settledByName: z.string().nullable(),
  reason: z.string().nullable(),
  incidentId: z.uuid().nullable(),
  incidentNumber: z.int().nullable(),
  incidentState: z.enum(incidentStates).nullable(),
  parts: z.array(reportPartSchema),
});
export type QuickReport = z.infer<typeof quickReportSchema>;

/** Who looked at a report, and what for. */
export const reportViewSchema = z.strictObject({
  at: z.number(),
  personName: z.string(),
  /** Null: read the words; else photos and voice, for this reason. */
  reason: z.string().nullable(),
});
export type ReportView = z.infer<typeof reportViewSchema>;

/** Facts of quick reports. The words stand in the row alone: they may name a child. */
export type QuickReportFact =
  | {
      type: 'quickReport.sent';
      reportId: string;
      personId: string;
      kind: QuickReportKind;
      parts: number;
    }
  | { type: 'quickReport.closed'; reportId: string; personId: string }
  | { type: 'quickReport.reopened'; reportId: string; personId: string }
  | {
      type: 'quickReport.becameIncident';
      reportId: string;
      personId: string;
      /** Not `incidentId`: the time line of the incident begins with its own opening. */
      openedId: string;
    };
