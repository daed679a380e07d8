import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import type { Phrase } from '@anyuan/contracts/phrases.ts';
import type { FaultCode } from '@anyuan/contracts/terminal.ts';
import type { Observation } from '@anyuan/core/detection/branch.ts';
import { makeFramer } from '@anyuan/core/detection/frames.ts';
import { makeRingBuffer } from '@anyuan/core/detection/ring-buffer.ts';
import { openBranches } from '../branches.ts';
import { makeDetector } from '../detect.ts';
import { shippedDecisionSettings } from '../detect-settings.ts';
import { temporaryFolder, until } from '../testing/terminal.ts';
import { hush, installTinySpotter, joined, sing } from '../testing/tiny-models/tiny-spotter.ts';
import { openWordsEngine, spotterModel, type WordsEngine } from './words-engine.ts';

const phrase = (text: string, pinyin: string, changes: Partial<Phrase> = {}): Phrase => ({
  ...{ text, pinyin, boost: 0, threshold: 0.5, severity: 'urgent', on: true },
  ...changes,
});
const jiuming = phrase('救命', 'jiu4 ming4');
const biedawo = phrase('别打我', 'bie2 da3 wo3');
const fangkaiwo = phrase('放开我', 'fang4 kai1 wo3');

function makeFaultList() {
  const active = new Map<FaultCode, string>();
  return {
    active,
    raise: (code: FaultCode, detail: string) => void active.set(code, detail),
    clear: (code: FaultCode) => void active.delete(code),
  };
}

interface Opened {
  engine: WordsEngine;
  faults: ReturnType<typeof makeFaultList>;
  hear(pcm: Float32Array): Promise<Observation[]>;
}

/** An engine on the tiny model, fed as the detector feeds it. */
async function open(
  t: TestContext,
  phrases: () => readonly Phrase[],
  dir?: string,
): Promise<Opened> {
  const home = dir ?? (await temporaryFolder(t));
  if (dir === undefined) await installTinySpotter(home);
  const faults = makeFaultList();
  const engine = await openWordsEngine(home, { phrases, faults });
  assert.ok(engine !== null, JSON.stringify([...faults.active]));
  t.after(() => engine.branch.stop?.());
  const framer = makeFramer(engine.branch);
  const hear = async (pcm: Float32Array) => {
    const heard: Observation[] = [];
    for (const window of framer.push(pcm)) {
      const found = engine.branch.look(window);
      assert.ok(Array.isArray(found), 'a look never waits for the engine');
      heard.push(...found);
    }
    return [...heard, ...((await engine.branch.end?.()) ?? [])];
  };
  return { engine, faults, hear };
}

const labels = (heard: Observation[]) => heard.map(({ label }) => label);

test('the real engine hears listed phrases in a stream, and nothing else', async (t) => {
  const { hear, faults } = await open(t, () => [jiuming, biedawo]);
  const quiet = hush(1);
  const heard = await hear(joined(quiet, sing('jiu4 ming4'), quiet));
  assert.deepEqual(labels(heard), ['救命']);
  assert.deepEqual(labels(await hear(joined(sing('ming4 jiu4'), quiet))), []);
  assert.deepEqual(labels(await hear(joined(sing('bie2 da3 wo3'), quiet))), ['别打我']);
  const [first] = heard;
  assert.ok(first?.trusted && first.score > 0.5);
  // The phrase lies from 1.0 s to 1.64 s.
  assert.ok(first.fromMs > 700 && first.fromMs < 1500, `${first.fromMs}`);
  assert.ok(first.toMs > 1600 && first.toMs <= 2440, `${first.toMs}`);
  assert.deepEqual([...faults.active], []);
});

test("a phrase's own threshold decides how sure the engine has to be", async (t) => {
  const unsure = joined(hush(1), sing('jiu4 ming4', 0.002), hush(1));
  const at = async (threshold: number) => {
    const { hear } = await open(t, () => [{ ...jiuming, threshold }]);
    return labels(await hear(unsure));
  };
  assert.deepEqual(await at(0.2), ['救命']);
  assert.deepEqual(await at(0.9), []);
});

test('a phrase that the model cannot spell is a fault by name and stays with the built-in', async (t) => {
  const { engine, hear, faults } = await open(t, () => [jiuming, fangkaiwo]);
  await hear(hush(1));
  assert.match(faults.active.get('words.phrase') ?? '', /放开我 \(f àng k āi\)/);
  assert.ok(engine.hears(jiuming) && !engine.hears(fangkaiwo));
});

test('an edited list counts from then on, and its fault ends with it', async (t) => {
  let phrases = [jiuming, fangkaiwo];
  const { hear, faults } = await open(t, () => phrases);
  const said = joined(hush(1), sing('bie2 da3 wo3'), hush(1));
  assert.deepEqual(labels(await hear(said)), []);
  phrases = [biedawo];
  assert.deepEqual(labels(await hear(said)), ['别打我']);
  assert.equal(faults.active.has('words.phrase'), false);
});

test('files that were changed after their installation are a fault, not a process that dies', async (t) => {
  const dir = await temporaryFolder(t);
  await installTinySpotter(dir);
  const name = 'joiner-epoch-12-avg-2-chunk-16-left-64.onnx';
  await writeFile(join(dir, spotterModel, name), 'not a network');
  const faults = makeFaultList();
  assert.equal(await openWordsEngine(dir, { phrases: () => [jiuming], faults }), null);
  assert.match(faults.active.get('words.engine') ?? '', /joiner.*checksum differs/);
  const none = makeFaultList();
  const absent = await openWordsEngine(join(dir, 'nowhere'), { phrases: () => [], faults: none });
  assert.deepEqual([absent, none.active.size], [null, 0]);
});

test('files that the engine does not take end its process alone; it is tried again later', async (t) => {
  const dir = await temporaryFolder(t);
  const bad = join(dir, 'bad.onnx');
  await writeFile(bad, 'whole, as installed, and no network at all');
  await installTinySpotter(dir, { encoder: bad });
  const { engine, hear, faults } = await open(t, () => [jiuming], dir);
  const said = joined(hush(1), sing('jiu4 ming4'), hush(1));
  assert.deepEqual(labels(await hear(said)), []);
  await until('the fault', () => faults.active.has('words.engine'));
  assert.match(faults.active.get('words.engine') ?? '', /refused|died/);
  assert.equal(engine.hears(jiuming), false);
  faults.active.clear();
  await hear(hush(11));
  await until('the second try', () => faults.active.has('words.engine'));
});

test('where the engine is not installed its process says so', async (t) => {
  const dir = await temporaryFolder(t);
  const alone = join(dir, 'engine-process.ts');
  await copyFile(join(import.meta.dirname, 'engine-process.ts'), alone);
  const child = fork(alone, [], { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
  child.send({ open: 'spotter', files: {}, keywords: '' });
  const [reply] = await once(child, 'message');
  assert.equal((reply as { failed: string }).failed, 'absent');
});

test('in the terminal: the engine speaks alone, the built-in model takes the rest', async (t) => {
  const modelsDir = await temporaryFolder(t);
  await installTinySpotter(modelsDir);
  const faults = makeFaultList();
  const phrases = [jiuming, fangkaiwo];
  const branches = await openBranches({
    ...{ modelsDir, faults, phrases: () => phrases, overFloorDb: () => 35, ownSound: () => false },
    modelDir: join(import.meta.dirname, '../models'),
  });
  const decided: { kind: string; confidence: number; label: string | undefined }[] = [];
  const settings = shippedDecisionSettings();
  const detector = makeDetector({
    ring: makeRingBuffer(20 * 16_000),
    ...{ branches, now: () => 0, settings: () => settings },
    onHeard({ decision: { kind, confidence, reasons } }) {
      decided.push({ kind, confidence, label: reasons[0]?.label });
      return '';
    },
    onBranchFailure: (branch, error) => assert.fail(`${branch}: ${error.message}`),
  });
  t.after(detector.stop);
  await detector.take(joined(hush(1), sing('jiu4 ming4'), hush(2)));
  await detector.flush();
  assert.deepEqual(
    decided.filter(({ kind }) => kind === 'phrase'),
    [{ kind: 'phrase', confidence: 2, label: '救命' }],
  );
});
