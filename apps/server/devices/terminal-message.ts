import type { ErrorCode } from '@anyuan/contracts/errors.ts';
import {
  type Fault,
  faultSchema,
  type Heartbeat,
  heartbeatSchema,
  statusSchema,
  type TerminalStatus,
} from '@anyuan/contracts/terminal.ts';

export type Parsed<T> = { ok: true; value: T } | { ok: false; code: ErrorCode; id: string | null };

/** Largest heartbeat, status or fault, bytes. They are a few hundred. */
const maxBytes = 4096;

interface Schema<T> {
  safeParse(value: unknown): { success: true; data: T } | { success: false };
}

/** Bytes of a terminal into a message, or a code. Never throws, whatever the bytes are. */
function parseMessage<T>(payload: Buffer, schema: Schema<T>): Parsed<T> {
  if (payload.length > maxBytes) return { ok: false, code: 'request.tooLarge', id: null };
  let value: unknown;
  try {
    value = JSON.parse(payload.toString('utf8'));
  } catch {
    return { ok: false, code: 'request.invalid', id: null };
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return { ok: true, value: parsed.data };
  return { ok: false, code: 'request.invalid', id: idOf(value) };
}

/** Id of a message that is otherwise unusable: its sender can be told to give it up. */
function idOf(value: unknown): string | null {
  if (typeof value !== 'object' || value === null || !('id' in value)) return null;
  return typeof value.id === 'string' && value.id.length <= 64 ? value.id : null;
}

/** PostgreSQL stores neither NUL nor half a character, and one such text would fail a whole batch. */
function storable(text: string): string {
  return text.replaceAll('\0', '').toWellFormed();
}

export function parseHeartbeat(payload: Buffer): Parsed<Heartbeat> {
  const parsed = parseMessage(payload, heartbeatSchema);
  if (!parsed.ok) return parsed;
  return { ok: true, value: { ...parsed.value, version: storable(parsed.value.version) } };
}

export function parseStatus(payload: Buffer): Parsed<TerminalStatus> {
  return parseMessage(payload, statusSchema);
}

export function parseFault(payload: Buffer): Parsed<Fault> {
  const parsed = parseMessage(payload, faultSchema);
  if (!parsed.ok) return parsed;
  return { ok: true, value: { ...parsed.value, detail: storable(parsed.value.detail) } };
}
