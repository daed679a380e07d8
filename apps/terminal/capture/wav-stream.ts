import { noPiece, type Piece, type PieceDecoder } from './piece.ts';
import { decodeWav } from './wav.ts';

/** The head of a WAV file up to its samples is rarely more than a few hundred bytes. */
const longestHead = 4 * 1024 * 1024;

interface Head {
  /** Bytes before the samples. */
  length: number;
  /** Bytes of one moment of all channels. */
  blockBytes: number;
  /** Bytes of samples, as the head says. */
  bytes: number;
}

/** Undefined as long as the samples have not begun. */
function findHead(bytes: Uint8Array): Head | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let blockBytes = 0;
  for (let at = 12; at + 8 <= bytes.length; ) {
    const id = Buffer.from(bytes.subarray(at, at + 4)).toString('latin1');
    const size = view.getUint32(at + 4, true);
    if (id === 'data' && blockBytes > 0) {
      return { length: at + 8, blockBytes, bytes: size };
    }
    if (id === 'fmt ' && at + 22 <= bytes.length) blockBytes = view.getUint16(at + 20, true);
    at += 8 + size + (size % 2);
  }
  return undefined;
}

function append(a: Uint8Array, b: Uint8Array): Uint8Array {
  const all = new Uint8Array(a.length + b.length);
  all.set(a);
  all.set(b, a.length);
  return all;
}

/**
 * Decodes a WAV file in pieces with the terminal's own decoder: each piece is the head of the file
 * with some whole blocks of samples behind it. A length of 0, which a recorder leaves that was cut
 * off, means up to the end of the file.
 */
export function makeWavReader(): PieceDecoder {
  let head: Uint8Array | undefined;
  let blockBytes = 1;
  let held: Uint8Array = new Uint8Array();
  /** Bytes of samples that are still to come; what follows them are notes, not sound. */
  let left = Number.POSITIVE_INFINITY;

  function give(): Piece {
    if (head === undefined) {
      const found = findHead(held);
      if (found === undefined) {
        if (held.length <= longestHead) return noPiece;
        throw new Error('没有声音样本 / no samples in the WAV');
      }
      head = held.slice(0, found.length);
      held = held.slice(found.length);
      blockBytes = found.blockBytes;
      left = found.bytes === 0 ? left : found.bytes;
    }
    const here = Math.min(held.length, left);
    const whole = here - (here % blockBytes);
    if (whole === 0) return noPiece;
    const bytes = append(head, held.subarray(0, whole));
    new DataView(bytes.buffer).setUint32(head.length - 4, whole, true);
    held = held.slice(whole);
    left -= whole;
    return { ...decodeWav(bytes), damaged: 0 };
  }

  return {
    async decode(bytes) {
      held = append(held, bytes);
      return give();
    },
    async flush() {
      if (head === undefined) throw new Error('没有声音样本 / no samples in the WAV');
      return give();
    },
    free: () => undefined,
  };
}
