import wavefile from 'wavefile';
import { decodePlainWav, type Pcm } from './plain-wav.ts';

export { encodeWav, type Pcm } from './plain-wav.ts';

/**
 * Decodes a WAV file of any rate, depth and number of channels. Integer and float PCM are read
 * by ourselves; A-law, mu-law and ADPCM go through `wavefile`.
 *
 * @throws Error when it is not a WAV file with samples in it.
 */
export function decodeWav(bytes: Uint8Array): Pcm {
  const decoded = decodePlainWav(bytes);
  return typeof decoded === 'number' ? decodeCompressed(bytes, decoded) : decoded;
}

/** A-law (6), mu-law (7) and IMA ADPCM (17) become 16-bit PCM first. */
function decodeCompressed(bytes: Uint8Array, tag: number): Pcm {
  const wav = new wavefile.WaveFile(bytes);
  if (tag === 6) wav.fromALaw();
  else if (tag === 7) wav.fromMuLaw();
  else if (tag === 17) wav.fromIMAADPCM();
  else throw new Error(`unknown WAV format ${tag}`);
  return decodeWav(wav.toBuffer());
}
