import type { ReportPartKind } from '@anyuan/contracts/quick-report-lists.ts';

/** What phones record: Chrome and Firefox WebM or Ogg, Safari MP4. */
export type MediaType = 'image/jpeg' | 'audio/webm' | 'audio/ogg' | 'audio/mp4';

const starts = (bytes: Uint8Array, at: number, ...wanted: number[]) =>
  wanted.every((byte, i) => bytes[at + i] === byte);

const voiceTypeOf = (bytes: Uint8Array): MediaType | null => {
  if (starts(bytes, 0, 0x1a, 0x45, 0xdf, 0xa3)) return 'audio/webm';
  if (starts(bytes, 0, 0x4f, 0x67, 0x67, 0x53)) return 'audio/ogg';
  // "ftyp" behind the length of its box.
  return starts(bytes, 4, 0x66, 0x74, 0x79, 0x70) ? 'audio/mp4' : null;
};

/** The type by the bytes themselves, whatever a sender calls them; null: not what this part may be. */
export function mediaTypeOf(kind: ReportPartKind, bytes: Uint8Array): MediaType | null {
  if (kind === 'voice') return voiceTypeOf(bytes);
  return withoutMetadata(bytes) === null ? null : 'image/jpeg';
}

/** JFIF and the colours of Adobe stay; EXIF (APP1), with the position in it, colour profiles and comments go. */
const keeps = (marker: number) =>
  marker === 0xe0 || marker === 0xee || !((marker >= 0xe1 && marker <= 0xef) || marker === 0xfe);

/**
 * A JPEG without what says where, when and with what it was taken, and without anything behind its end. The phone
 * sends none of it; another sender might. Null: no JPEG, or a broken one.
 */
export function withoutMetadata(jpeg: Uint8Array): Uint8Array | null {
  if (!starts(jpeg, 0, 0xff, 0xd8, 0xff)) return null;
  const kept: Uint8Array[] = [jpeg.subarray(0, 2)];
  for (let at = 2; at + 4 <= jpeg.length; ) {
    if (jpeg[at] !== 0xff) return null;
    const marker = jpeg[at + 1] ?? 0;
    const length = ((jpeg[at + 2] ?? 0) << 8) | (jpeg[at + 3] ?? 0);
    const next = at + 2 + length;
    if (length < 2 || next > jpeg.length) return null;
    // From the first scan on it is the picture, up to the end mark.
    if (marker === 0xda) {
      const end = lastEnd(jpeg);
      return end < next ? null : joined([...kept, jpeg.subarray(at, end + 2)]);
    }
    if (keeps(marker)) kept.push(jpeg.subarray(at, next));
    at = next;
  }
  return null;
}

function lastEnd(jpeg: Uint8Array): number {
  for (let at = jpeg.length - 2; at > 0; at--) if (starts(jpeg, at, 0xff, 0xd9)) return at;
  return -1;
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, p) => sum + p.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
