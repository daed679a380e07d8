import {
  type PlatformField,
  type PlatformMapping,
  platformFields,
} from '@anyuan/contracts/platform-fields.ts';

export type PlatformValues = Partial<Record<PlatformField, string>>;

const nameOf = (mapping: PlatformMapping, field: PlatformField) => mapping[field] ?? `x_${field}`;

/** Our words into theirs. Nothing is left out: what they have no word for goes under ours. */
export function toPlatform(
  mapping: PlatformMapping,
  values: PlatformValues,
): Record<string, string> {
  return Object.fromEntries(
    platformFields.flatMap((field) => {
      const value = values[field];
      return value === undefined ? [] : [[nameOf(mapping, field), value]];
    }),
  );
}

/** Their words into ours; numbers and flags are taken as text. */
export function fromPlatform(
  mapping: PlatformMapping,
  record: Readonly<Record<string, unknown>>,
): PlatformValues {
  const values: PlatformValues = {};
  for (const field of platformFields) {
    const value = record[nameOf(mapping, field)];
    if (typeof value === 'string' && value !== '') values[field] = value;
    if (typeof value === 'number' || typeof value === 'boolean') values[field] = String(value);
  }
  return values;
}

/** "1", "true", "是": a test call. */
export function isTest(values: PlatformValues): boolean {
  return ['1', 'true', 'TRUE', '是', 'Y'].includes(values.test ?? '');
}

/** Epoch ms of "2026-09-16 10:00:00" (China), of ISO text or of epoch ms; null when it is none. */
export function platformTime(text: string | undefined): number | null {
  if (text === undefined) return null;
  if (/^\d{12,14}$/.test(text)) return Number(text);
  const local = /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)$/.exec(text);
  const at = Date.parse(local ? `${local[1]}T${local[2]}+08:00` : text);
  return Number.isFinite(at) ? at : null;
}

/** How far the clock of a signed message may be off, either way, ms: older ones are replays. */
export const replayWindowMs = 5 * 60_000;

/** Seconds since 1970 as text, within the window. */
export function isTimely(timestamp: string, now: number): boolean {
  if (!/^\d{9,11}$/.test(timestamp)) return false;
  return Math.abs(Number(timestamp) * 1000 - now) <= replayWindowMs;
}
