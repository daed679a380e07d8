import { z } from 'zod';
import { incidentKinds } from '../incident.ts';
import { quickReportSchema, reportPositionSchema, reportViewSchema } from '../quick-report.ts';
import {
  quickReportKinds,
  reportPartBytesMax,
  reportPartKinds,
  reportPhotosMax,
  reportWordsMax,
} from '../quick-report-lists.ts';
import { done, noBody, nothing } from './common.ts';
import { words } from './incident-change.ts';
import { route } from './route.ts';

const epochMs = z.int().min(0).max(8_640_000_000_000_000);
const reportParams = z.strictObject({ quickReportId: z.uuid() });
const partParams = z.strictObject({ quickReportId: z.uuid(), partId: z.uuid() });
const one = z.strictObject({ report: quickReportSchema });

export const quickReportRoutes = {
  sendQuickReport: route({
    method: 'POST',
    path: '/api/quick-reports',
    access: 'incident.report',
    subject: 'school',
    summary:
      '随手报: what somebody saw. Idempotent on `id`, made on the phone; answers which parts it lacks.',
    params: nothing,
    query: nothing,
    body: z.strictObject({
      id: z.uuid(),
      schoolId: z.uuid(),
      kind: z.enum(quickReportKinds),
      zoneId: z.uuid().nullable(),
      place: z.string().trim().max(200),
      position: reportPositionSchema.nullable(),
      words: z.string().trim().max(reportWordsMax),
      parts: z
        .array(z.strictObject({ id: z.uuid(), kind: z.enum(reportPartKinds) }))
        .max(reportPhotosMax + 1),
      /** Both by the clock of the phone: how long it waited there, and how far that clock is off. */
      madeAt: epochMs,
      sentAt: epochMs,
    }),
    reply: z.strictObject({ missing: z.array(z.uuid()) }),
  }),
  sendReportPart: route({
    method: 'PUT',
    path: '/api/quick-reports/:quickReportId/parts/:partId',
    access: 'incident.report',
    subject: 'none',
    summary: 'A photo (JPEG) or the voice note of one’s own report, as bytes. Idempotent.',
    params: partParams,
    query: nothing,
    body: z.unknown(),
    reply: done,
    raw: 'in',
    bodyMaxBytes: reportPartBytesMax,
    tooLarge: 'quickReport.partTooLarge',
  }),
  myQuickReports: route({
    method: 'GET',
    path: '/api/me/quick-reports',
    access: 'session',
    subject: 'none',
    summary: 'My last fifty reports and what became of them.',
    params: nothing,
    query: nothing,
    body: noBody,
    reply: z.strictObject({ reports: z.array(quickReportSchema) }),
  }),
  listQuickReports: route({
    method: 'GET',
    path: '/api/quick-reports',
    access: 'incident.handle',
    subject: 'none',
    summary: 'Reports in scope, newest first; pages by `before` (receivedAt of the last row).',
    params: nothing,
    query: z.strictObject({
      state: z.enum(['open', 'settled', 'any']).default('open'),
      incidentId: z.uuid().optional(),
      before: z.coerce.number().int().optional(),
      limit: z.coerce.number().int().min(1).max(200).default(50),
    }),
    body: noBody,
    reply: z.strictObject({ reports: z.array(quickReportSchema), more: z.boolean() }),
  }),
  showQuickReport: route({
    method: 'GET',
    path: '/api/quick-reports/:quickReportId',
    access: 'incident.handle',
    subject: 'none',
    summary: 'One report, and who looked at it; the look itself is on record.',
    params: reportParams,
    /** `follows`: a page that is open reads anew because something changed; that is the same look. */
    query: z.strictObject({ follows: z.literal('true').optional() }),
    body: noBody,
    reply: one.extend({ views: z.array(reportViewSchema) }),
  }),
  openReportPart: route({
    method: 'GET',
    path: '/api/quick-reports/:quickReportId/parts/:partId',
    access: 'incident.handle',
    subject: 'none',
    summary: 'A photo or the voice note; asks what for and keeps it on record, as for recordings.',
    params: partParams,
    query: z.strictObject({ reason: words(200) }),
    body: noBody,
    reply: z.undefined(),
    raw: 'out',
  }),
  closeQuickReport: route({
    method: 'POST',
    path: '/api/quick-reports/:quickReportId/close',
    access: 'incident.handle',
    subject: 'none',
    summary: 'Closes a report with a reason; the reporter reads it.',
    params: reportParams,
    query: nothing,
    body: z.strictObject({ reason: words(500) }),
    reply: one,
  }),
  reopenQuickReport: route({
    method: 'POST',
    path: '/api/quick-reports/:quickReportId/reopen',
    access: 'incident.handle',
    subject: 'none',
    summary: 'Takes the closing of a report back.',
    params: reportParams,
    query: nothing,
    body: noBody,
    reply: one,
  }),
  openIncidentOfReport: route({
    method: 'POST',
    path: '/api/quick-reports/:quickReportId/incident',
    access: 'incident.handle',
    subject: 'none',
    summary: 'Turns a report into an incident, with its words and place. Idempotent.',
    params: reportParams,
    query: nothing,
    body: z.strictObject({ kind: z.enum(incidentKinds), title: words(100) }),
    reply: one,
  }),
};
