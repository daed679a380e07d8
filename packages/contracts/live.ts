import { z } from 'zod';
import { alarmSummarySchema } from './alarm.ts';
import { incidentSummarySchema } from './incident.ts';
import { playbookRunViewSchema } from './playbook.ts';
import { terminalViewSchema } from './routes/terminals.ts';

/** An alarm about the system itself. */
export const operationViewSchema = z.strictObject({
  id: z.string(),
  kind: z.string(),
  schoolId: z.string().nullable(),
  text: z.string(),
  raisedAt: z.number(),
  clearedAt: z.number().nullable(),
  /** Name of who said that they take care of it. */
  takenBy: z.string().nullable(),
  takenAt: z.number().nullable(),
});
export type OperationView = z.infer<typeof operationViewSchema>;

/**
 * Frames from server to client on `/api/live`. On every (re)connect: `hello`, then `alarms` frames
 * with mode `snapshot` (all open alarms in scope, in slices, `last` on the final one), then changes.
 * A client keeps the highest `version` it has seen per alarm and drops what it knows: resuming
 * therefore loses nothing and doubles nothing.
 */
export const serverFrameSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('hello'), serverTime: z.number(), personId: z.string() }),
  z.strictObject({
    type: z.literal('alarms'),
    mode: z.enum(['snapshot', 'change']),
    last: z.boolean(),
    alarms: z.array(alarmSummarySchema),
  }),
  z.strictObject({ type: z.literal('terminals'), terminals: z.array(terminalViewSchema) }),
  /** Playbooks of alarms went on; a client keeps the highest version per alarm. */
  z.strictObject({ type: z.literal('playbooks'), runs: z.array(playbookRunViewSchema) }),
  z.strictObject({ type: z.literal('operations'), operations: z.array(operationViewSchema) }),
  /** Incidents that changed; on connecting those that wait for the other side, which ring there. */
  z.strictObject({ type: z.literal('incidents'), incidents: z.array(incidentSummarySchema) }),
  /** A quick report of this school came, changed or was settled; lists read it anew. Says nothing of what is in it. */
  z.strictObject({ type: z.literal('quickReports'), schoolId: z.uuid() }),
  /** A ticket of a terminal of this school changed; lists read it anew. */
  z.strictObject({ type: z.literal('tickets'), schoolId: z.uuid() }),
  /** This session was ended elsewhere or has expired: sign in again. */
  z.strictObject({ type: z.literal('signedOut') }),
]);
export type ServerFrame = z.infer<typeof serverFrameSchema>;

/** Frames from client to server. */
export const clientFrameSchema = z.discriminatedUnion('type', [
  /** This device showed and rang these alarms (t3; delivery receipt of the live channel). */
  z.strictObject({ type: z.literal('rang'), alarmIds: z.array(z.uuid()).max(500) }),
  /** The alarm's page was opened by the person. */
  z.strictObject({ type: z.literal('read'), alarmId: z.uuid() }),
]);
export type ClientFrame = z.infer<typeof clientFrameSchema>;
