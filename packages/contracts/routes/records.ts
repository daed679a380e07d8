import { z } from 'zod';
import { recordSubjects } from '../record-lists.ts';
import {
  recordedAlarmSchema,
  recordedAnswerSchema,
  recordedFactSchema,
  recordedIncidentSchema,
  recordFilterSchema,
  savedFilterSchema,
} from '../records.ts';
import { done, noBody, nothing } from './common.ts';
import { route } from './route.ts';

const pageQuery = recordFilterSchema.extend({
  /** `next` of the page before. */
  after: z
    .string()
    .regex(/^\d{1,16}_[0-9a-f-]{36}$/)
    .optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export type RecordPage = z.output<typeof pageQuery>;

const pageOf = <R extends z.ZodType>(row: R) =>
  z.strictObject({
    rows: z.array(row),
    /** To ask for the next page with; null: this was the last. */
    next: z.string().nullable(),
    /** On the first page only. Counted up to `recordsCounted` or `textsCounted`; `more`: there are more than that. */
    count: z.strictObject({ rows: z.int(), more: z.boolean() }).nullable(),
  });

const list = { method: 'GET', subject: 'none', params: nothing, body: noBody } as const;

export const recordRoutes = {
  searchAlarms: route({
    ...list,
    path: '/api/records/alarms',
    access: 'alarm.view',
    summary: 'Alarms in scope that match, newest first.',
    query: pageQuery,
    reply: pageOf(recordedAlarmSchema),
  }),
  searchIncidents: route({
    ...list,
    path: '/api/records/incidents',
    access: 'incident.view',
    summary: 'Incidents in scope that match, newest first.',
    query: pageQuery,
    reply: pageOf(recordedIncidentSchema),
  }),
  searchAnswers: route({
    ...list,
    path: '/api/records/answers',
    access: 'alarm.view',
    summary: 'What people answered to alarms in scope, newest first.',
    query: pageQuery,
    reply: pageOf(recordedAnswerSchema),
  }),
  searchFacts: route({
    ...list,
    path: '/api/records/facts',
    access: 'alarm.view',
    summary: 'Everything that happened and that this reader may know, newest first.',
    query: pageQuery,
    reply: pageOf(recordedFactSchema),
  }),
  exportRecords: route({
    ...list,
    path: '/api/records.xlsx',
    access: 'alarm.review',
    summary: 'What was found as an Excel sheet, at most 100,000 rows; on record with the reason.',
    query: recordFilterSchema.extend({
      subject: z.enum(recordSubjects),
      reason: z.string().trim().min(1).max(200),
    }),
    reply: z.unknown(),
    raw: 'out',
  }),
  listSavedFilters: route({
    ...list,
    path: '/api/records/filters',
    access: 'alarm.view',
    summary: 'Own filters, and those shared where this person serves.',
    query: nothing,
    reply: z.strictObject({ filters: z.array(savedFilterSchema) }),
  }),
  saveFilter: route({
    method: 'PUT',
    path: '/api/records/filters/:filterId',
    access: 'alarm.view',
    subject: 'none',
    summary: 'Keep a search under a name, for oneself or for all who serve at an organisation.',
    params: z.strictObject({ filterId: z.uuid() }),
    query: nothing,
    body: z.strictObject({
      name: z.string().trim().min(1).max(40),
      subject: z.enum(recordSubjects),
      filter: recordFilterSchema,
      sharedWith: z.uuid().nullable(),
    }),
    reply: z.strictObject({ filters: z.array(savedFilterSchema) }),
  }),
  removeFilter: route({
    method: 'DELETE',
    path: '/api/records/filters/:filterId',
    access: 'alarm.view',
    subject: 'none',
    summary: 'Take an own filter away; saving it again under its id brings it back.',
    params: z.strictObject({ filterId: z.uuid() }),
    query: nothing,
    body: noBody,
    reply: done,
  }),
};
