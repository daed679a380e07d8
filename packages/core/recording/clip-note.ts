import { type ClipNote, clipNoteSchema } from '@anyuan/contracts/clip-note.ts';

/** Chunk of a WAV file that holds the note; players skip what they do not know. */
const tag = 'ayno';
const mostBytes = 4_096;

const tagAt = (bytes: Uint8Array, at: number): string =>
  String.fromCharCode(...bytes.subarray(at, at + 4));

const viewOf = (bytes: Uint8Array) =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** The same WAV file with the note behind its samples. */
export function withNote(wav: Uint8Array, note: ClipNote): Uint8Array {
  const text = new TextEncoder().encode(JSON.stringify(note));
  const size = text.length + (text.length % 2);
  if (size > mostBytes) return wav;
  const whole = new Uint8Array(wav.length + 8 + size).fill(0x20);
  whole.set(wav);
  const view = viewOf(whole);
  for (let i = 0; i < 4; i += 1) view.setUint8(wav.length + i, tag.charCodeAt(i));
  // A space behind an odd text: the chunk is even and its JSON still valid.
  view.setUint32(wav.length + 4, size, true);
  whole.set(text, wav.length + 8);
  view.setUint32(4, whole.length - 8, true);
  return whole;
}

/** The note of a WAV file; null when there is none, or something else under its name. Never throws. */
export function noteOf(bytes: Uint8Array): ClipNote | null {
  const view = viewOf(bytes);
  for (let at = 12; at + 8 <= bytes.length; ) {
    const size = view.getUint32(at + 4, true);
    const body = at + 8;
    if (size > bytes.length - body) return null;
    if (tagAt(bytes, at) === tag) return parseNote(bytes.subarray(body, body + size));
    at = body + size + (size % 2);
  }
  return null;
}

function parseNote(text: Uint8Array): ClipNote | null {
  if (text.length > mostBytes) return null;
  try {
    const parsed = clipNoteSchema.safeParse(JSON.parse(new TextDecoder().decode(text)));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}
