import { z } from 'zod';
import { softwarePlatforms, softwareSignature, softwareVersion } from '../software.ts';
import { done, noBody, nothing } from './common.ts';
import { route } from './route.ts';

/** One terminal, its school, a part of all, all. */
export const rolloutStageSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('one') }),
  z.strictObject({ kind: z.literal('school') }),
  z.strictObject({ kind: z.literal('percent'), percent: z.int().min(1).max(99) }),
  z.strictObject({ kind: z.literal('all') }),
]);
export type RolloutStage = z.infer<typeof rolloutStageSchema>;

export const rolloutStates = ['running', 'paused', 'stopped', 'done', 'takenBack'] as const;
export type RolloutState = (typeof rolloutStates)[number];
export const rolloutChanges = ['pause', 'resume', 'takeBack'] as const;
export type RolloutChange = (typeof rolloutChanges)[number];

const releaseSchema = z.strictObject({
  id: z.uuid(),
  version: softwareVersion,
  platform: z.enum(softwarePlatforms),
  minServer: softwareVersion,
  sha256: z.string(),
  bytes: z.int(),
  addedAt: z.number(),
});

const rolloutSchema = z.strictObject({
  id: z.uuid(),
  version: softwareVersion,
  state: z.enum(rolloutStates),
  stages: z.array(rolloutStageSchema),
  /** Index of the stage that runs, or ran last. */
  stage: z.int(),
  healthyMin: z.int(),
  failedMax: z.int(),
  begunAt: z.number(),
  changedAt: z.number(),
  told: z.int(),
  healthy: z.int(),
  failed: z.int(),
});
export type RolloutView = z.infer<typeof rolloutSchema>;

export const softwareRoutes = {
  showSoftware: route({
    method: 'GET',
    path: '/api/software',
    access: 'software.manage',
    subject: 'none',
    summary: 'Releases, rollouts newest first with how far they are, and which versions run.',
    params: nothing,
    query: nothing,
    body: noBody,
    reply: z.strictObject({
      /** False: no key of the maker is set, nothing can be uploaded. */
      hasKey: z.boolean(),
      releases: z.array(releaseSchema),
      rollouts: z.array(rolloutSchema),
      /** Null: not heard of yet. */
      versions: z.array(z.strictObject({ version: z.string().nullable(), terminals: z.int() })),
    }),
  }),
  uploadRelease: route({
    method: 'POST',
    path: '/api/software/releases',
    access: 'software.manage',
    subject: 'none',
    summary: 'A release archive with the signature of its maker, up to 64 MiB.',
    params: nothing,
    query: z.strictObject({ signature: softwareSignature }),
    body: z.unknown(),
    reply: z.strictObject({ version: softwareVersion }),
    raw: 'in',
    bodyMaxBytes: 64 * 1024 * 1024,
  }),
  startRollout: route({
    method: 'POST',
    path: '/api/software/rollouts',
    access: 'software.manage',
    subject: 'none',
    summary: 'Begins to bring a release to the terminals, stage by stage.',
    params: nothing,
    query: nothing,
    body: z.strictObject({
      version: softwareVersion,
      firstTerminalId: z.uuid(),
      stages: z.array(rolloutStageSchema).min(1).max(8),
      /** How long the terminals of a stage must be well before the next begins. */
      healthyMin: z.int().min(1).max(10_080),
      /** With more failed terminals than this it stops by itself. */
      failedMax: z.int().min(0).max(100),
    }),
    reply: z.strictObject({ rolloutId: z.uuid() }),
  }),
  changeRollout: route({
    method: 'POST',
    path: '/api/software/rollouts/:rolloutId/change',
    access: 'software.manage',
    subject: 'none',
    summary: 'Pauses, resumes, or takes back: every terminal told returns to what it ran before.',
    params: z.strictObject({ rolloutId: z.uuid() }),
    query: nothing,
    body: z.strictObject({ change: z.enum(rolloutChanges) }),
    reply: done,
  }),
  fetchRelease: route({
    method: 'GET',
    path: '/api/terminal/software/:sha256',
    access: 'terminal',
    subject: 'none',
    summary: 'The archive that the configuration of a terminal names.',
    params: z.strictObject({ sha256: z.string().regex(/^[0-9a-f]{64}$/) }),
    query: nothing,
    body: noBody,
    reply: z.unknown(),
    raw: 'out',
  }),
};
