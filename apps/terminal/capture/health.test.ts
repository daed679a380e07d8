import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Fault } from '@anyuan/contracts/terminal.ts';
import { makeTestClock } from '@anyuan/testkit/clock.ts';
import { pino } from 'pino';
import { makeFaults } from '../faults.ts';
import { type MicrophoneEvent, newMicrophone, watchMicrophone } from './health.ts';
import { makeMicrophoneWatch } from './watch.ts';

const heard = (atMs: number, levelDbfs: number): MicrophoneEvent => ({
  type: 'samples',
  atMs,
  levelDbfs,
});

function stateAfter(events: MicrophoneEvent[]): string {
  return events.reduce(watchMicrophone, newMicrophone(0)).state;
}

test('three seconds without samples is dead; the next samples are a recovery', () => {
  assert.equal(stateAfter([heard(0, -50), { type: 'tick', atMs: 2_900 }]), 'ok');
  const dead: MicrophoneEvent[] = [heard(0, -50), { type: 'tick', atMs: 3_000 }];
  assert.equal(stateAfter(dead), 'dead');
  assert.equal(stateAfter([...dead, heard(4_000, -50)]), 'ok');
});

test('a minute of digital silence is silent; a sound ends it, an interruption does not', () => {
  const seconds = (from: number, count: number, level: number) =>
    Array.from({ length: count }, (_, i) => heard((from + i) * 1_000, level));
  assert.equal(stateAfter(seconds(0, 60, -120)), 'ok');
  const silent = seconds(0, 61, -120);
  assert.equal(stateAfter(silent), 'silent');
  assert.equal(stateAfter([...silent, heard(62_000, -120)]), 'silent');
  assert.equal(stateAfter([...silent, heard(62_000, -60)]), 'ok');
  assert.equal(
    stateAfter([...seconds(0, 30, -120), heard(30_500, -60), ...seconds(31, 40, -120)]),
    'ok',
  );
  assert.equal(stateAfter(seconds(0, 61, NaN)), 'silent', 'a level that is no number is no sound');
});

test('a machine without a microphone says so until one is there', () => {
  const missing: MicrophoneEvent = { type: 'trouble', atMs: 0, trouble: 'missing', detail: 'none' };
  assert.equal(stateAfter([missing, { type: 'tick', atMs: 60_000 }]), 'none');
  assert.equal(stateAfter([missing, heard(1, -50)]), 'ok');
});

test('the faults tell the server once, and tell it when they end', () => {
  const told: Pick<Fault, 'code' | 'cleared'>[] = [];
  const faults = makeFaults({
    clock: makeTestClock(1_000),
    log: pino({ level: 'silent' }),
    async send({ id, code, cleared }) {
      told.push({ code, cleared });
      faults.onAck({ v: 1, ids: [id], refused: [] });
    },
  });
  let nowMs = 0;
  const restarts: string[] = [];
  const source = { start() {}, stop() {}, restart: (reason: string) => restarts.push(reason) };
  const watch = makeMicrophoneWatch({ source, faults, monotonicMs: () => nowMs });
  const sound = Float32Array.from({ length: 1_600 }, (_, i) => Math.sin(i) / 10);
  watch.samples(sound);
  for (nowMs = 1_000; nowMs <= 8_000; nowMs += 1_000) watch.tick();
  assert.deepEqual(told, [{ code: 'microphone.dead', cleared: false }]);
  assert.equal(restarts.length, 1, 'a recorder that hangs is restarted');
  watch.trouble('missing', 'no such device');
  watch.samples(sound);
  assert.deepEqual(told.slice(1), [
    { code: 'microphone.dead', cleared: true },
    { code: 'microphone.missing', cleared: false },
    { code: 'microphone.missing', cleared: true },
  ]);
  assert.deepEqual(faults.active(), []);
});
