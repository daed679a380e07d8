import { z } from 'zod';
import { daySchema, dutySchema, swapSchema } from '../roster.ts';
import { done, noBody, nothing } from './common.ts';
import { route } from './route.ts';

const named = z.strictObject({ id: z.uuid(), name: z.string() });

export const myDutySchema = dutySchema.extend({
  organisationName: z.string(),
  shiftName: z.string(),
  /** Null: not asked to confirm. */
  confirmedAt: z.number().nullable(),
  /** Swap of this duty that waits for an answer. */
  swapId: z.uuid().nullable(),
});
export type MyDuty = z.infer<typeof myDutySchema>;

export const myRosterSchema = z.strictObject({
  duties: z.array(myDutySchema),
  /** Asked of me, waiting. */
  asked: z.array(swapSchema),
  /** Asked by me, newest first. */
  mine: z.array(swapSchema),
  /** Who may be asked, by organisation. */
  colleagues: z.array(named.extend({ organisationId: z.uuid() })),
});
export type MyRoster = z.infer<typeof myRosterSchema>;

export const myRosterRoutes = {
  myRoster: route({
    method: 'GET',
    path: '/api/me/roster',
    access: 'session',
    subject: 'none',
    summary: 'My duties of the next 28 days, swaps asked of me and by me.',
    params: nothing,
    query: nothing,
    body: noBody,
    reply: myRosterSchema,
  }),
  confirmDuty: route({
    method: 'POST',
    path: '/api/me/duties/:shiftId/:day/confirm',
    access: 'session',
    subject: 'none',
    summary: 'I am on duty: one tap at the start of the shift.',
    params: z.strictObject({ shiftId: z.uuid(), day: daySchema }),
    query: nothing,
    body: noBody,
    reply: done,
  }),
  askSwap: route({
    method: 'POST',
    path: '/api/me/swaps',
    access: 'session',
    subject: 'none',
    summary: 'Ask a colleague to take one of my duties.',
    params: nothing,
    query: nothing,
    body: z.strictObject({
      shiftId: z.uuid(),
      day: daySchema,
      toId: z.uuid(),
      note: z.string().trim().max(200),
    }),
    reply: z.strictObject({ swapId: z.uuid() }),
  }),
  answerSwap: route({
    method: 'POST',
    path: '/api/me/swaps/:swapId/answer',
    access: 'session',
    subject: 'none',
    summary: 'Agree to a swap that was asked of me, or refuse it.',
    params: z.strictObject({ swapId: z.uuid() }),
    query: nothing,
    body: z.strictObject({ agree: z.boolean() }),
    reply: done,
  }),
  withdrawSwap: route({
    method: 'DELETE',
    path: '/api/me/swaps/:swapId',
    access: 'session',
    subject: 'none',
    summary: 'Withdraw a swap that I asked for, while it waits.',
    params: z.strictObject({ swapId: z.uuid() }),
    query: nothing,
    body: noBody,
    reply: done,
  }),
  makeCalendarLink: route({
    method: 'POST',
    path: '/api/me/calendar-link',
    access: 'session',
    subject: 'none',
    summary: 'A new secret address of my duties as iCalendar; an old one ends.',
    params: nothing,
    query: nothing,
    body: noBody,
    reply: z.strictObject({ path: z.string() }),
  }),
  readCalendar: route({
    method: 'GET',
    path: '/api/calendars/:token',
    access: 'public',
    subject: 'none',
    summary: 'Duties of one person as iCalendar (.ics), by the secret address.',
    params: z.strictObject({ token: z.string().min(20).max(80) }),
    query: nothing,
    body: noBody,
    reply: z.undefined(),
    raw: 'out',
  }),
};
