import { z } from 'zod';

/** Entry of this name comes first in a backup: read before anything else is believed. */
export const aboutName = 'about.json';
/** Entry of this name comes last: whoever finds it has the whole backup. */
export const manifestName = 'manifest.json';

const migrationSchema = z.strictObject({
  version: z.int(),
  name: z.string(),
  checksum: z.string(),
});

export const backupAboutSchema = z.strictObject({
  format: z.literal(1),
  /** When the snapshot of the database was taken, epoch ms. */
  madeAt: z.number(),
  migrations: z.array(migrationSchema).min(1),
});
export type BackupAbout = z.infer<typeof backupAboutSchema>;

const fileSchema = z.strictObject({
  path: z.string(),
  bytes: z.int(),
  sha256: z.string(),
});
export type BackedUpFile = z.infer<typeof fileSchema>;

const identifier = z.string().regex(/^[a-z][a-z0-9_]*$/);

export const backedUpTableSchema = z.strictObject({
  name: identifier,
  columns: z.array(identifier).min(1),
  rows: z.int(),
});
export type BackedUpTable = z.infer<typeof backedUpTableSchema>;

export const backupManifestSchema = z.strictObject({
  ...backupAboutSchema.shape,
  tables: z.array(backedUpTableSchema).min(1),
  /** Months of the record, each a table of its own. */
  months: z.array(
    z.strictObject({
      name: z.string().regex(/^fact_\d{4}_\d{2}$/),
      fromMs: z.int(),
      toMs: z.int(),
    }),
  ),
  /** Next numbers of columns that number themselves. */
  counters: z.array(z.strictObject({ table: identifier, column: identifier, last: z.int() })),
  files: z.array(fileSchema),
  /** Raised last, epoch ms; null without any alarm. */
  newestAlarmAt: z.number().nullable(),
  /** Recordings that the database says are on the disk. */
  clips: z.int(),
});
export type BackupManifest = z.infer<typeof backupManifestSchema>;

/** What a rehearsal may find wrong, closed: the page has words for each. */
export const rehearsalFaults = [
  'rowsDiffer',
  'newestAlarmDiffers',
  'fileDamaged',
  'fileMissing',
  'clipMissing',
  'clipUnplayable',
  'sealBroken',
] as const;
export type RehearsalFault = (typeof rehearsalFaults)[number];

export const rehearsalFindingSchema = z.strictObject({
  fault: z.enum(rehearsalFaults),
  /** Table, file or seal; never a person. */
  subject: z.string(),
  expected: z.number().nullable(),
  found: z.number().nullable(),
});
export type RehearsalFinding = z.infer<typeof rehearsalFindingSchema>;

export const backupKinds = ['backup', 'rehearsal'] as const;
export type BackupKind = (typeof backupKinds)[number];

export const backupSteps = ['tables', 'files', 'unpack', 'database', 'check'] as const;
export type BackupStep = (typeof backupSteps)[number];

export const backupProgressSchema = z.strictObject({
  step: z.enum(backupSteps),
  done: z.int(),
  total: z.int(),
});
export type BackupProgress = z.infer<typeof backupProgressSchema>;

/** What a run came to. Of a rehearsal: what was found in the restored copy. */
export const backupResultSchema = z.strictObject({
  file: z.string(),
  /** Size of the file. */
  bytes: z.int(),
  /** The data is from then, epoch ms. */
  madeAt: z.number(),
  tables: z.int(),
  rows: z.int(),
  files: z.int(),
  clips: z.int(),
  seals: z.int(),
  newestAlarmAt: z.number().nullable(),
  tookMs: z.int(),
  findings: z.array(rehearsalFindingSchema),
});
export type BackupResult = z.infer<typeof backupResultSchema>;

/** Why a run ended without a result. */
export const backupFailureSchema = z.strictObject({
  code: z.string(),
  zh: z.string(),
  en: z.string(),
});
export type BackupFailure = z.infer<typeof backupFailureSchema>;
