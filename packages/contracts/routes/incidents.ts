import { z } from 'zod';
import { alarmKinds } from '../detection.ts';
import {
  incidentDetailSchema,
  incidentGrades,
  incidentKinds,
  incidentSources,
  incidentStates,
  incidentSummarySchema,
  sides,
} from '../incident.ts';
import { incidentParams, noBody, nothing } from './common.ts';
import { change, incidentReply, words } from './incident-change.ts';
import { incidentPartRoutes } from './incident-parts.ts';
import { route } from './route.ts';

const epochMs = z.int().min(0).max(8_640_000_000_000_000);

export const incidentRoutes = {
  listIncidents: route({
    method: 'GET',
    path: '/api/incidents',
    access: 'incident.view',
    subject: 'none',
    summary: 'Incidents in scope, newest first; pages by `before` (number of the last row).',
    params: nothing,
    query: z.strictObject({
      state: z.enum([...incidentStates, 'open', 'any']).default('any'),
      grade: z.enum(incidentGrades).optional(),
      /** Only those past their deadline. */
      overdue: z.stringbool().default(false),
      /** Only mine: I own them, or a finding of theirs. */
      mine: z.stringbool().default(false),
      /** Only those that wait for the other side, or were handed over. */
      shared: z.stringbool().default(false),
      text: z.string().max(100).default(''),
      schoolId: z.uuid().optional(),
      before: z.coerce.number().int().optional(),
      limit: z.coerce.number().int().min(1).max(500).default(50),
    }),
    body: noBody,
    reply: z.strictObject({ incidents: z.array(incidentSummarySchema), more: z.boolean() }),
  }),
  showIncident: route({
    method: 'GET',
    path: '/api/incidents/:incidentId',
    access: 'incident.view',
    subject: 'incident',
    summary: 'The whole record as this reader may see it; names of minors are shortened.',
    params: incidentParams,
    query: nothing,
    body: noBody,
    reply: z.strictObject({ incident: incidentDetailSchema }),
  }),
  openIncident: route({
    method: 'POST',
    path: '/api/incidents',
    access: 'incident.report',
    subject: 'school',
    summary:
      'Enter an incident by hand, or open one from an alarm. Idempotent on `incidentId`, made by the caller.',
    params: nothing,
    query: nothing,
    body: z.strictObject({
      incidentId: z.uuid(),
      schoolId: z.uuid(),
      alarmId: z.uuid().optional(),
      source: z.enum(incidentSources).exclude(['platform']),
      alarmKind: z.enum(alarmKinds).default('actual'),
      kind: z.enum(incidentKinds),
      title: words(100),
      place: z.string().trim().max(200).default(''),
      content: z.string().trim().max(4000).default(''),
      occurredAt: epochMs,
      /** 警情直通车: the other side sees it and is rung at once. */
      share: z.boolean().default(false),
    }),
    reply: incidentReply,
  }),
  assessIncident: change(
    'assess',
    'incident.handle',
    z.strictObject({
      kind: z.enum(incidentKinds),
      level: z.int().min(1).max(4),
      grade: z.enum(incidentGrades),
      assessment: words(4000),
    }),
    'Assess: kind, level, grade. The grade sets the deadline.',
  ),
  handleIncident: change(
    'handle',
    'incident.handle',
    z.strictObject({ what: words(2000) }),
    'Say what is being done; the first time begins the handling.',
  ),
  concludeIncident: change(
    'conclude',
    'incident.handle',
    z.strictObject({ conclusion: words(4000) }),
    'Conclude the handling, by the side that has it.',
  ),
  reviewIncident: change(
    'review',
    'incident.review',
    z.strictObject({
      conclusion: words(4000),
      findings: z
        .array(
          z.strictObject({
            problem: words(1000),
            measure: words(1000),
            ownerId: z.uuid(),
            dueAt: epochMs,
          }),
        )
        .max(20),
    }),
    'Review: conclusion, and findings each with an owner and a date.',
  ),
  reopenIncident: change(
    'reopen',
    'incident.supervise',
    z.strictObject({ why: words(1000) }),
    'Take a concluded or reviewed incident up again, and say why.',
  ),
  assignIncident: change(
    'assign',
    'incident.supervise',
    z.strictObject({ ownerId: z.uuid(), deadlineAt: epochMs.optional() }),
    'Give it an owner and, if wanted, another deadline.',
  ),
  orderIncident: change(
    'orders',
    'incident.supervise',
    z.strictObject({ instruction: words(2000), dueAt: epochMs }),
    '督办: an instruction with a date. It climbs when it is not answered.',
  ),
  answerOrder: change(
    'orders/answer',
    'incident.handle',
    z.strictObject({ orderId: z.uuid(), answer: words(2000) }),
    'Answer an instruction.',
  ),
  settleOrder: change(
    'orders/settle',
    'incident.supervise',
    z.strictObject({ orderId: z.uuid() }),
    'Take an answer for good.',
  ),
  finishFinding: change(
    'findings/done',
    'incident.handle',
    z.strictObject({ findingId: z.uuid(), result: words(2000) }),
    'Say that a finding was mended, and how.',
  ),
  offerIncident: change(
    'offer',
    'incident.handle',
    z.strictObject({ note: words(1000) }),
    'Hand it to the other side. It rings there until somebody accepts or returns it.',
  ),
  acceptIncident: change(
    'accept',
    'incident.handle',
    noBody,
    'Take it over for the side to which it was handed. Idempotent.',
  ),
  returnIncident: change(
    'return',
    'incident.handle',
    z.strictObject({ reason: words(1000) }),
    'Send it back with a reason, by the side to which it was handed.',
  ),
  listIncidentOwners: route({
    method: 'GET',
    path: '/api/incidents/:incidentId/owners',
    access: 'incident.handle',
    subject: 'incident',
    summary: 'Who can own this incident or a finding of it, by side.',
    params: incidentParams,
    query: nothing,
    body: noBody,
    reply: z.strictObject({
      owners: z.array(z.strictObject({ id: z.uuid(), name: z.string(), side: z.enum(sides) })),
    }),
  }),
  ...incidentPartRoutes,
};
