import { z } from 'zod';
import { alarmStates } from '../alarm.ts';
import { alarmKinds } from '../detection.ts';
import { operationViewSchema } from '../live.ts';
import { done, noBody, nothing } from './common.ts';
import { route } from './route.ts';

const time = z.number().nullable();

/** What the chain does next with an open alarm when nobody answers. */
export const nextSteps = ['callNextTier', 'callAgain', 'chaseArrival', 'chaseClosing'] as const;
export type NextStepName = (typeof nextSteps)[number];

export const auditedAlarmSchema = z.strictObject({
  alarmId: z.uuid(),
  schoolName: z.string(),
  place: z.string(),
  alarmKind: z.enum(alarmKinds),
  state: z.enum(alarmStates),
  raisedAt: time,
  nextStep: z.enum(nextSteps),
  /** Null would be silence; the page says so in red. */
  dueAt: time,
  stepFailures: z.int(),
});
export type AuditedAlarm = z.infer<typeof auditedAlarmSchema>;

export const consumerViewSchema = z.strictObject({
  consumer: z.string(),
  waiting: z.int(),
  /** When the oldest fact that it still has to hear of happened. */
  oldestAt: time,
  parked: z.int(),
});

export const parkedDeliverySchema = z.strictObject({
  deliveryId: z.int(),
  consumer: z.string(),
  factType: z.string(),
  schoolName: z.string().nullable(),
  at: z.number(),
  attempts: z.int(),
  nextTryAt: z.number(),
  error: z.string().nullable(),
});

export const watchdogViewSchema = z.strictObject({
  /** Host alone: the address may carry a password. */
  host: z.string(),
  everySec: z.int(),
  triedAt: time,
  succeededAt: time,
  error: z.string().nullable(),
});
export type WatchdogView = z.infer<typeof watchdogViewSchema>;

export const auditSchema = z.strictObject({
  now: z.number(),
  /** End of the auditor's last round without a fault. */
  auditedAt: time,
  alarms: z.array(auditedAlarmSchema),
  consumers: z.array(consumerViewSchema),
  parked: z.array(parkedDeliverySchema),
  /** Null: no address is set. */
  watchdog: watchdogViewSchema.nullable(),
  operations: z.array(operationViewSchema),
});
export type Audit = z.infer<typeof auditSchema>;

const operationParams = z.strictObject({ operationId: z.uuid() });

export const operationRoutes = {
  showAudit: route({
    method: 'GET',
    path: '/api/audit',
    access: 'operation.view',
    subject: 'none',
    summary:
      'What the auditor sees: next steps, deliveries, sign of life to the watchdog, what is wrong and who has taken it.',
    params: nothing,
    query: nothing,
    body: noBody,
    reply: auditSchema,
  }),
  retryDelivery: route({
    method: 'POST',
    path: '/api/audit/deliveries/:deliveryId/retry',
    access: 'operation.view',
    subject: 'none',
    summary: 'Try a parked delivery now. One that has gone through meanwhile is no error.',
    params: z.strictObject({ deliveryId: z.coerce.number().int().min(1) }),
    query: nothing,
    body: noBody,
    reply: done,
  }),
  takeOperation: route({
    method: 'POST',
    path: '/api/operations/:operationId/take',
    access: 'operation.view',
    subject: 'none',
    summary: 'I take care of it. The first one stays until they give it back.',
    params: operationParams,
    query: nothing,
    body: noBody,
    reply: done,
  }),
  giveBackOperation: route({
    method: 'POST',
    path: '/api/operations/:operationId/give-back',
    access: 'operation.view',
    subject: 'none',
    summary: 'Undo of taking it.',
    params: operationParams,
    query: nothing,
    body: noBody,
    reply: done,
  }),
};
