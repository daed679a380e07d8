import type { FaultCode } from '@anyuan/contracts/terminal.ts';
import type { Branch } from '@anyuan/core/detection/branch.ts';
import { melBins, melShape } from '@anyuan/core/detection/log-mel.ts';
import { makeSoundLooks, soundDescriptionSchema } from '@anyuan/terminal/sound-looks.ts';
import { openWordsNet, type WordsNet, wordsDescriptionSchema } from '@anyuan/terminal/words-net.ts';
import wasmUrl from 'onnxruntime-web/ort-wasm-simd-threaded.wasm?url';
import { env, InferenceSession, Tensor } from 'onnxruntime-web/wasm';
import soundText from '../../../terminal/models/sound.json?raw';
import soundUrl from '../../../terminal/models/sound.onnx?url';
import wordsText from '../../../terminal/models/words.json?raw';
import wordsUrl from '../../../terminal/models/words.onnx?url';

// From our own server, one thread: four looks a second need a few milliseconds each.
env.wasm.wasmPaths = { wasm: wasmUrl };
env.wasm.numThreads = 1;
env.logLevel = 'error';

/** What is wrong with a model, as a device fault. */
export class ModelFault extends Error {
  readonly code: FaultCode;
  constructor(code: FaultCode, detail: string) {
    super(detail);
    this.code = code;
  }
}

async function bytesOf(url: string): Promise<ArrayBuffer> {
  const reply = await fetch(url);
  if (!reply.ok) throw new Error(`HTTP ${reply.status}`);
  return reply.arrayBuffer();
}

async function sha256(bytes: ArrayBuffer): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** @throws ModelFault when it is not there, or not the one that its description names. */
async function openSession(
  url: string,
  expected: string,
  codes: { missing: FaultCode; damaged: FaultCode },
): Promise<InferenceSession> {
  const bytes = await bytesOf(url).catch((error: Error) => {
    throw new ModelFault(codes.missing, error.message);
  });
  if ((await sha256(bytes)) !== expected) throw new ModelFault(codes.damaged, 'checksum differs');
  return InferenceSession.create(bytes, { executionProviders: ['wasm'] }).catch((error: Error) => {
    throw new ModelFault(codes.damaged, error.message);
  });
}

/** @throws ModelFault */
export async function loadSound(): Promise<Branch> {
  const { sha256: expected } = soundDescriptionSchema.parse(JSON.parse(soundText));
  const codes = { missing: 'model.missing', damaged: 'model.damaged' } as const;
  const session = await openSession(soundUrl, expected, codes);
  return makeSoundLooks(async (picture) => {
    const { probabilities } = await session.run({
      mel: new Tensor('float32', picture.slice(), [...melShape]),
    });
    return probabilities?.data as Float32Array;
  });
}

/** @throws ModelFault */
export async function loadWords(): Promise<WordsNet> {
  const about = wordsDescriptionSchema.parse(JSON.parse(wordsText));
  const codes = { missing: 'words.model', damaged: 'words.model' } as const;
  const session = await openSession(wordsUrl, about.sha256, codes);
  return openWordsNet(async ({ mel, memory }) => {
    const given = await session.run({
      mel: new Tensor('float32', mel.slice(), [1, about.melFrames, melBins]),
      memory: new Tensor('float32', memory.slice(), about.memory),
    });
    return {
      tokens: given.tokens?.data as Float32Array,
      next: given.next?.data as Float32Array,
    };
  }, about);
}
