import { z } from 'zod';
import { heldSchema, successorSchema, waitingSwapSchema } from '../leaving.ts';
import { personViewSchema } from '../people.ts';
import { noBody, nothing } from './common.ts';
import { route } from './route.ts';

const memberParams = z.strictObject({ memberId: z.uuid() });

export const leavingRoutes = {
  showLeaving: route({
    method: 'GET',
    path: '/api/people/:memberId/leaving',
    access: 'people.manage',
    subject: 'none',
    summary: 'What hangs on a person who leaves, and who could take it over.',
    params: memberParams,
    query: nothing,
    body: noBody,
    reply: z.strictObject({
      version: z.int(),
      held: z.array(heldSchema),
      swaps: z.array(waitingSwapSchema),
      candidates: z.array(
        z.strictObject({ id: z.uuid(), name: z.string(), organisationId: z.uuid() }),
      ),
      /** What ends or falls silent with the account. */
      sessions: z.int(),
      addresses: z.int(),
    }),
  }),
  leavePerson: route({
    method: 'POST',
    path: '/api/people/:memberId/leaving',
    access: 'people.manage',
    subject: 'none',
    summary:
      'Hands everything over and disables the account, in one step. Leaves a post empty only when `acceptEmpty` says so.',
    params: memberParams,
    query: nothing,
    body: z.strictObject({
      basedOn: z.int().min(1),
      successors: z.array(successorSchema).max(500),
      acceptEmpty: z.boolean(),
    }),
    reply: z.strictObject({ person: personViewSchema }),
  }),
  undoLeaving: route({
    method: 'POST',
    path: '/api/people/:memberId/leaving/undo',
    access: 'people.manage',
    subject: 'none',
    summary: 'Takes the leaving back within a day, while nothing of it was changed since.',
    params: memberParams,
    query: nothing,
    body: noBody,
    reply: z.strictObject({ person: personViewSchema }),
  }),
};
