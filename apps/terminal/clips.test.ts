import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import type { ClipNote } from '@anyuan/contracts/clip-note.ts';
import { makeRingBuffer } from '@anyuan/core/detection/ring-buffer.ts';
import { noteOf } from '@anyuan/core/recording/clip-note.ts';
import { makeTestClock } from '@anyuan/testkit/clock.ts';
import { decodeWav } from './capture/wav.ts';
import { openClipFolder } from './clip-folder.ts';
import { openClips, type UploadResult } from './clips.ts';
import { quietLog, temporaryFolder, until } from './testing/terminal.ts';

const id = '0198a000-0000-7000-8000-00000000000a';

async function rig(
  dir: string,
  world: { waiting: boolean; result: UploadResult; enabled?: boolean },
) {
  const ring = makeRingBuffer(60 * 16_000);
  const clock = makeTestClock(0);
  const uploads: { id: string; seconds: number }[] = [];
  const notes: (ClipNote | null)[] = [];
  const clips = await openClips({
    store: await openClipFolder(dir),
    ring,
    clip: () => ({ enabled: world.enabled ?? true, preRollSec: 10, postRollSec: 5 }),
    waiting: () => world.waiting,
    async upload(clipId, wav) {
      const samples = decodeWav(wav).channels[0]?.length ?? 0;
      uploads.push({ id: clipId, seconds: samples / 16_000 });
      notes.push(noteOf(wav));
      return world.result;
    },
    clock,
    log: quietLog,
  });
  const hear = (seconds: number) => {
    ring.push(new Float32Array(seconds * 16_000));
    clips.advance();
  };
  const event = (beganSec: number) =>
    clips.keep({ id, beganSample: beganSec * 16_000, decidedSample: (beganSec + 1) * 16_000 });
  return { clips, clock, uploads, notes, hear, event };
}

test('ten seconds before at once, the whole with five after when they have passed', async (t) => {
  const world = { waiting: false, result: 'done' as UploadResult };
  const { clips, uploads, hear, event } = await rig(await temporaryFolder(t), world);
  hear(21);
  event(20);
  await until('first', () => uploads.length === 1);
  hear(4);
  assert.equal(uploads.length, 1);
  hear(2);
  await until('whole', () => uploads.length === 2 && clips.count() === 0);
  assert.deepEqual(uploads, [
    { id, seconds: 11 },
    { id, seconds: 16 },
  ]);
});

test('what was written down goes with the whole clip, and with no clip nowhere', async (t) => {
  const note: ClipNote = {
    ...{ v: 1, engine: 'sense-voice', transcript: '救命', heard: ['救命'], insults: [] },
    ...{ before: 2, after: 3 },
  };
  const world = { waiting: false, result: 'done' as UploadResult };
  const { clips, uploads, notes, hear, event } = await rig(await temporaryFolder(t), world);
  hear(21);
  event(20);
  await until('first', () => uploads.length === 1);
  clips.annotate(id, note);
  hear(6);
  await until('whole', () => uploads.length === 2);
  assert.deepEqual(notes, [null, note]);
  const off = await rig(await temporaryFolder(t), { ...world, enabled: false });
  off.clips.annotate(id, note);
  off.hear(21);
  off.event(20);
  off.hear(6);
  await until('sound alone', () => off.uploads.length === 2);
  assert.deepEqual(off.notes, [null, null]);
});

test('it waits for the acknowledgement, and then sends the whole instead of both', async (t) => {
  const world = { waiting: true, result: 'done' as UploadResult };
  const { clips, uploads, hear, event } = await rig(await temporaryFolder(t), world);
  hear(3);
  event(2);
  hear(30);
  await until('kept', () => clips.count() === 1);
  assert.deepEqual(uploads, []);
  world.waiting = false;
  clips.pump();
  await until('sent', () => clips.count() === 0);
  assert.deepEqual(uploads, [{ id, seconds: 8 }]);
});

test('a server that is away is tried again; what was kept survives a restart', async (t) => {
  const dir = await temporaryFolder(t);
  const world = { waiting: false, result: 'retry' as UploadResult };
  const first = await rig(dir, world);
  first.hear(5);
  first.event(4);
  await until('tried', () => first.uploads.length === 1);
  await first.clock.advance(2_000);
  await until('tried again', () => first.uploads.length === 2);
  first.clips.stop();
  assert.deepEqual(await readdir(dir), [`${id}.1.wav`]);
  const second = await rig(dir, { waiting: false, result: 'done' });
  second.clips.pump();
  await until('sent', () => second.clips.count() === 0);
  assert.deepEqual(second.uploads, [{ id, seconds: 5 }]);
});

test('a clip that the server will never take is dropped', async (t) => {
  const dir = await temporaryFolder(t);
  const { clips, uploads, hear, event } = await rig(dir, { waiting: false, result: 'drop' });
  hear(30);
  clips.end();
  event(29);
  await until('dropped', () => clips.count() === 0);
  assert.equal(uploads.length, 1);
  assert.deepEqual(await readdir(join(dir)), []);
});

test('what cannot be uploaded for a week is deleted, also when it was left by an earlier run', async (t) => {
  const dir = await temporaryFolder(t);
  const world = { waiting: true, result: 'retry' as UploadResult };
  const { clips, clock, hear, event } = await rig(dir, world);
  const madeAt = 0x0198a0000000;
  await clock.advance(madeAt);
  hear(21);
  event(20);
  hear(6);
  await until('stored', () => clips.count() === 1);
  await clock.advance(7 * 24 * 3_600_000 - 1_000);
  hear(1);
  assert.equal(clips.count(), 1);
  const again = await rig(dir, world);
  await again.clock.advance(madeAt + 7 * 24 * 3_600_000 + 1);
  again.hear(1);
  await until('deleted', () => again.clips.count() === 0);
  assert.deepEqual(await readdir(dir), []);
});
