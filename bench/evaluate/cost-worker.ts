import { join } from 'node:path';
import { joined } from '@anyuan/terminal/capture/piece.ts';
import { soundPieces } from '@anyuan/terminal/capture/sound-file.ts';
import { openEar, shippedModelDir } from './ears.ts';
import { makeDetectorListener } from './listeners.ts';

/**
 * `node cost-worker.ts MODEL_DIR`: plays two minutes of the demonstration sounds through the
 * detector as fast as it goes and prints processor time and memory. Loading is not counted, it
 * happens once in months.
 */
const [modelDir = shippedModelDir] = process.argv.slice(2);
const playedSec = 120;
const chunkSamples = 1_600;

const { ear } = await openEar(modelDir);
const parts: Float32Array[] = [];
for (const name of ['scream.wav', 'classroom.wav']) {
  const file = join(shippedModelDir, '../demo-sounds', name);
  const format = { sampleRateHz: 0, channels: 0, damaged: 0 };
  for await (const piece of soundPieces(file, format)) parts.push(piece);
}
const sound = joined(parts);
const listener = makeDetectorListener(ear.branch);
await listener.push(sound.subarray(0, 32_000));
const before = process.cpuUsage();
for (let at = 0; at < playedSec * 16_000; at += chunkSamples) {
  const from = at % (sound.length - chunkSamples);
  await listener.push(sound.subarray(from, from + chunkSamples));
}
const { user, system } = process.cpuUsage(before);
await listener.end();
const realTimeFactor = (user + system) / 1e6 / playedSec;
const memoryMb = process.resourceUsage().maxRSS / 1024;
console.log(
  JSON.stringify({
    realTimeFactor: Math.round(realTimeFactor * 1e5) / 1e5,
    memoryMb: Math.round(memoryMb),
  }),
);
