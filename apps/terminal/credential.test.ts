import assert from 'node:assert/strict';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { makeTestClock } from '@anyuan/testkit/clock.ts';
import { EnrolmentRefused, type EnrolOptions, enrol, loadCredential } from './credential.ts';
import { openPeer, secret, terminalId } from './testing/peer.ts';
import { quietLog, runTerminal, temporaryFolder, until } from './testing/terminal.ts';

const optionsFor = (
  dir: string,
  server: string,
  over: Partial<EnrolOptions> = {},
): EnrolOptions => ({
  dir,
  server,
  code: undefined,
  name: undefined,
  ca: undefined,
  clock: makeTestClock(0),
  log: quietLog,
  random: () => 0.5,
  stopped: () => false,
  ...over,
});

test('a code is redeemed once, kept for its owner only, and used again on the next start', async (t) => {
  const peer = await openPeer();
  t.after(peer.close);
  peer.wantCode('K7M2');
  const dir = await temporaryFolder(t);
  const options = optionsFor(dir, peer.url, { code: 'K7M2', name: '东门' });
  assert.equal(await loadCredential(options), null);
  const credential = await enrol(options);
  assert.equal(credential?.terminalId, terminalId);
  assert.deepEqual(peer.enrolments, [{ code: 'K7M2', name: '东门' }]);
  const path = join(dir, 'credential.json');
  assert.equal((await stat(path)).mode & 0o777, 0o600);
  const text = await readFile(path, 'utf8');
  assert.ok(text.includes(secret) && !text.includes('K7M2'));
  assert.deepEqual(await loadCredential(options), credential);
  assert.deepEqual(await loadCredential({ ...options, code: undefined }), credential);
  assert.equal(await loadCredential({ ...options, code: 'NEW1' }), null, 'a new code enrols anew');
  assert.equal(await loadCredential({ ...options, server: 'http://other' }), null);
  await writeFile(path, text.slice(0, 40));
  assert.equal(await loadCredential(options), null, 'a damaged file is no credential');
});

test('a wrong code is refused in words and not tried again', async (t) => {
  const peer = await openPeer();
  t.after(peer.close);
  peer.wantCode('K7M2');
  const options = optionsFor(await temporaryFolder(t), peer.url, { code: 'WRONG' });
  await assert.rejects(enrol(options), (error: Error) => {
    assert.ok(error instanceof EnrolmentRefused);
    return /登记码不对/.test(error.message);
  });
  assert.equal(peer.enrolments.length, 1);
});

test('a server that is away is asked again, with growing pauses', async (t) => {
  const clock = makeTestClock(0);
  let stop = false;
  const options = { clock, stopped: () => stop };
  const enrolling = enrol(optionsFor(await temporaryFolder(t), 'http://127.0.0.1:9', options));
  const pauses: number[] = [];
  for (let i = 0; i < 4; i += 1) {
    await until('a pause', () => clock.pending().length === 1);
    const dueMs = clock.pending()[0] ?? 0;
    pauses.push(dueMs - clock.now());
    stop = i === 3;
    await clock.advance(dueMs - clock.now());
  }
  assert.equal(await enrolling, null);
  assert.deepEqual(pauses, [2_000, 4_000, 8_000, 16_000]);
});

test('a terminal whose code is refused ends with 2', async (t) => {
  const peer = await openPeer();
  t.after(peer.close);
  peer.wantCode('K7M2');
  const dir = await temporaryFolder(t);
  const input = join(import.meta.dirname, 'demo-sounds/classroom.wav');
  const args = ['--server', peer.url, '--code', 'BAD', '--input', input, '--data', dir];
  const terminal = await runTerminal(t, args);
  assert.equal(await terminal.ended, 2);
});

test('a demonstration server that forgot the terminal is asked once more without a code', async (t) => {
  const peer = await openPeer();
  t.after(peer.close);
  const dir = await temporaryFolder(t);
  const enrolled = await enrol(optionsFor(dir, peer.url));
  await writeFile(
    join(dir, 'credential.json'),
    JSON.stringify({ ...enrolled, secret: 'of a server that is gone' }),
  );
  const input = join(import.meta.dirname, 'demo-sounds/classroom.wav');
  const terminal = await runTerminal(t, ['--server', peer.url, '--input', input, '--data', dir]);
  const id = terminal.press();
  await until('delivered', () => peer.detections().some((d) => d.id === id));
  assert.equal(peer.enrolments.length, 2);
});
