/** Decoded sound: one array per channel, -1..1. */
export interface Pcm {
  channels: Float32Array[];
  sampleRateHz: number;
}

interface Format {
  tag: number;
  channels: number;
  sampleRateHz: number;
  bits: number;
}

/**
 * Reads the samples of a WAV file with integer or float PCM, of any rate, depth and number of
 * channels; a number is the tag of a format that is none. Recorders that write to a pipe leave wrong
 * lengths in the header: what is there counts.
 *
 * @throws Error when it is not a WAV file with samples in it.
 */
export function decodePlainWav(bytes: Uint8Array): Pcm | number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { format, dataFrom, dataTo } = findChunks(view);
  const bytesPerSample = Math.ceil(format.bits / 8);
  const read = reader(format);
  if (read === null) return format.tag;
  const frames = Math.floor((dataTo - dataFrom) / (bytesPerSample * format.channels));
  const channels = Array.from({ length: format.channels }, (_, channel) =>
    Float32Array.from({ length: frames }, (_, i) =>
      read(view, dataFrom + (i * format.channels + channel) * bytesPerSample),
    ),
  );
  return { channels, sampleRateHz: format.sampleRateHz };
}

function findChunks(view: DataView): { format: Format; dataFrom: number; dataTo: number } {
  let format: Format | undefined;
  for (let at = 12; at + 8 <= view.byteLength; ) {
    const id = String.fromCharCode(...[0, 1, 2, 3].map((i) => view.getUint8(at + i)));
    const size = view.getUint32(at + 4, true);
    const from = at + 8;
    if (id === 'fmt ' && size >= 16 && from + size <= view.byteLength) {
      format = readFormat(view, from, size);
    } else if (id === 'data' && format !== undefined) {
      return { format, dataFrom: from, dataTo: Math.min(view.byteLength, from + size) };
    }
    at = from + size + (size % 2);
  }
  throw new Error('no samples in the WAV file');
}

function readFormat(view: DataView, from: number, size: number): Format {
  const plain = view.getUint16(from, true);
  const format = {
    // WAVE_FORMAT_EXTENSIBLE keeps the real tag at the head of its sub-format.
    tag: plain === 0xfffe && size >= 26 ? view.getUint16(from + 24, true) : plain,
    channels: view.getUint16(from + 2, true),
    sampleRateHz: view.getUint32(from + 4, true),
    bits: view.getUint16(from + 14, true),
  };
  if (format.channels < 1 || format.channels > 64) throw new Error('bad number of channels');
  if (format.sampleRateHz < 1_000 || format.sampleRateHz > 768_000) throw new Error('bad rate');
  return format;
}

type Read = (view: DataView, at: number) => number;

/** How one sample is read; null when it is not plain PCM. */
function reader({ tag, bits }: Format): Read | null {
  const readers: Record<string, Read> = {
    '1/8': (view, at) => (view.getUint8(at) - 128) / 128,
    '1/16': (view, at) => view.getInt16(at, true) / 32_768,
    '1/24': (view, at) => (view.getUint16(at, true) + view.getInt8(at + 2) * 65_536) / 8_388_608,
    '1/32': (view, at) => view.getInt32(at, true) / 2_147_483_648,
    '3/32': (view, at) => view.getFloat32(at, true),
    '3/64': (view, at) => view.getFloat64(at, true),
  };
  return readers[`${tag}/${bits}`] ?? null;
}

/** A WAV file, 16 kHz mono 16 bit: what the server takes as a clip. */
export function encodeWav(samples: Int16Array, sampleRateHz = 16_000): Uint8Array {
  const bytes = new Uint8Array(44 + samples.length * 2);
  const view = new DataView(bytes.buffer);
  const text = (at: number, value: string) => {
    for (let i = 0; i < value.length; i += 1) view.setUint8(at + i, value.charCodeAt(i));
  };
  text(0, 'RIFF');
  view.setUint32(4, 36 + samples.length * 2, true);
  text(8, 'WAVEfmt ');
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, sampleRateHz, true);
  view.setUint32(28, sampleRateHz * 2, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  text(36, 'data');
  view.setUint32(40, samples.length * 2, true);
  for (let i = 0; i < samples.length; i += 1) view.setInt16(44 + i * 2, samples[i] ?? 0, true);
  return bytes;
}
