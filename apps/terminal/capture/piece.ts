/** Samples out of some bytes of a file, as they were recorded. */
export interface Piece {
  channels: Float32Array[];
  sampleRateHz: number;
  /** Frames or packets that could not be decoded. */
  damaged: number;
}

export const noPiece: Piece = { channels: [], sampleRateHz: 16_000, damaged: 0 };

const lengthOf = (piece: Piece) => piece.channels[0]?.length ?? 0;

/** One piece of many. Where the channels change on the way, only those that all have are kept. */
export function joinPieces(pieces: readonly Piece[]): Piece {
  const sounding = pieces.filter((piece) => lengthOf(piece) > 0);
  const damaged = pieces.reduce((sum, piece) => sum + piece.damaged, 0);
  const first = sounding[0];
  if (first === undefined) return { ...noPiece, damaged };
  const count = Math.min(...sounding.map((piece) => piece.channels.length));
  const length = sounding.reduce((sum, piece) => sum + lengthOf(piece), 0);
  const channels = Array.from({ length: count }, (_, c) => {
    const all = new Float32Array(length);
    let at = 0;
    for (const piece of sounding) {
      all.set(piece.channels[c] ?? new Float32Array(), at);
      at += lengthOf(piece);
    }
    return all;
  });
  return { channels, sampleRateHz: first.sampleRateHz, damaged };
}

/** Stretches of samples behind one another. */
export function joined(parts: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** Bytes in, samples out, piece by piece: a file of a day never stands in memory. */
export interface PieceDecoder {
  decode(bytes: Uint8Array): Promise<Piece>;
  flush(): Promise<Piece>;
  free(): void;
}
