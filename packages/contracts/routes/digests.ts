import { z } from 'zod';
import { noBody, nothing } from './common.ts';
import { route } from './route.ts';

/** Null: nothing is known, which is not zero. */
const count = z.int().nullable();

/** 每日会商研判: one school's day, as it stood at the end of that day. */
export const schoolDigestSchema = z.strictObject({
  schoolId: z.uuid(),
  schoolName: z.string(),
  stationName: z.string().nullable(),
  alarms: count,
  alarmsTrue: count,
  alarmsFalse: count,
  /** Seconds from the beginning to the first proved arrival, median. */
  arrivalSec: z.number().nullable(),
  opened: count,
  assessed: count,
  concluded: count,
  reviewed: count,
  /** Times that lateness was told to leaders. */
  climbed: count,
  findingsMade: count,
  findingsDone: count,
  /** Not mended at the end of the day. */
  findingsOpen: count,
});
export type SchoolDigest = z.infer<typeof schoolDigestSchema>;

/** Minute of the local day at which yesterday is told; the product's own is 07:30. */
export const digestTimeSchema = z.strictObject({ atMinute: z.int().min(0).max(1439) });
export const usualDigestMinute = 7 * 60 + 30;

export const digestRoutes = {
  showDigestTime: route({
    method: 'GET',
    path: '/api/digest-time',
    access: 'incident.view',
    subject: 'none',
    summary: 'When schools and stations are told that yesterday is ready.',
    params: nothing,
    query: nothing,
    body: noBody,
    reply: digestTimeSchema,
  }),
  saveDigestTime: route({
    method: 'PUT',
    path: '/api/digest-time',
    access: 'channel.manage',
    subject: 'none',
    summary: 'Set when the daily digest is told; a day that was told stays told.',
    params: nothing,
    query: nothing,
    body: digestTimeSchema,
    reply: digestTimeSchema,
  }),
  showDigest: route({
    method: 'GET',
    path: '/api/digests/:day',
    access: 'incident.view',
    subject: 'none',
    summary:
      'Daily digest of the schools in scope. From facts alone: any past day reads the same again.',
    params: z.strictObject({ day: z.iso.date() }),
    query: nothing,
    body: noBody,
    reply: z.strictObject({ day: z.string(), schools: z.array(schoolDigestSchema) }),
  }),
};
