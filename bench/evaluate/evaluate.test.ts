import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { copyFile, mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type TestContext, test } from 'node:test';
import { encodeWav } from '@anyuan/terminal/capture/wav.ts';

const cli = join(import.meta.dirname, 'cli.ts');
const terminal = join(import.meta.dirname, '../../apps/terminal');
const corpus = resolve(import.meta.dirname, '../../../shared/corpus');

/** Runs the command with nothing kept between runs. */
function evaluate(...words: string[]): Promise<{ code: number; out: string; err: string }> {
  return new Promise((done) => {
    const all = [cli, ...words, '--no-cache'];
    execFile(process.execPath, all, { maxBuffer: 1 << 26 }, (error, out, err) => {
      done({ code: error === null ? 0 : Number(error.code ?? 1), out, err });
    });
  });
}

async function folder(t: TestContext): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'anyuan-evaluate-'));
  t.after(() => rm(dir, { recursive: true, force: true }));
  for (const name of ['scream.wav', 'classroom.wav']) {
    await copyFile(join(terminal, 'demo-sounds', name), join(dir, name));
  }
  return dir;
}

const own = ['--teacher', 'none', '--folds', 'none'];

/** 32-bit float stereo at 44.1 kHz: what the detector never gets from its own microphone. */
function floatStereo(left: Float32Array): Uint8Array {
  const bytes = Buffer.alloc(44 + left.length * 8);
  bytes.set(encodeWav(new Int16Array()).subarray(0, 44));
  bytes.writeUInt16LE(3, 20);
  bytes.writeUInt16LE(2, 22);
  bytes.writeUInt32LE(44_100, 24);
  bytes.writeUInt16LE(8, 32);
  bytes.writeUInt16LE(32, 34);
  bytes.writeUInt32LE(left.length * 8, 40);
  left.forEach((value, i) => {
    bytes.writeFloatLE(value, 44 + i * 8);
    bytes.writeFloatLE(value, 48 + i * 8);
  });
  return bytes;
}

test('clips: the scream is found, the classroom is silent, bad files are told', async (t) => {
  const dir = await folder(t);
  await writeFile(join(dir, 'noise.opus'), 'not a sound');
  await writeFile(join(dir, 'silent.wav'), encodeWav(new Int16Array(32_000)));
  const nan = new Float32Array(88_200).map((_, i) => (i % 3 === 0 ? Number.NaN : Math.sin(i / 9)));
  await writeFile(join(dir, 'nan.wav'), floatStereo(nan));
  await writeFile(
    join(dir, 'manifest.csv'),
    'path,label\nscream.wav,scream\nclassroom.wav,playground\nnoise.opus,scream\n' +
      'silent.wav,room\nnan.wav,tone\nmissing.wav,cry_baby\n',
  );
  const { code, out, err } = await evaluate('--clips', join(dir, 'manifest.csv'), '--json', ...own);
  assert.equal(code, 0, err);
  const { labels, hours, realTimeFactor, memoryMb, teacher, level, basis, problems } =
    JSON.parse(out);
  const { scream, phrase, cry } = labels;
  assert.equal(scream.events, 1);
  assert.equal(scream.shippedRecall, 1);
  assert.equal(scream.shippedFalsePerHour, 0);
  assert.ok(scream.delayMs.p50 >= 0 && scream.delayMs.p50 < 3_000);
  assert.deepEqual(Object.keys(labels), ['scream', 'cry', 'shout', 'bang', 'glass', 'phrase']);
  assert.equal(phrase.shippedRecall, null);
  assert.equal(phrase.branch, true);
  assert.equal(cry.events, 0);
  assert.equal(cry.recallAt1, null);
  assert.equal(level.scream.events, 1);
  assert.equal(teacher, null);
  assert.equal(basis, 'unseen');
  assert.ok(hours > 0 && realTimeFactor > 0 && realTimeFactor < 1 && memoryMb > 20);
  const told = (path: string) =>
    problems.filter((p: { path: string }) => p.path === path).map((p: { what: string }) => p.what);
  assert.match(told('noise.opus').join(), /not wav/);
  assert.match(told('missing.wav').join(), /no such file/);
  assert.match(told('silent.wav').join(), /silent/);
  assert.match(told('nan.wav').join(), /NaN.*44100 Hz.*2 .*channels/);
});

test('streams: an event within its span, quiet time without false alarm', async (t) => {
  const dir = await folder(t);
  const truth = join(dir, 'truth.csv');
  await writeFile(
    truth,
    'stream,start_s,end_s,label\nscream,0,60,scream\nclassroom,0,1,neg:voices\ngone,0,1,cry\n',
  );
  const { code, out, err } = await evaluate('--audio', dir, '--truth', truth, ...own);
  assert.equal(code, 0, err);
  assert.match(out, /scream +\| 安园 ours +\| 1 /);
  assert.match(out, /呼救语 phrase/);
  assert.match(err, /gone: .*no such file/);
});

test('what cannot be done is told and ends with 2', async (t) => {
  const dir = await folder(t);
  const manifest = join(dir, 'manifest.csv');
  const missing = await evaluate('--clips', manifest, ...own);
  assert.equal(missing.code, 2);
  assert.match(missing.err, /there is no .*manifest.csv/);
  assert.equal((await evaluate()).code, 2);
  assert.equal((await evaluate('--audio', dir)).code, 2);
  await writeFile(manifest, 'path,label\ngone.wav,scream\n');
  const nothing = await evaluate('--clips', manifest, ...own);
  assert.equal(nothing.code, 2);
  assert.match(nothing.err, /not one file/);
});

test('a cut model is told, the level goes on alone, nothing is called heard', async (t) => {
  const dir = await folder(t);
  for (const name of ['sound.onnx', 'sound.json']) {
    await copyFile(join(terminal, 'models', name), join(dir, name));
  }
  await truncate(join(dir, 'sound.onnx'), 1_000);
  const manifest = join(dir, 'manifest.csv');
  await writeFile(manifest, 'path,label\nscream.wav,scream\nclassroom.wav,room\n');
  const words = ['--clips', manifest, '--model', dir, '--json', ...own];
  const { code, out, err } = await evaluate(...words);
  assert.equal(code, 1, err);
  assert.match(err, /model.damaged/);
  assert.match(JSON.parse(out).model.fault, /model.damaged/);
  assert.equal(JSON.parse(out).labels.scream.shippedRecall, null);
  assert.equal(JSON.parse(out).labels.scream.recallAt1, null);
});

test('the corpus, where it is at hand: seen clips are told from unseen ones', async (t) => {
  const manifest = join(corpus, 'manifest.csv');
  if (!existsSync(manifest)) return t.skip('no corpus beside the repository (../shared/corpus)');
  const { code, out, err } = await evaluate('--clips', manifest, '--limit', '12', '--json');
  assert.equal(code, 0, err);
  const { boards } = JSON.parse(out);
  const folds = await readFile(join(import.meta.dirname, '../../training/folds.csv'), 'utf8');
  assert.ok(folds.length > 0);
  const heard = (boards.seen?.files ?? 0) + (boards.unseen?.files ?? 0);
  assert.equal(boards.heldOut?.files ?? heard, 12);
});
