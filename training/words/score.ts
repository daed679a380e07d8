/**
 * What the spotter makes of every clip of the corpus with the network of its fold:
 *
 *     node training/words/score.ts ../shared/corpus/manifest.csv .cache/sound .cache/words out.json [part]
 *
 * Writes, for each clip and phrase, the best log ratio of a path (not normalised) at several shares
 * of the toneless final; tune.py reads it. `part` 3 takes every third clip without speech.
 */
import { closeSync, openSync, readFileSync, readSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadWordsModel, type WordsModelResult } from '../../apps/terminal/words-model.ts';
import { parseCsv } from '../../bench/evaluate/csv.ts';
import { defaultPhrases } from '../../packages/contracts/phrases.ts';
import {
  makeLogMel,
  melBins,
  melFrames,
  windowSamples,
} from '../../packages/core/detection/log-mel.ts';
import { defaultSpotterSettings, makeSpotter } from '../../packages/core/words/spotter.ts';

const [manifest = '', soundCache = '', wordsCache = '', out = '', part = '3'] =
  process.argv.slice(2);
const shares = [0, 0.3, 0.6];
const rawSlope = 10;
const wide = {
  ...defaultSpotterSettings,
  lengthPower: 0,
  midpoint: -40,
  shortTokens: 0,
  slope: rawSlope,
};

function readNpy(path: string): BigInt64Array {
  const bytes = readFileSync(path);
  const start = 10 + bytes.readUInt16LE(8);
  return new BigInt64Array(
    bytes.buffer.slice(bytes.byteOffset + start, bytes.byteOffset + bytes.length),
  );
}

const rows = parseCsv(readFileSync(manifest, 'utf8'), [
  'path',
  'label',
  'speaker',
  'set',
  'transcript',
]).filter(({ label }) => label !== 'stream');
const offsets = readNpy(join(soundCache, 'offsets.npy'));
const audio = openSync(join(soundCache, 'audio.i16'), 'r');
const folds = new Map(
  readFileSync('training/folds.csv', 'utf8')
    .split('\n')
    .slice(1)
    .map(
      (line) =>
        [
          line.slice(0, line.lastIndexOf(',')),
          Number(line.slice(line.lastIndexOf(',') + 1)),
        ] as const,
    ),
);
const voice: Record<string, number> = { zhA: 0, zhB: 1, zhC: 2, S0150: 1 };

function foldOf(row: Record<string, string>): number {
  const speaker = row.speaker ?? '';
  if (speaker.startsWith('dsp')) return Number(speaker.slice(3)) % 3;
  return voice[speaker] ?? folds.get(row.path ?? '') ?? 0;
}

function pcmOf(i: number): Float32Array {
  const from = Number(offsets[i]);
  const count = Number(offsets[i + 1]) - from;
  const bytes = Buffer.alloc(count * 2);
  readSync(audio, bytes, 0, count * 2, from * 2);
  const pcm = new Float32Array(count + 32_000 + windowSamples);
  for (let k = 0; k < count; k += 1) pcm[16_000 + k] = bytes.readInt16LE(k * 2) / 32_768;
  for (let k = 0; k < pcm.length; k += 1) pcm[k] = (pcm[k] ?? 0) + (Math.random() - 0.5) * 1e-3;
  return pcm;
}

const models: WordsModelResult[] = [];
for (const fold of [0, 1, 2]) models.push(await loadWordsModel(join(wordsCache, `fold${fold}`)));
const logMel = makeLogMel();

async function scoresOf(row: Record<string, string>, pcm: Float32Array): Promise<number[][]> {
  const model = models[foldOf(row)];
  if (model === undefined || 'fault' in model) throw new Error(JSON.stringify(model));
  const net = model.open();
  const spotters = shares.map((tonelessShare) =>
    makeSpotter(defaultPhrases, { ...wide, tonelessShare }),
  );
  const best = shares.map(() => defaultPhrases.map(() => -99));
  const whole = new Float32Array(melFrames * melBins);
  const mel = new Float32Array(net.melFrames * melBins);
  for (let at = 0; at + windowSamples <= pcm.length; at += 3_840) {
    logMel.compute(pcm.subarray(at, at + windowSamples), whole, melFrames - 24);
    mel.copyWithin(0, 24 * melBins);
    mel.set(whole.subarray((melFrames - 24) * melBins), mel.length - 24 * melBins);
    const tokens = await net.step(mel);
    spotters.forEach((spotter, s) => {
      for (const { text, score } of spotter.push(tokens)) {
        const p = defaultPhrases.findIndex((phrase) => phrase.text === text);
        const raw = score <= 0 ? -99 : -40 + rawSlope * Math.log(score / (1 - score + 1e-12));
        const mine = best[s];
        if (mine !== undefined && raw > (mine[p] ?? 0)) mine[p] = raw;
      }
    });
  }
  return best;
}

const speech = new Set(['phrases_syllable', 'phrases_tts']);
const results: unknown[] = [];
let others = 0;
for (const [i, row] of rows.entries()) {
  if (row.label === 'rir') continue;
  if (!speech.has(row.set ?? '') && others++ % Number(part) !== 0) continue;
  const pcm = pcmOf(i);
  const scores = await scoresOf(row, pcm);
  results.push({ ...row, seconds: (pcm.length - 32_000 - windowSamples) / 16_000, scores });
}
closeSync(audio);
writeFileSync(
  out,
  JSON.stringify({
    phrases: defaultPhrases.map(({ text, pinyin }) => ({ text, pinyin })),
    shares,
    results,
  }),
);
