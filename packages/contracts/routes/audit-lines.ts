import { z } from 'zod';
import { auditActions } from '../audit.ts';
import { noBody, nothing } from './common.ts';
import { route } from './route.ts';

const time = z.coerce.number().int();

export const auditLineSchema = z.strictObject({
  id: z.int(),
  at: z.number(),
  /** Null: a machine, or somebody who could not be told apart. */
  personId: z.uuid().nullable(),
  personName: z.string().nullable(),
  action: z.enum(auditActions),
  subject: z.string(),
  /** What the subject is called, where that can be told. */
  subjectName: z.string().nullable(),
  reason: z.string().nullable(),
  detail: z.record(z.string(), z.unknown()),
});
export type AuditLine = z.infer<typeof auditLineSchema>;

const filter = z.strictObject({
  personId: z.uuid().optional(),
  action: z.enum(auditActions).optional(),
  /** Part of a name, a subject or a reason. */
  text: z.string().max(100).optional(),
  fromAt: time.optional(),
  toAt: time.optional(),
});
export type AuditFilter = z.output<typeof filter>;

export const sealViewSchema = z.strictObject({
  number: z.int(),
  sealedUntil: z.number(),
  hash: z.string(),
});

export const sealFaults = [
  'rowsMissing',
  'rowsAdded',
  'rowsChanged',
  'hashWrong',
  'chainBroken',
] as const;
/**
 * What is wrong with one seal. `rowsMissing`, `rowsAdded`, `rowsChanged`: the record no longer agrees with
 * it; `hashWrong`: the seal itself was altered; `chainBroken`: one is missing before it, or was made anew.
 */
export type SealFault = (typeof sealFaults)[number];

export const ruleFaults = ['ruleUnsaid', 'ruleChanged', 'ruleGone'] as const;
/**
 * What is wrong with one version of the rule of retention, measured by the audit: written without anybody having said
 * so, altered since, or removed.
 */
export type RuleFault = (typeof ruleFaults)[number];

export const recordCheckSchema = z.strictObject({
  seals: z.int(),
  expired: z.int(),
  facts: z.int(),
  audits: z.int(),
  sealedUntil: z.number().nullable(),
  hash: z.string().nullable(),
  findings: z.array(
    z.strictObject({
      number: z.int(),
      fromAt: z.number(),
      toAt: z.number(),
      fault: z.enum(sealFaults),
    }),
  ),
  rules: z.array(z.strictObject({ version: z.int(), fault: z.enum(ruleFaults) })),
});
export type RecordCheck = z.infer<typeof recordCheckSchema>;

export const auditLineRoutes = {
  listAuditLines: route({
    method: 'GET',
    path: '/api/audit-lines',
    access: 'audit.view',
    subject: 'none',
    summary: 'Who saw, heard, changed or took along what, newest first, of people in scope.',
    params: nothing,
    query: filter.extend({
      before: time.optional(),
      limit: z.coerce.number().int().min(1).max(200).default(50),
    }),
    body: noBody,
    reply: z.strictObject({ lines: z.array(auditLineSchema), more: z.boolean() }),
  }),
  exportAuditLines: route({
    method: 'GET',
    path: '/api/audit-lines.xlsx',
    access: 'audit.view',
    subject: 'none',
    summary: 'The same as an Excel sheet; on record itself, with the reason.',
    params: nothing,
    query: filter.extend({ reason: z.string().trim().min(1).max(200) }),
    body: noBody,
    reply: z.unknown(),
    raw: 'out',
  }),
  showSeal: route({
    method: 'GET',
    path: '/api/seal',
    access: 'audit.view',
    subject: 'none',
    summary: 'Until when the record is sealed, and the hash to compare later.',
    params: nothing,
    query: nothing,
    body: noBody,
    reply: z.strictObject({ seal: sealViewSchema.nullable() }),
  }),
  checkRecord: route({
    method: 'POST',
    path: '/api/seal/check',
    access: 'audit.view',
    subject: 'none',
    summary: 'Compute every digest and the whole chain anew; one check at a time.',
    params: nothing,
    query: nothing,
    body: noBody,
    reply: recordCheckSchema,
  }),
};
