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
export const rolloutChanges = ['pause', 'resume', 'finish', 'takeBack'] as const;
export type RolloutChange = (typeof rolloutChanges)[number];

/** One stage in terminals: not told yet, told and not well yet, well, failed. */
const stageCountSchema = z.strictObject({
  later: z.int(),
  asked: z.int(),
  well: z.int(),
  failed: z.int(),
});
export type StageCount = z.infer<typeof stageCountSchema>;

/** What a terminal that was told has yet to do before it counts as well. */
export const waitReasons = ['online', 'version', 'selfTest', 'minutes'] as const;
export type WaitsFor = (typeof waitReasons)[number];

/** Why a terminal takes no part. `unsupervised`: nothing there follows a wish for other software. */
export const leftOutReasons = ['unheard', 'unsupervised', 'platform', 'newer'] as const;
export type LeftOutReason = (typeof leftOutReasons)[number];

/** Schools with most of these terminals first, up to 20, and how many schools there are. */
const atSchools = {
  schools: z.array(z.strictObject({ name: z.string(), terminals: z.int() })),
  schoolCount: z.int(),
};

/** Terminals that a release leaves out for one reason. */
const leftOutSchema = z.strictObject({
  reason: z.enum(leftOutReasons),
  terminals: z.int(),
  ...atSchools,
});
export type LeftOut = z.infer<typeof leftOutSchema>;

const releaseSchema = z.strictObject({
  id: z.uuid(),
  version: softwareVersion,
  platform: z.enum(softwarePlatforms),
  minServer: softwareVersion,
  sha256: z.string(),
  bytes: z.int(),
  addedAt: z.number(),
  /** Enrolled terminals that can run it, and those that cannot. */
  ableCount: z.int(),
  leftOut: z.array(leftOutSchema),
});
export type ReleaseView = z.infer<typeof releaseSchema>;

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
  begunBy: z.string(),
  /** Who brought it into this state; null: by itself. */
  changedBy: z.string().nullable(),
  reason: z.string().nullable(),
});
export type RolloutView = z.infer<typeof rolloutSchema>;

/** A terminal that was told. */
const toldSchema = z.strictObject({
  id: z.uuid(),
  name: z.string(),
  place: z.string(),
  schoolName: z.string(),
  stage: z.int(),
  toldAt: z.number(),
  state: z.enum(['waiting', 'healthy', 'failed']),
  waitsFor: z.enum(waitReasons),
  /** What it reports to run now, and ran before. */
  version: z.string().nullable(),
  beforeVersion: z.string().nullable(),
  /** `asBefore`: found broken what was broken before the update, and nothing else. */
  selfTest: z.enum(['passed', 'asBefore', 'failed', 'skipped']).nullable(),
  /** Open faults that began after it was told; those it had before are not among them. */
  faults: z.array(z.strictObject({ code: z.string(), detail: z.string(), since: z.number() })),
});
export type ToldView = z.infer<typeof toldSchema>;

const rolloutDetailSchema = z.strictObject({
  rollout: rolloutSchema,
  progress: z.array(stageCountSchema),
  /** Those that failed first, then those that are waited for; up to 200. */
  terminals: z.array(toldSchema),
  /** Of those told: how many report again what they ran before. */
  returned: z.int(),
});
export type RolloutDetail = z.infer<typeof rolloutDetailSchema>;

const versionSchema = z.strictObject({
  /** Null: not heard of yet. */
  version: z.string().nullable(),
  terminals: z.int(),
  /** Of these: run without anything that could update them. */
  unsupervised: z.int(),
  ...atSchools,
});
export type VersionView = z.infer<typeof versionSchema>;

const previewSchema = z.strictObject({
  /** For each stage: terminals it adds, and the schools they are at. */
  stages: z.array(z.strictObject({ terminals: z.int(), schools: z.int() })),
  /** How many can run this version. */
  ableCount: z.int(),
  /** Of these, those with the words that were looked for, up to 50; the chosen one among them. */
  able: z.array(
    z.strictObject({
      ...{ id: z.uuid(), name: z.string(), place: z.string(), schoolName: z.string() },
      ...{ version: z.string(), online: z.boolean() },
    }),
  ),
  /** The one that goes first; null when none was chosen, or it cannot. */
  firstId: z.uuid().nullable(),
  leftOut: z.array(leftOutSchema),
});
export type RolloutPreview = z.infer<typeof previewSchema>;

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
      /** Newest first. */
      versions: z.array(versionSchema),
      now: z.number(),
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
  previewRollout: route({
    method: 'POST',
    path: '/api/software/preview',
    access: 'software.manage',
    subject: 'none',
    summary:
      'How many terminals each stage would mean, which could be the first, and which are left out.',
    params: nothing,
    query: nothing,
    body: z.strictObject({
      version: softwareVersion,
      firstTerminalId: z.uuid().nullable(),
      stages: z.array(rolloutStageSchema).max(8),
      /** Words of school, place, name: which can be the first. */
      find: z.string().max(80).default(''),
    }),
    reply: previewSchema,
  }),
  showRollout: route({
    method: 'GET',
    path: '/api/software/rollouts/:rolloutId',
    access: 'software.manage',
    subject: 'none',
    summary: 'How far each stage of a rollout is, and how its terminals stand.',
    params: z.strictObject({ rolloutId: z.uuid() }),
    query: nothing,
    body: noBody,
    reply: rolloutDetailSchema,
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
    summary:
      'Pauses, resumes, ends without waiting for the rest, or takes back: every terminal told returns to what it ran before.',
    params: z.strictObject({ rolloutId: z.uuid() }),
    query: nothing,
    body: z.strictObject({
      change: z.enum(rolloutChanges),
      reason: z.string().trim().min(1).max(200),
    }),
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
