import { z } from 'zod';
import { daySchema, swapSchema } from './roster.ts';

/** What hangs on a person and can be handed to another. */
export const heldKinds = [
  'shift',
  'dutyChange',
  'substitute',
  'incident',
  'finding',
  'ticket',
] as const;
export type HeldKind = (typeof heldKinds)[number];

export const heldSchema = z.strictObject({
  kind: z.enum(heldKinds),
  id: z.uuid(),
  /** Where the successor must serve. */
  organisationId: z.uuid(),
  organisationName: z.string(),
  name: z.string(),
  /** Only these of those who serve there may take it; null: each of them. */
  successorIds: z.array(z.uuid()).nullable(),
  /** Without a successor nobody would be left in it: the post, and the tiers that call it, stay empty. */
  emptied: z.boolean(),
});
export type Held = z.infer<typeof heldSchema>;

export const successorSchema = z.strictObject({
  kind: z.enum(heldKinds),
  id: z.uuid(),
  toId: z.uuid(),
});
export type Successor = z.infer<typeof successorSchema>;

/** A swap that waits for an answer: with the leaving theirs is withdrawn, one asked of them goes back to who asked. */
export const waitingSwapSchema = z.strictObject({
  id: z.uuid(),
  day: daySchema,
  post: swapSchema.shape.post,
  otherName: z.string(),
  /** Did the one who leaves ask for it, or was it asked of them? */
  byThem: z.boolean(),
});
export type WaitingSwap = z.infer<typeof waitingSwapSchema>;

/** One thing that changed hands; `mark` is how it stood afterwards, so that undoing sees what came later. */
export interface Moved extends Successor {
  mark: string;
  /** What it was before, as its own slice wrote it. */
  before: string;
}
