import { z } from 'zod';
import { incidentSummarySchema } from '../incident.ts';
import { incidentParams, nothing } from './common.ts';
import { route } from './route.ts';

/** What a person writes: never empty. */
export const words = (max: number) => z.string().trim().min(1).max(max);
export const incidentReply = z.strictObject({ incident: incidentSummarySchema });

/** A change of one incident: the same frame around each. */
export function change<B extends z.ZodType>(
  what: string,
  access:
    | 'incident.handle'
    | 'incident.supervise'
    | 'incident.review'
    | 'incident.schoolNotes'
    | 'incident.policeNotes',
  body: B,
  summary: string,
) {
  return route({
    method: 'POST',
    path: `/api/incidents/:incidentId/${what}`,
    access,
    subject: 'incident',
    summary,
    params: incidentParams,
    query: nothing,
    body,
    reply: incidentReply,
  });
}
