import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import type { ClipNote } from '@anyuan/contracts/clip-note.ts';
import type { Reason } from '@anyuan/contracts/detection.ts';
import type { Observation } from '@anyuan/contracts/observation.ts';
import type { Phrase } from '@anyuan/contracts/phrases.ts';
import type { FaultCode } from '@anyuan/contracts/terminal.ts';
import type { Decision } from '@anyuan/core/detection/decision.ts';
import { makeRingBuffer } from '@anyuan/core/detection/ring-buffer.ts';
import { makeTestClock } from '@anyuan/testkit/clock.ts';
import type { Heard } from './detect.ts';
import { makeHearingLane } from './hearing-lane.ts';
import { holdMs, openSecondLook } from './second-look.ts';
import { quietLog, temporaryFolder, until } from './testing/terminal.ts';
import { hush, installTinyRecogniser, joined, sing } from './testing/tiny-models/tiny-spotter.ts';

const phrase = (text: string, pinyin: string, severity: Phrase['severity'] = 'urgent'): Phrase => ({
  ...{ text, pinyin, boost: 0, threshold: 0.5, severity, on: true },
});
const phrases = [phrase('救命', 'jiu4 ming4'), phrase('滚蛋', 'gun3 dan4', 'notice')];

/** What the tiny recogniser writes down for each. */
const cry = sing('jiu4 ming4'); // 救命我们
const talk = sing('wo3 die2 bie2'); // 去操 ...
const insult = sing('bie2 da3'); // 场滚蛋吧

interface World {
  hear(decision: Partial<Decision>): void;
  settled(): Promise<unknown>;
  raised: Decision[];
  recorded: Observation[];
  notes: ClipNote[];
  faults: Map<FaultCode, string>;
  clock: ReturnType<typeof makeTestClock>;
}

/** A lane with a real recogniser behind it that hears this sound. */
async function open(t: TestContext, pcm: Float32Array, dir?: string): Promise<World> {
  const modelsDir = dir ?? (await temporaryFolder(t));
  if (dir === undefined) await installTinyRecogniser(modelsDir);
  const ring = makeRingBuffer(20 * 16_000);
  ring.push(joined(hush(1), pcm, hush(3)));
  const faults = new Map<FaultCode, string>();
  const clock = makeTestClock(0);
  const secondLook = await openSecondLook({
    ...{ modelsDir, ring, clock, phrases: () => phrases, log: quietLog },
    faults: {
      raise: (code, detail) => void faults.set(code, detail),
      clear: (code) => void faults.delete(code),
    },
  });
  t.after(() => secondLook?.stop());
  const raised: Decision[] = [];
  const recorded: Observation[] = [];
  const notes: ClipNote[] = [];
  const lane = makeHearingLane({
    ...{ alarmKind: 'actual', claims: () => false, wakeFrom: () => 2, log: quietLog, secondLook },
    record: (observation) => void recorded.push(observation),
    annotate: (_id, note) => void notes.push(note),
    raise({ decision }) {
      raised.push(decision);
      return 'id';
    },
  });
  const times = { beganSample: 16_000, decidedSample: 32_000, beganAt: 0, decidedAt: 0 };
  const hear = (decision: Partial<Decision>) => {
    const bare: Decision = {
      ...{ kind: 'scream', beganMs: 1000, decidedMs: 2000, confidence: 2, reasons: [] },
      ...decision,
    };
    const heard: Heard = { decision: bare, levelDbfs: -20, ...times };
    lane.hear(heard);
  };
  return { hear, settled: lane.settled, raised, recorded, notes, faults, clock };
}

const told = (decisions: readonly { kind: string; confidence: number; reasons: Reason[] }[]) =>
  decisions.map(({ kind, confidence, reasons }) => [
    `${kind} ${confidence}`,
    reasons.map(({ branch, label }) => `${branch} ${label}`).join(),
  ]);

test('a scream goes out at once; the call for help in it follows as a likely threat', async (t) => {
  const world = await open(t, cry);
  world.hear({ kind: 'scream' });
  assert.deepEqual(told(world.raised), [['scream 2', '']]);
  await world.settled();
  assert.deepEqual(told(world.raised.slice(1)), [['phrase 3', 'secondLook 救命']]);
  // The scream's clip and the call's say what was written down, by whom, and what it changed.
  const [note, ...others] = world.notes;
  assert.deepEqual(others, [note]);
  assert.deepEqual([note?.heard, note?.before, note?.after], [['救命'], 2, 3]);
  assert.match(note?.transcript ?? '', /救命/);
  assert.ok(['sense-voice', 'paraformer'].includes(note?.engine ?? ''));
});

test('what was only recorded becomes an alarm when a call for help is in it', async (t) => {
  const world = await open(t, cry);
  world.hear({ kind: 'level', confidence: 1 });
  await world.settled();
  assert.deepEqual(told(world.raised), [['phrase 3', 'secondLook 救命']]);
  assert.deepEqual(told(world.recorded), [['level 1', '']]);
});

test('a phrase that nothing supports waits: other talk takes it back, a call for help raises it', async (t) => {
  const other = await open(t, joined(talk, talk));
  other.hear({ kind: 'phrase' });
  assert.deepEqual(other.raised, []);
  await other.settled();
  assert.deepEqual(other.raised, []);
  assert.deepEqual(told(other.recorded), [['phrase 1', 'secondLook nothing']]);
  const real = await open(t, cry);
  real.hear({ kind: 'phrase' });
  await real.settled();
  assert.deepEqual(told(real.raised), [['phrase 3', 'secondLook 救命']]);
});

test('it waits no longer than the limit, then goes out as it was', async (t) => {
  const world = await open(t, joined(talk, talk));
  world.hear({ kind: 'phrase' });
  await world.clock.advance(holdMs);
  await world.settled();
  assert.deepEqual(told(world.raised), [['phrase 2', '']]);
});

test('insults are recorded as a reason and call nobody', async (t) => {
  const world = await open(t, insult);
  world.hear({ kind: 'quarrel', confidence: 1 });
  await world.settled();
  assert.deepEqual(world.raised, []);
  assert.deepEqual(told(world.recorded), [
    ['quarrel 1', ''],
    ['quarrel 1', 'insult 滚蛋'],
  ]);
  assert.deepEqual(
    world.notes.map(({ insults }) => insults),
    [['滚蛋']],
  );
});

test('a button is never looked at again', async (t) => {
  const world = await open(t, cry);
  world.hear({ kind: 'button', confidence: 4 });
  await world.settled();
  assert.deepEqual(told(world.raised), [['button 4', '']]);
});

test('without a recogniser nothing waits; a damaged one is a fault; a bad one never costs an alarm', async (t) => {
  const dir = await temporaryFolder(t);
  const none = await open(t, cry, join(dir, 'nothing'));
  none.hear({ kind: 'phrase' });
  assert.deepEqual(told(none.raised), [['phrase 2', '']]);
  assert.equal(none.faults.size, 0);
  const bad = join(dir, 'bad.onnx');
  await writeFile(bad, 'no network at all');
  await installTinyRecogniser(dir, { model: bad });
  const refused = await open(t, cry, dir);
  refused.hear({ kind: 'phrase' });
  await refused.settled();
  assert.deepEqual(told(refused.raised), [['phrase 2', '']]);
  await until('the fault', () => refused.faults.has('words.secondLook'));
  await writeFile(join(dir, 'sense-voice', 'tokens.txt'), 'changed');
  const damaged = await open(t, cry, dir);
  assert.match(damaged.faults.get('words.secondLook') ?? '', /tokens.txt: checksum/);
});
