import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { decodeFile } from './capture/decode.ts';
import { decodeWav, encodeWav } from './capture/wav.ts';
import { onlyCommands } from './testing/fake-command.ts';
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

test('a scream at the microphone is an alarm; the microphone dying after it is a fault', async (t) => {
  const peer = await openPeer();
  t.after(peer.close);
  const dir = await temporaryFolder(t);
  const samples = Int16Array.from(await decodeFile(scream), (v) => v * 32_767);
  const raw = join(dir, 'scream.raw');
  await writeFile(raw, encodeWav(samples).subarray(44));
  const commands = await onlyCommands(t, {
    arecord: `d=$(dirname "$0"); [ -e "$d/once" ] && { echo "device vanished" >&2; exit 1; }
touch "$d/once"; exec cat ${raw}`,
    aplay: 'cat > /dev/null',
  });
  assert.ok(commands);
  const terminal = await runTerminal(t, ['--server', peer.url, '--input', 'mic', '--data', dir]);
  await until('detected', () => peer.detections().length > 0);
  assert.equal(peer.detections()[0]?.kind, 'scream');
  await until('fault', () => peer.received.some((r) => r.leaf === 'fault'));
  const fault = peer.received.find((r) => r.leaf === 'fault')?.value;
  assert.deepEqual([fault?.code, fault?.cleared], ['microphone.dead', false]);
  const id = terminal.press();
  await until('pressed', () => peer.detections().some((d) => d.id === id));
  assert.deepEqual(peer.breaches, []);
});

test('a disk that cannot take the alarm is a fault, and the alarm goes out all the same', async (t) => {
  const peer = await openPeer();
  t.after(peer.close);
  const dir = await temporaryFolder(t);
  const args = ['--server', peer.url, '--input', classroom, '--data', dir];
  const terminal = await runTerminal(t, args);
  await rm(join(dir, 'spool'), { recursive: true });
  const id = terminal.press();
  await until('delivered', () => peer.detections().some((d) => d.id === id));
  await until('fault', () => peer.received.some((r) => r.value.code === 'spool.unwritable'));
});

test('two processes on one data folder are refused', async (t) => {
  const peer = await openPeer();
  t.after(peer.close);
  const dir = await temporaryFolder(t);
  const args = ['--server', peer.url, '--input', classroom, '--data', dir];
  const other = spawn(process.execPath, ['-e', 'setInterval(() => 0, 9e4)', 'terminal']);
  t.after(() => other.kill());
  await once(other, 'spawn');
  await writeFile(join(dir, 'terminal.pid'), String(other.pid));
  await assert.rejects(runTerminal(t, args), /正被另一个终端进程/);
  await writeFile(join(dir, 'terminal.pid'), '4194305');
  await runTerminal(t, args);
});

test('--once with a server that never acknowledges ends with 3 and keeps the alarm', async (t) => {
  const peer = await openPeer();
  t.after(peer.close);
  peer.answer('silent');
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
  const terminal = await runTerminal(t, args, { emptyWithinMs: 200 });
  assert.equal(await terminal.ended, 3);
  const kept = await readdir(join(dir, 'spool'));
  assert.deepEqual(kept, [`${terminal.decided[0]?.id}.json`]);
});
