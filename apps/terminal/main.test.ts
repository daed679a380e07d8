import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { decodeWav } from './capture/wav.ts';
import { openPeer } from './testing/peer.ts';
import { runTerminal, temporaryFolder, until } from './testing/terminal.ts';

const scream = join(import.meta.dirname, 'demo-sounds', 'scream.wav');
const classroom = join(import.meta.dirname, 'demo-sounds', 'classroom.wav');

test('a scream in a file becomes one detection with its clip, and --once ends with 0', async (t) => {
  const peer = await openPeer();
  t.after(peer.close);
  const dir = await temporaryFolder(t);
  const args = [
    '--server',
    peer.url,
    '--input',
    scream,
    '--once',
    '--speed',
    'fast',
    '--data',
    dir,
  ];
  const terminal = await runTerminal(t, args);
  assert.equal(await terminal.ended, 0);
  assert.deepEqual(
    terminal.decided.map((d) => d.kind),
    ['scream'],
  );
  const [decided] = terminal.decided;
  const [received] = peer.detections();
  assert.equal(received?.id, decided?.id);
  assert.equal(received?.clip, true);
  assert.ok((received?.beganAt ?? 0) <= (received?.decidedAt ?? 0));
  const clip = peer.clips.get(decided?.id ?? '')?.at(-1);
  assert.ok(clip !== undefined);
  const { channels, sampleRateHz } = decodeWav(clip);
  assert.equal(sampleRateHz, 16_000);
  assert.ok((channels[0]?.length ?? 0) > 5 * 16_000);
  assert.deepEqual(peer.breaches, []);
});

test('a quiet classroom is no alarm', async (t) => {
  const peer = await openPeer();
  t.after(peer.close);
  const dir = await temporaryFolder(t);
  const args = ['--server', peer.url, '--input', classroom, '--once', '--speed', 'fast'];
  const terminal = await runTerminal(t, [...args, '--data', dir]);
  assert.equal(await terminal.ended, 0);
  assert.deepEqual(terminal.decided, []);
});

test('a press without a server is kept, and delivered with its times after a restart', async (t) => {
  const peer = await openPeer();
  t.after(peer.close);
  const dir = await temporaryFolder(t);
  const args = ['--server', peer.url, '--input', classroom, '--data', dir];
  const first = await runTerminal(t, args);
  await until('connected', () => peer.clientCount() === 1);
  peer.answer('silent');
  const id = first.press();
  await until('published', () => peer.detections().length > 0);
  first.stop();
  await first.ended;
  await peer.stopBroker();
  peer.answer('commit');
  const again = await runTerminal(t, [...args, '--once', '--speed', 'fast']);
  await peer.startBroker();
  assert.equal(await again.ended, 0);
  const all = peer.detections().filter((d) => d.id === id);
  const last = all.at(-1);
  assert.equal(last?.beganAt, first.decided[0]?.beganAt);
  assert.equal(last?.confidence, 4);
  assert.ok((last?.sentAt ?? 0) > (all[0]?.sentAt ?? 0));
  assert.equal(peer.enrolments.length, 1);
});
