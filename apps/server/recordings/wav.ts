/** The only sound we keep: PCM, 16 bit, one channel, 16 kHz. */
const sampleRate = 16_000;
const bytesPerSecond = sampleRate * 2;
const pcmTag = 1;
const headerBytes = 44;

const shortestSec = 0.2;
const longestSec = 75;

/**
 * Samples of a clip, or null when it is not a usable one: wrong container, coding, rate or length
 * (0.2 to 75 s), or cut off. Never throws, whatever the bytes are.
 */
export function readSamples(bytes: Buffer): Buffer | null {
  if (bytes.length < 12 || tagAt(bytes, 0) !== 'RIFF' || tagAt(bytes, 8) !== 'WAVE') return null;
  let isFormatRight = false;
  for (let at = 12; at + 8 <= bytes.length; ) {
    const size = bytes.readUInt32LE(at + 4);
    const body = at + 8;
    // A chunk that claims more than there is: the upload was cut off, or the header lies.
    if (size > bytes.length - body) return null;
    if (tagAt(bytes, at) === 'fmt ') isFormatRight = isOurFormat(bytes.subarray(body, body + size));
    if (tagAt(bytes, at) === 'data') {
      return isFormatRight && isUsableLength(size) ? bytes.subarray(body, body + size) : null;
    }
    at = body + size + (size % 2);
  }
  return null;
}

/** Seconds of sound in so many bytes of samples. */
export function durationSec(sampleBytes: number): number {
  return sampleBytes / bytesPerSecond;
}

/**
 * A file of these samples with a header of our own: whatever else came along in the upload (texts,
 * names, hidden payloads) is not kept and never reaches a browser.
 */
export function wavOf(samples: Buffer): Buffer {
  const header = Buffer.alloc(headerBytes);
  header.write('RIFF', 0, 'latin1');
  header.writeUInt32LE(headerBytes - 8 + samples.length, 4);
  header.write('WAVEfmt ', 8, 'latin1');
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(pcmTag, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(sampleRate, 24);
  header.writeUInt32LE(bytesPerSecond, 28);
  header.writeUInt16LE(2, 32);
  header.writeUInt16LE(16, 34);
  header.write('data', 36, 'latin1');
  header.writeUInt32LE(samples.length, 40);
  return Buffer.concat([header, samples]);
}

function tagAt(bytes: Buffer, at: number): string {
  return bytes.toString('latin1', at, at + 4);
}

function isOurFormat(format: Buffer): boolean {
  return (
    format.length >= 16 &&
    format.readUInt16LE(0) === pcmTag &&
    format.readUInt16LE(2) === 1 &&
    format.readUInt32LE(4) === sampleRate &&
    format.readUInt16LE(14) === 16
  );
}

function isUsableLength(sampleBytes: number): boolean {
  const seconds = durationSec(sampleBytes);
  return sampleBytes % 2 === 0 && seconds >= shortestSec && seconds <= longestSec;
}
