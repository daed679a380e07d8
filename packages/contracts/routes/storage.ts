import { z } from 'zod';
import { noBody, nothing } from './common.ts';
import { route } from './route.ts';

/** What takes room, closed: the page has words for each. */
export const storageKinds = [
  'alarms',
  'messages',
  'audit',
  'otherTables',
  'clips',
  'pictures',
  'voices',
  'backups',
] as const;
export type StorageKind = (typeof storageKinds)[number];

export const storageBoardSchema = z.strictObject({
  now: z.number(),
  kinds: z.array(
    z.strictObject({
      kind: z.enum(storageKinds),
      bytes: z.number(),
      /** Bytes a day over the last month; null until there are two days to compare. */
      perDay: z.number().nullable(),
    }),
  ),
  freeBytes: z.number(),
  /** Until the disk is full at this growth; null: unknown, or it does not grow. */
  daysLeft: z.int().nullable(),
});
export type StorageBoard = z.infer<typeof storageBoardSchema>;

export const storageRoutes = {
  showStorage: route({
    method: 'GET',
    path: '/api/storage',
    access: 'backup.manage',
    subject: 'none',
    summary: 'How much each kind of data takes, how it grows, how long the disk lasts.',
    params: nothing,
    query: nothing,
    body: noBody,
    reply: storageBoardSchema,
  }),
};
