import assert from 'node:assert/strict';
import { copyFile, mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { defaultPhrases, type Phrase } from '@anyuan/contracts/phrases.ts';
import { cleanChunk, makeFramer } from '@anyuan/core/detection/frames.ts';
import { makeWordsBranch } from './words-branch.ts';
import { loadWordsModel } from './words-model.ts';
import type { WordsNet } from './words-net.ts';

const models = join(import.meta.dirname, 'models');

async function openNet(): Promise<WordsNet> {
  const loaded = await loadWordsModel(models);
  assert.ok('open' in loaded, JSON.stringify(loaded));
  return loaded.open();
}

async function listen(pcm: Float32Array, phrases: () => Phrase[] = () => defaultPhrases) {
  const branch = makeWordsBranch({ net: await openNet(), phrases });
  const framer = makeFramer(branch);
  const heard = [];
  for (const window of framer.push(cleanChunk(pcm))) heard.push(...(await branch.look(window)));
  return heard;
}

async function folder(t: TestContext): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'anyuan-words-'));
  t.after(() => rm(dir, { recursive: true, force: true }));
  for (const name of ['words.json', 'words.onnx'])
    await copyFile(join(models, name), join(dir, name));
  return dir;
}

test('silence, constant, noise and what is no number are no phrase', async () => {
  const seconds = 6 * 16_000;
  const sounds = {
    silence: () => 0,
    constant: () => 0.5,
    broken: (i: number) => (i % 3 === 0 ? Number.NaN : 0),
    tone: (i: number) => Math.sin(i / 9),
  };
  for (const [name, sample] of Object.entries(sounds)) {
    const heard = await listen(Float32Array.from({ length: seconds }, (_, i) => sample(i)));
    assert.ok(heard.length > 0, name);
    assert.ok(
      heard.every(({ score }) => score >= 0 && score < 0.5),
      name,
    );
  }
});

test('an edited list counts from the next look on; an empty one hears nothing', async () => {
  let phrases: Phrase[] = [];
  const branch = makeWordsBranch({ net: await openNet(), phrases: () => phrases });
  const windows = makeFramer(branch).push(new Float32Array(32_000));
  const [first, second] = windows;
  assert.ok(first !== undefined && second !== undefined);
  assert.deepEqual(await branch.look(first), []);
  phrases = defaultPhrases.slice(0, 1);
  const [heard] = await branch.look(second);
  assert.equal(heard?.label, '救命');
});

test('a model that is missing, cut short, changed or of another make is a fault, never silence', async (t) => {
  const faultOf = async (dir: string) => {
    const loaded = await loadWordsModel(dir);
    return 'fault' in loaded ? `${loaded.fault} ${loaded.detail}` : 'none';
  };
  const dir = await folder(t);
  assert.equal(await faultOf(dir), 'none');
  assert.match(await faultOf(join(dir, 'nowhere')), /^words\.model .*ENOENT/);
  await truncate(join(dir, 'words.onnx'), 1000);
  assert.match(await faultOf(dir), /^words\.model .*checksum/);
  const about = JSON.parse(await readFile(join(models, 'words.json'), 'utf8'));
  const sha256 = 'b4a3b8bb7ae5f0ccdc04ee3a4a3d10b8eae3e2aa8cc46e4b3e4ad8b9e58b3cb5';
  await writeFile(join(dir, 'words.json'), JSON.stringify({ ...about, sha256, tokens: 12 }));
  assert.match(await faultOf(dir), /^words\.model [\s\S]*tokens/);
});
