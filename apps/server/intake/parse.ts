import { type Detection, detectionMaxBytes, detectionSchema } from '@anyuan/contracts/detection.ts';
import type { ErrorCode } from '@anyuan/contracts/errors.ts';
import type { ReceivedDetection } from '@anyuan/core/alarm/raise.ts';

/** A detection with both clocks: the terminal's as sent, and the skew that corrects it. */
export interface Intake extends ReceivedDetection {
  receivedAt: number;
  /** Server clock minus terminal clock when the message was sent, ms. */
  skewMs: number;
  terminalBeganAt: number;
  terminalDecidedAt: number;
  levelDbfs: number | null;
  clipExpected: boolean;
  personId: string | null;
}

export type Parsed =
  | { ok: true; detection: Detection }
  | { ok: false; code: ErrorCode; id: string | null };

/** Parses a payload from the wire; says the id where one can be read, so that the refusal reaches it. */
export function parseDetection(payload: Buffer): Parsed {
  if (payload.length > detectionMaxBytes) {
    return { ok: false, code: 'detection.tooLarge', id: null };
  }
  let value: unknown;
  try {
    value = JSON.parse(payload.toString('utf8'));
  } catch {
    return { ok: false, code: 'detection.malformed', id: null };
  }
  const parsed = detectionSchema.safeParse(value);
  if (parsed.success) return { ok: true, detection: parsed.data };
  const id = (value as { id?: unknown } | null)?.id;
  return {
    ok: false,
    code: 'detection.malformed',
    id: typeof id === 'string' && id.length <= 64 ? id : null,
  };
}

/**
 * Times on the server's clock. The skew is measured from `sentAt`, so a terminal whose clock is an
 * hour off (or years, after a power cut) still gives a true t0, also for alarms kept while off line.
 * A sound cannot begin after it was decided, nor after it was received: what says so is clamped.
 */
export function onServerClock(
  d: Pick<Detection, 'beganAt' | 'decidedAt' | 'sentAt'>,
  receivedAt: number,
): { skewMs: number; beganAt: number; decidedAt: number } {
  const skewMs = receivedAt - d.sentAt;
  const decidedAt = Math.min(d.decidedAt + skewMs, receivedAt);
  const beganAt = Math.max(0, Math.min(d.beganAt + skewMs, decidedAt));
  return { skewMs, beganAt, decidedAt: Math.max(0, decidedAt) };
}

/** PostgreSQL stores neither NUL nor half a character; for that no alarm may be refused. */
export function storable(text: string): string {
  return text.replaceAll('\0', '').toWellFormed();
}
