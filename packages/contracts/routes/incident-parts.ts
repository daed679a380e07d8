import { z } from 'zod';
import { deadlineRuleSchema, incidentNoteSchema, incidentParts } from '../incident.ts';
import { incidentParams, noBody, nothing } from './common.ts';
import { change, words } from './incident-change.ts';
import { route } from './route.ts';

const noteBody = z.strictObject({ text: words(4000) });
const notesReply = z.strictObject({ notes: z.array(incidentNoteSchema) });

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
  showDeadlines: route({
    method: 'GET',
    path: '/api/incident-deadlines',
    access: 'incident.view',
    subject: 'none',
    summary: 'How long each stage may take.',
    params: nothing,
    query: nothing,
    body: noBody,
    reply: z.strictObject({ deadlines: z.array(deadlineRuleSchema) }),
  }),
  saveDeadlines: route({
    method: 'PUT',
    path: '/api/incident-deadlines',
    access: 'incident.rules',
    subject: 'none',
    summary: 'Change how long stages may take. Running incidents keep what they were given.',
    params: nothing,
    query: nothing,
    body: z.strictObject({ deadlines: z.array(deadlineRuleSchema).min(1).max(6) }),
    reply: z.strictObject({ deadlines: z.array(deadlineRuleSchema) }),
  }),
};
