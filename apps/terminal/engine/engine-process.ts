import { createRequire } from 'node:module';
import type { EngineHit, EngineOrder, EngineReply, RecogniserFiles } from './messages.ts';

/**
 * Runs the native engine in a process of its own: it leaves the process without a word where a file
 * is not to its liking, and a long decode must not hold up the sound branch. Ends with its parent.
 */

interface Stream {
  acceptWaveform(wave: { samples: Float32Array; sampleRate: number }): void;
}

/** The part of sherpa-onnx-node that is used here. */
interface Sherpa {
  KeywordSpotter: new (
    config: object,
  ) => {
    createStream(): Stream;
    isReady(stream: Stream): boolean;
    decode(stream: Stream): void;
    reset(stream: Stream): void;
    getResult(stream: Stream): { keyword: string; timestamps: number[] };
  };
  OfflineRecognizer: new (
    config: object,
  ) => {
    createStream(): Stream;
    decode(stream: Stream): void;
    getResult(stream: Stream): { text: string };
  };
}

const sampleRate = 16_000;
const common = { numThreads: 1, provider: 'cpu', debug: 0 };
const reply = (message: EngineReply) => process.send?.(message);

function fail(failed: 'absent' | 'refused', error: unknown): never {
  const detail = (error as Error).message.replaceAll(/\s+/g, ' ').slice(0, 300);
  // The message has to be through before the process ends.
  process.send?.({ failed, detail } satisfies EngineReply, () => process.exit(1));
  throw error;
}

function loadSherpa(): Sherpa {
  try {
    return createRequire(import.meta.url)('sherpa-onnx-node') as Sherpa;
  } catch (error) {
    return fail('absent', error);
  }
}

type Work = (order: EngineOrder) => void;

/** Feeds the stream and tells what was found in it so far; a find forgets what was before it. */
function openSpotter({ files, keywords }: Extract<EngineOrder, { open: 'spotter' }>): Work {
  const { KeywordSpotter } = loadSherpa();
  const { tokens, ...transducer } = files;
  const spotter = new KeywordSpotter({
    featConfig: { samplingRate: sampleRate, featureDim: 80 },
    modelConfig: { transducer, tokens, ...common },
    ...{ maxActivePaths: 4, numTrailingBlanks: 1, keywordsScore: 1, keywordsThreshold: 0.25 },
    ...{ keywordsBuf: keywords, keywordsBufSize: Buffer.byteLength(keywords) },
  });
  const stream = spotter.createStream();
  return (order) => {
    if (!('pcm' in order)) return;
    const hits: EngineHit[] = [];
    stream.acceptWaveform({ samples: order.pcm, sampleRate });
    while (spotter.isReady(stream)) {
      spotter.decode(stream);
      const { keyword, timestamps } = spotter.getResult(stream);
      if (!keyword) continue;
      const seconds = (timestamps.at(-1) ?? 0) - (timestamps[0] ?? 0);
      hits.push({ text: keyword, endSample: order.endSample, seconds });
      spotter.reset(stream);
    }
    reply({ doneSample: order.endSample, hits });
  };
}

function recogniserConfig({ kind, model, tokens }: RecogniserFiles): object {
  const named =
    kind === 'paraformer'
      ? { paraformer: { model } }
      : { senseVoice: { model, language: 'zh', useInverseTextNormalization: 0 } };
  return {
    featConfig: { sampleRate, featureDim: 80 },
    modelConfig: { ...named, tokens, ...common },
  };
}

function openRecogniser({ files }: Extract<EngineOrder, { open: 'recogniser' }>): Work {
  const { OfflineRecognizer } = loadSherpa();
  const recogniser = new OfflineRecognizer(recogniserConfig(files));
  return (order) => {
    if (!('transcribe' in order)) return;
    const stream = recogniser.createStream();
    stream.acceptWaveform({ samples: order.transcribe, sampleRate });
    recogniser.decode(stream);
    reply({ id: order.id, text: recogniser.getResult(stream).text });
  };
}

let work: Work | null = null;

function open(order: EngineOrder): Work {
  try {
    const opened = 'open' in order && order.open === 'spotter' ? openSpotter(order) : null;
    if (opened !== null) return opened;
    if ('open' in order && order.open === 'recogniser') return openRecogniser(order);
  } catch (error) {
    return fail('refused', error);
  }
  return fail('refused', new Error('the first order has to open an engine'));
}

process.on('message', (order: EngineOrder) => {
  if (work !== null) return work(order);
  work = open(order);
  reply({ ready: true });
});
process.on('disconnect', () => process.exit(0));
