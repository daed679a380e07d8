import { z } from 'zod';
import { selfTestSchema } from '../self-test.ts';
import { done, noBody, nothing, terminalParams } from './common.ts';
import { route } from './route.ts';

const run = z.strictObject({ receivedAt: z.number(), result: selfTestSchema });

export const latestSelfTestSchema = z.strictObject({
  terminalId: z.uuid(),
  last: run.nullable(),
  /** No result for longer than a day: nobody knows whether it hears. */
  missing: z.boolean(),
});
export type LatestSelfTest = z.infer<typeof latestSelfTestSchema>;

export const selfTestRoutes = {
  askSelfTest: route({
    method: 'POST',
    path: '/api/terminals/:terminalId/self-tests',
    access: 'drill.test',
    subject: 'terminal',
    summary:
      'Let it test itself now: it sounds for some 15 s and calls nobody. Refused while it is away; in an alarm it says so in its result.',
    params: terminalParams,
    query: nothing,
    body: noBody,
    reply: done,
  }),
  listSelfTests: route({
    method: 'GET',
    path: '/api/self-tests',
    access: 'terminal.view',
    subject: 'none',
    summary: 'The newest self-test of every terminal in scope, and whose is missing.',
    params: nothing,
    query: nothing,
    body: noBody,
    reply: z.strictObject({ terminals: z.array(latestSelfTestSchema) }),
  }),
  showSelfTests: route({
    method: 'GET',
    path: '/api/terminals/:terminalId/self-tests',
    access: 'terminal.view',
    subject: 'terminal',
    summary: 'The last 60 self-tests of one terminal, newest first.',
    params: terminalParams,
    query: nothing,
    body: noBody,
    reply: z.strictObject({ runs: z.array(run) }),
  }),
};
