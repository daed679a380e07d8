import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { openPeer } from './testing/peer.ts';
import { temporaryFolder } from './testing/terminal.ts';

const cli = join(import.meta.dirname, 'cli.ts');
const scream = join(import.meta.dirname, 'demo-sounds/scream.wav');

interface Result {
  code: number | null;
  stdout: string;
  stderr: string;
}

function run(args: string[]): Promise<Result> {
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [cli, ...args], (_error, stdout, stderr) =>
      resolve({ code: child.exitCode, stdout, stderr }),
    );
  });
}

test('--once prints one line of JSON per detection on standard output and ends with 0', async (t) => {
  const peer = await openPeer();
  t.after(peer.close);
  const dir = await temporaryFolder(t);
  const file = ['--input', scream, '--once', '--speed', 'fast', '--http-port', '0'];
  const { code, stdout, stderr } = await run(['--server', peer.url, '--data', dir, ...file]);
  assert.equal(code, 0, stderr);
  const lines = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  assert.equal(lines.length, 1);
  assert.deepEqual(Object.keys(lines[0]), ['id', 'kind', 'beganAt', 'confidence', 'reasons']);
  assert.equal(lines[0].id, peer.detections()[0]?.id);
  assert.match(stderr, /已送达/);
});

test('what cannot be used ends with 2 and says why in both languages', async (t) => {
  const dir = await temporaryFolder(t);
  for (const args of [
    ['--speed', 'slow'],
    ['--input', '/nowhere.wav'],
    ['--data', '/dev/null/x'],
  ]) {
    const { code, stdout, stderr } = await run(['--data', dir, ...args]);
    assert.equal(code, 2, stderr);
    assert.equal(stdout, '');
    assert.match(stderr, /[\u4e00-\u9fff]/);
    assert.match(stderr, /[a-z]{4}/);
    assert.doesNotMatch(stderr, /at .*\.ts:\d+/, 'no stack traces for people');
  }
});

test('--help tells the options and ends with 0', async () => {
  const { code, stdout } = await run(['--help']);
  assert.equal(code, 0);
  assert.match(stdout, /--gpio-button/);
});
