import { z } from 'zod';
import {
  deadlineRuleSchema,
  deadlineStages,
  incidentNoteSchema,
  incidentParts,
} from '../incident.ts';
import { incidentParams, noBody, nothing } from './common.ts';
import { change, words } from './incident-change.ts';
import { route } from './route.ts';

const noteBody = z.strictObject({ text: words(4000) });
const notesReply = z.strictObject({ notes: z.array(incidentNoteSchema) });

const organisationParams = z.strictObject({ organisationId: z.uuid() });
const named = z.strictObject({ id: z.uuid(), name: z.string() });

/** One stage: what the organisation says itself, and what holds where it says nothing. */
const deadlineSchema = z.strictObject({
  own: deadlineRuleSchema.nullable(),
  above: deadlineRuleSchema,
  /** Null: as shipped. */
  aboveBy: named.nullable(),
});
export type Deadline = z.infer<typeof deadlineSchema>;
const deadlinesReply = z.strictObject({ deadlines: z.array(deadlineSchema) });

/** People involved, repeated calls, merging and splitting, private notes, deadlines. */
export const incidentPartRoutes = {
  addInvolved: change(
    'people',
    'incident.handle',
    z.strictObject({
      involvedId: z.uuid(),
      name: words(60),
      minor: z.boolean(),
      part: z.enum(incidentParts),
    }),
    'Add somebody involved. Idempotent on `involvedId`.',
  ),
  removeInvolved: change(
    'people/remove',
    'incident.handle',
    z.strictObject({ involvedId: z.uuid() }),
    'Remove somebody involved.',
  ),
  revealInvolved: route({
    method: 'POST',
    path: '/api/incidents/:incidentId/people/reveal',
    access: 'incident.handle',
    subject: 'incident',
    summary: 'The whole name of somebody involved. Asks for a reason and is on record.',
    params: incidentParams,
    query: nothing,
    body: z.strictObject({ involvedId: z.uuid(), reason: words(200) }),
    reply: z.strictObject({ name: z.string() }),
  }),
  linkAlarm: change(
    'link',
    'incident.handle',
    z.strictObject({ alarmId: z.uuid().optional(), what: words(1000) }),
    'Link a repeated call, or another alarm of the same school.',
  ),
  mergeIncident: change(
    'merge',
    'incident.handle',
    z.strictObject({ otherId: z.uuid(), why: words(1000) }),
    'Two incidents become one: the other is merged into this one, both histories stay.',
  ),
  splitIncident: change(
    'split',
    'incident.handle',
    z.strictObject({
      newId: z.uuid(),
      title: words(100),
      alarmIds: z.array(z.uuid()).max(50),
      involvedIds: z.array(z.uuid()).max(50),
      why: words(1000),
    }),
    'Take a part out as an incident of its own. Idempotent on `newId`.',
  ),
  addSchoolNote: change(
    'notes/school',
    'incident.schoolNotes',
    noteBody,
    'A private note of the school. The police never see it.',
  ),
  addPoliceNote: change(
    'notes/police',
    'incident.policeNotes',
    noteBody,
    'A private note of the police. The school never sees it.',
  ),
  listSchoolNotes: route({
    method: 'GET',
    path: '/api/incidents/:incidentId/notes/school',
    access: 'incident.schoolNotes',
    subject: 'incident',
    summary: 'Private notes of the school.',
    params: incidentParams,
    query: nothing,
    body: noBody,
    reply: notesReply,
  }),
  listPoliceNotes: route({
    method: 'GET',
    path: '/api/incidents/:incidentId/notes/police',
    access: 'incident.policeNotes',
    subject: 'incident',
    summary: 'Private notes of the police.',
    params: incidentParams,
    query: nothing,
    body: noBody,
    reply: notesReply,
  }),
  listDeadlines: route({
    method: 'GET',
    path: '/api/incident-deadlines',
    access: 'incident.rules',
    subject: 'none',
    summary: 'Organisations whose deadlines this person may set, and how many stages they decide.',
    params: nothing,
    query: nothing,
    body: noBody,
    reply: z.strictObject({ organisations: z.array(named.extend({ own: z.int() })) }),
  }),
  showDeadlines: route({
    method: 'GET',
    path: '/api/organisations/:organisationId/incident-deadlines',
    access: 'incident.rules',
    subject: 'organisation',
    summary: 'How long each stage may take here, and who says so.',
    params: organisationParams,
    query: nothing,
    body: noBody,
    reply: deadlinesReply,
  }),
  saveDeadlines: route({
    method: 'PUT',
    path: '/api/organisations/:organisationId/incident-deadlines',
    access: 'incident.rules',
    subject: 'organisation',
    summary:
      'Set which stages this organisation decides itself; the others follow the one above. Running incidents keep what they were given.',
    params: organisationParams,
    query: nothing,
    body: z.strictObject({
      deadlines: z
        .array(deadlineRuleSchema)
        .max(deadlineStages.length)
        .refine((rules) => new Set(rules.map((r) => r.stage)).size === rules.length),
    }),
    reply: deadlinesReply,
  }),
};
