import { z } from 'zod';
import { noBody, nothing } from './common.ts';
import { route } from './route.ts';

export const privacyRoutes = {
  showPrivacy: route({
    method: 'GET',
    path: '/api/privacy',
    access: 'terminal.view',
    subject: 'none',
    summary: 'How recordings are kept: for how long, sealed or not, how many there are in scope.',
    params: nothing,
    query: nothing,
    body: noBody,
    reply: z.strictObject({
      keepDays: z.number(),
      /** In privacy zones where a clip was allowed at all. */
      privacyKeepDays: z.number(),
      /** `keyMissing`: recordings can be neither stored nor played until the key is put back. */
      sealed: z.enum(['yes', 'keyMissing']),
      clips: z.int(),
      oldestStoredAt: z.number().nullable(),
    }),
  }),
};
