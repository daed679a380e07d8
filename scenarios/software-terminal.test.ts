import assert from 'node:assert/strict';
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { createPrivateKey } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readlinkSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { loopbackCommands, setRoom } from '@anyuan/terminal/testing/loopback.ts';
import { freePort } from '@anyuan/testkit/processes.ts';
import { type Actor, type Scenario, soon, startScenario } from '@anyuan/testkit/scenario.ts';
import { makeSmallRelease, uploadTo } from './software-world.ts';

/**
 * A whole terminal under `bin/anyuan supervise`, in processes of its own, whose sound card is a room for tests; releases as
 * `bin/anyuan release` makes them. What it is to run comes with its settings, the archive from the server.
 */
const command = fileURLToPath(new URL('../bin/anyuan', import.meta.url));
const patientMs = 60_000;
let s: Scenario;
let admin: Actor;
let dir: string;
let supervisor: ChildProcess;
let said = '';
let button: string;
let terminalId: string;

const anyuan = async (...args: string[]) =>
  (await promisify(execFile)(command, args)).stdout.trim().split('\n');
const keyFile = () => join(dir, 'maker.pem');
const software = () => join(dir, 'data', 'software');

/** Where `arecord` and `aplay` are those of the room: what is played is heard. */
async function soundCard(): Promise<string> {
  const [room, bin] = [join(dir, 'room'), join(dir, 'bin')];
  setRoom(room, { gain: 0.3, noise: 0.002, delayMs: 120, dull: 0, offset: 0, capture: 1 });
  await mkdir(bin);
  for (const [name, script] of Object.entries(loopbackCommands(room))) {
    await writeFile(join(bin, name), `#!/bin/sh\n${script}\n`);
    await chmod(join(bin, name), 0o755);
  }
  return [bin, process.env.PATH].join(delimiter);
}

async function startTerminal(makerKey: string): Promise<void> {
  const port = await freePort();
  button = `http://127.0.0.1:${port}`;
  supervisor = spawn(
    command,
    [
      ...['supervise', '--server', s.url, '--data', join(dir, 'data'), '--name', 'T01'],
      ...['--http-port', String(port), '--maker-key', makerKey],
    ],
    {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: {
        ...process.env,
        PATH: await soundCard(),
        NODE_OPTIONS: '',
        NODE_TEST_CONTEXT: undefined,
      },
    },
  );
  supervisor.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
}

before(async () => {
  dir = await mkdtemp(join(tmpdir(), 'anyuan-update-'));
  const [makerKey = ''] = await anyuan('release', '--key', keyFile(), '--new-key');
  s = await startScenario({ startMs: Date.now(), settings: { makerKey } });
  admin = await s.as('admin');
  await startTerminal(makerKey);
});
after(async () => {
  if (supervisor?.exitCode === null) {
    supervisor.kill('SIGTERM');
    await once(supervisor, 'exit');
  }
  await s?.end();
  await rm(dir, { recursive: true, force: true });
});

/** Made as the maker makes it, uploaded as the console does. */
async function upload(version: string): Promise<void> {
  const [path = ''] = await anyuan(
    ...['release', '--key', keyFile(), '--version', version, '--out', dir],
  );
  const archive = await readFile(path);
  const signature = (await readFile(`${path}.sig`, 'utf8')).trim();
  assert.equal(await uploadTo(s.url, { archive, signature, sha256: '' }, admin.cookie), version);
}

/** Of this terminal alone. */
async function start(version: string): Promise<string> {
  const body = { version, firstTerminalId: terminalId, healthyMin: 1, failedMax: 0 };
  const stages = [{ kind: 'one' as const }];
  const { rolloutId } = await admin.call('startRollout', { body: { ...body, stages } });
  await s.advance(2);
  return rolloutId;
}

/** What the server knows of it; it sees to what is due meanwhile. */
async function seen() {
  await s.advance(1);
  const { terminals } = await admin.call('listTerminals');
  return terminals.find((x) => x.name.startsWith('T01'));
}
const reports = (version: string) =>
  soon(async () => assert.equal((await seen())?.heartbeat?.version, version, said), patientMs);

async function isWell(rolloutId: string): Promise<void> {
  const params = { rolloutId };
  await soon(async () => {
    await s.advance(1);
    const { terminals } = await admin.call('showRollout', { params });
    assert.equal(terminals[0]?.selfTest, 'passed', said);
  }, patientMs);
  await s.advance(65);
  const { rollout, progress } = await admin.call('showRollout', { params });
  assert.deepEqual([rollout.state, progress[0]?.well], ['done', 1]);
}

test('a terminal fetches what the rollout wants, starts anew as it, proves itself, and the rollout is done', {
  timeout: 150_000,
}, async () => {
  await reports('0.1.0');
  terminalId = (await seen())?.id ?? '';
  await upload('0.2.0');
  const rolloutId = await start('0.2.0');
  await reports('0.2.0');
  assert.equal(readlinkSync(join(software(), 'current')), join('versions', '0.2.0'));
  await isWell(rolloutId);
  await soon(() => assert.ok(!existsSync(join(software(), 'trial.json')), said), patientMs);
});

test('with an alarm open it stays as it is, and updates when the alarm is closed', {
  timeout: 150_000,
}, async () => {
  await upload('0.3.0');
  await fetch(`${button}/press`, { method: 'POST' });
  const guard = await s.as('guard');
  const alarmId = await soon(async () => {
    await s.advance(1);
    const { alarms } = await guard.call('listAlarms');
    assert.ok(alarms[0], said);
    return alarms[0].id;
  }, patientMs);
  const rolloutId = await start('0.3.0');
  await soon(() => assert.match(said, /waits for a quiet moment/), patientMs);
  const { terminals } = await admin.call('showRollout', { params: { rolloutId } });
  assert.deepEqual([terminals[0]?.state, terminals[0]?.version], ['waiting', '0.2.0']);
  assert.ok(!existsSync(join(software(), 'versions', '0.3.0')));

  const params = { alarmId };
  await guard.call('acceptAlarm', { params });
  await guard.call('closeAlarm', { params, body: { verdict: 'true', reason: '已劝开' } });
  await s.advance(1);
  await reports('0.3.0');
  await isWell(rolloutId);
});

test('taken back, it runs the version before again; a release that does not start is taken back by itself and stops its rollout', {
  timeout: 150_000,
}, async () => {
  const { rollouts } = await admin.call('showSoftware');
  const params = { rolloutId: rollouts[0]?.id ?? '' };
  await admin.call('changeRollout', { params, body: { change: 'takeBack', reason: '试一试' } });
  await reports('0.2.0');
  assert.equal((await admin.call('showRollout', { params })).returned, 1);

  const key = createPrivateKey(await readFile(keyFile(), 'utf8'));
  const broken = await makeSmallRelease(dir, { version: '0.4.0' }, key);
  assert.equal(await uploadTo(s.url, broken, admin.cookie), '0.4.0');
  const rolloutId = await start('0.4.0');
  await soon(async () => {
    await s.advance(1);
    const { rollout, terminals } = await admin.call('showRollout', { params: { rolloutId } });
    assert.equal(rollout.state, 'stopped', said);
    assert.equal(terminals[0]?.faults[0]?.detail, '0.4.0: ended with 1');
  }, patientMs);
  await reports('0.2.0');
});
