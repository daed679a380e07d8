import { z } from 'zod';
import { organisationKinds, roles } from './permissions.ts';

const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);

export const assignmentSchema = z.strictObject({
  organisationId: z.uuid(),
  role: z.enum(roles),
});

/** What is set of a person. */
export const personDraftSchema = z.strictObject({
  login: z
    .string()
    .trim()
    .regex(/^[a-z0-9][a-z0-9._-]{1,39}$/),
  name: z.string().trim().min(1).max(40),
  /** As spoken by a terminal: "王老师". */
  title: z.string().trim().min(1).max(40),
  phone: z
    .string()
    .regex(/^1[3-9]\d{9}$/)
    .nullable(),
  email: z.email().max(120).nullable(),
  /** Last day of the account; null: no end. */
  endsOn: day.nullable(),
  assignments: z.array(assignmentSchema).min(1).max(20),
});
export type PersonDraft = z.infer<typeof personDraftSchema>;

export const personStateSchema = personDraftSchema.extend({ active: z.boolean() });
export type PersonState = z.infer<typeof personStateSchema>;

export const personViewSchema = personStateSchema.extend({
  id: z.uuid(),
  version: z.int(),
  /** Old records may hold what would be refused today. */
  login: z.string(),
  email: z.string().nullable(),
  phone: z.string().nullable(),
  assignments: z.array(assignmentSchema),
  mayManage: z.boolean(),
  mustChangePassword: z.boolean(),
});
export type PersonView = z.infer<typeof personViewSchema>;

export const organisationViewSchema = z.strictObject({
  id: z.uuid(),
  kind: z.enum(organisationKinds),
  name: z.string(),
  policeParentId: z.uuid().nullable(),
  educationParentId: z.uuid().nullable(),
  archived: z.boolean(),
  version: z.int(),
  people: z.int(),
  mayManagePeople: z.boolean(),
});
export type OrganisationView = z.infer<typeof organisationViewSchema>;

/** Columns of the sheet, in the order of the template. */
export const importColumns = [
  'name',
  'login',
  'title',
  'organisation',
  'role',
  'phone',
  'email',
  'endsOn',
] as const;
export type ImportColumn = (typeof importColumns)[number];

export const cellProblems = [
  'empty',
  'tooLong',
  'badLogin',
  'badPhone',
  'badEmail',
  'badDate',
  'formula',
  'merged',
  'unknownOrganisation',
  'unknownRole',
  'roleNotThere',
  'notYours',
  'doubledLogin',
  'doubledPhone',
  'phoneTaken',
] as const;
export type CellProblem = (typeof cellProblems)[number];

export const cellErrorSchema = z.strictObject({
  column: z.enum(importColumns),
  problem: z.enum(cellProblems),
  /** The other row, where two say the same. */
  row: z.int().optional(),
});
export type CellError = z.infer<typeof cellErrorSchema>;

export const rowKinds = ['new', 'changed', 'unchanged', 'error'] as const;
export type RowKind = (typeof rowKinds)[number];

export const importRowSchema = z.strictObject({
  /** As Excel counts: the header is row 1. */
  number: z.int(),
  kind: z.enum(rowKinds),
  cells: z.partialRecord(z.enum(importColumns), z.string()),
  errors: z.array(cellErrorSchema),
});
export type ImportRow = z.infer<typeof importRowSchema>;

export const importProblems = [
  'notASheet',
  'noHeader',
  'tooManyRows',
  'tooLarge',
  'empty',
  /** The server stopped while it was read. */
  'interrupted',
] as const;
export type ImportProblem = (typeof importProblems)[number];
export const importRowsMax = 50_000;
export const importBytesMax = 20 * 1024 * 1024;

export const importStates = [
  'reading',
  'ready',
  'refused',
  'writing',
  'written',
  'takingBack',
  'takenBack',
] as const;
export type ImportState = (typeof importStates)[number];

/** What became of the people of a list that was taken back. */
export const importTakenBackSchema = z.strictObject({
  /** Made by the list and never used: gone. */
  removed: z.int(),
  /** As they were before the list. */
  restored: z.int(),
  /** Signed in, put on a shift or edited since: left as they are. */
  kept: z.int(),
});
export type ImportTakenBack = z.infer<typeof importTakenBackSchema>;

export const peopleImportSchema = z.strictObject({
  id: z.uuid(),
  fileName: z.string(),
  state: z.enum(importStates),
  /** Epoch ms of the upload. */
  at: z.number(),
  problem: z.enum(importProblems).nullable(),
  done: z.int(),
  total: z.int(),
  counts: z.record(z.enum(rowKinds), z.int()),
  takenBack: importTakenBackSchema.nullable(),
});
export type PeopleImport = z.infer<typeof peopleImportSchema>;
