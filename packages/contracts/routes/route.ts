import type { z } from 'zod';
import type { ErrorCode } from '../errors.ts';
import type { Permission } from '../permissions.ts';

/**
 * Who may call: anybody (`public`), anybody signed in (`session`), an enrolled terminal with its
 * bearer secret (`terminal`), or a permission that is checked against the subject's organisation.
 */
export type Access = 'public' | 'session' | 'terminal' | Permission;

/**
 * How the edge finds the organisation to check: `alarm`, `terminal` and `school` read
 * `params.alarmId`, `params.terminalId`, `params.schoolId` (or the same name in the body), `organisation` and
 * `incident` read `organisationId` and `incidentId`;
 * `none` means the handler itself filters by the person's scope.
 */
export type Subject = 'none' | 'alarm' | 'terminal' | 'school' | 'organisation' | 'incident';

type Shape = z.ZodType;

export interface Route<
  P extends Shape = Shape,
  Q extends Shape = Shape,
  B extends Shape = Shape,
  R extends Shape = Shape,
> {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Fastify style, `/api/alarms/:alarmId`. */
  path: string;
  access: Access;
  subject: Subject;
  summary: string;
  params: P;
  query: Q;
  body: B;
  reply: R;
  /** Handled raw (binary in or out): the edge does not parse the body or serialise the reply. */
  raw?: 'in' | 'out';
  /** Largest body, bytes; default 64 KiB. */
  bodyMaxBytes?: number;
  /** What to say when the body is larger; otherwise `request.tooLarge`. */
  tooLarge?: ErrorCode;
}

/** One contract gives server types, client types and OpenAPI. */
export function route<P extends Shape, Q extends Shape, B extends Shape, R extends Shape>(
  r: Route<P, Q, B, R>,
): Route<P, Q, B, R> {
  return r;
}
