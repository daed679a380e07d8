import { z } from 'zod';
import { alarmKinds } from '../detection.ts';
import { reportFormats, reportKinds, reportStates } from '../report-lists.ts';
import { noBody, nothing } from './common.ts';
import { route } from './route.ts';

/** "2026-09-01", a day that there is. */
const day = z.iso.date();
const organisationParams = z.strictObject({ organisationId: z.uuid() });

export const schoolTermSchema = z
  .strictObject({ name: z.string().trim().min(1).max(40), fromDay: day, toDay: day })
  .refine((t) => t.fromDay <= t.toDay);
export type SchoolTerm = z.infer<typeof schoolTermSchema>;

export const reportAskedSchema = z.strictObject({
  /** Made by the caller: asked twice it is made once. */
  id: z.uuid(),
  kind: z.enum(reportKinds),
  /** Any day of the stretch. */
  day,
  /** Absent: the highest organisation at which the person has a role. */
  organisationId: z.uuid().optional(),
  alarmKind: z.enum(alarmKinds).default('actual'),
  format: z.enum(reportFormats),
  reason: z.string().trim().min(1).max(200),
});
export type ReportAsked = z.output<typeof reportAskedSchema>;

export const reportViewSchema = z.strictObject({
  id: z.uuid(),
  kind: z.enum(reportKinds),
  fromDay: z.string(),
  toDay: z.string(),
  organisationName: z.string(),
  alarmKind: z.enum(alarmKinds),
  format: z.enum(reportFormats),
  state: z.enum(reportStates),
  stepsDone: z.int(),
  steps: z.int(),
  askedAt: z.number(),
  /** Until when the file can be fetched; null while there is none. */
  keptUntil: z.number().nullable(),
});
export type ReportView = z.infer<typeof reportViewSchema>;

const terms = z.strictObject({
  terms: z.array(schoolTermSchema),
  /** Whose they are: the nearest above, when the organisation has none itself; null: nobody's. */
  from: z.string().nullable(),
});

export const reportRoutes = {
  askReport: route({
    method: 'POST',
    path: '/api/reports',
    access: 'figures.view',
    subject: 'none',
    summary: 'Have a report of a day, week, month or term made; on record with the reason.',
    params: nothing,
    query: nothing,
    body: reportAskedSchema,
    reply: z.strictObject({ report: reportViewSchema }),
  }),
  listReports: route({
    method: 'GET',
    path: '/api/reports',
    access: 'figures.view',
    subject: 'none',
    summary: 'Own reports of the last day with their progress, newest first.',
    params: nothing,
    query: nothing,
    body: noBody,
    reply: z.strictObject({ reports: z.array(reportViewSchema) }),
  }),
  fetchReport: route({
    method: 'GET',
    path: '/api/reports/:reportId/file',
    access: 'figures.view',
    subject: 'none',
    summary: 'The file, for whoever asked for it, for a day.',
    params: z.strictObject({ reportId: z.uuid() }),
    query: nothing,
    body: noBody,
    reply: z.unknown(),
    raw: 'out',
  }),
  showTerms: route({
    method: 'GET',
    path: '/api/organisations/:organisationId/terms',
    access: 'figures.view',
    subject: 'organisation',
    summary: 'School terms that hold here: own ones, else those of the nearest above.',
    params: organisationParams,
    query: nothing,
    body: noBody,
    reply: terms,
  }),
  saveTerms: route({
    method: 'PUT',
    path: '/api/organisations/:organisationId/terms',
    access: 'roster.manage',
    subject: 'organisation',
    summary:
      'Set the terms of an organisation and of all below that set none; an empty list gives them back.',
    params: organisationParams,
    query: nothing,
    body: z.strictObject({
      terms: z
        .array(schoolTermSchema)
        .max(40)
        // Two terms at once: no day would know which is its own.
        .refine((all) => {
          const sorted = [...all].sort((a, b) => (a.fromDay < b.fromDay ? -1 : 1));
          return sorted.every((t, i) => i === 0 || (sorted[i - 1]?.toDay ?? '') < t.fromDay);
        }),
    }),
    reply: terms,
  }),
};
