// Runs the teacher over training windows: `node teacher.ts yamnet.onnx windows.i16 scores.f32`.
// Python here has no ONNX runtime; Node has. The teacher's weights are never shipped.

import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { open } from 'node:fs/promises';
import ort from 'onnxruntime-node';

const windowSamples = 15600;
const [modelPath = '', pcmPath = '', outPath = ''] = process.argv.slice(2);
const session = await ort.InferenceSession.create(modelPath, {
  intraOpNumThreads: 1,
  interOpNumThreads: 1,
});
const input = await open(pcmPath);
const output = createWriteStream(outPath);
const bytes = Buffer.alloc(windowSamples * 2);
const wave = new Float32Array(windowSamples);

for (;;) {
  const { bytesRead } = await input.read(bytes, 0, bytes.length, null);
  if (bytesRead < bytes.length) break;
  for (let i = 0; i < windowSamples; i += 1) wave[i] = bytes.readInt16LE(i * 2) / 32768;
  const tensor = new ort.Tensor('float32', wave, [1, 1, windowSamples]);
  const { scores } = await session.run({ wave: tensor });
  const data = (scores as ort.Tensor).data as Float32Array;
  if (!output.write(Buffer.from(data.slice().buffer))) await once(output, 'drain');
}
await input.close();
output.end();
await once(output, 'finish');
