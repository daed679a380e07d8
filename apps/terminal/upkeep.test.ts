import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { heartbeatSchema } from '@anyuan/contracts/terminal.ts';
import { makeRingBuffer } from '@anyuan/core/detection/ring-buffer.ts';
import { makeTestClock } from '@anyuan/testkit/clock.ts';
import { openConfigStore } from './config-store.ts';
import { makeFaults } from './faults.ts';
import { makeHeartbeat, readTemperatureC } from './heartbeat.ts';
import { readableLine } from './log.ts';
import { openSoundBranch } from './sound-branch.ts';
import { openSpool } from './spool.ts';
import { clockJump, detectorStalled } from './stall.ts';
import { makeStateHook } from './state-hook.ts';
import { nothingTold } from './telling.ts';
import { quietLog, temporaryFolder, until } from './testing/terminal.ts';
import { startUpkeep } from './upkeep.ts';

test('a heartbeat is as the contract says, with the hottest sensor', async (t) => {
  const dir = await temporaryFolder(t);
  for (const [zone, text] of [
    ['thermal_zone0', '48250\n'],
    ['thermal_zone1', '51000\n'],
    ['thermal_zone2', 'broken'],
  ] as const) {
    await mkdir(join(dir, zone));
    await writeFile(join(dir, zone, 'temp'), text);
  }
  const parts = { nowMs: 5, dir, levelDbfs: -51.234, spooled: 2, uptimeSec: 9.7, version: '0.1.0' };
  const state = { configVersion: 3, microphone: 'silent', thermalDir: dir } as const;
  const heartbeat = heartbeatSchema.parse(
    await makeHeartbeat({ ...parts, ...state, supervised: false }),
  );
  assert.equal(heartbeat.temperatureC, 51);
  assert.equal(heartbeat.levelDbfs, -51.2);
  assert.ok(heartbeat.diskFreeMb > 0);
  assert.equal(await readTemperatureC(join(dir, 'nowhere')), null);
});

test('a clock that was set is noticed, one that just runs is not', () => {
  const before = { wallMs: 1_000, monotonicMs: 0 };
  assert.equal(clockJump(before, { wallMs: 31_000, monotonicMs: 30_000 }), 0);
  assert.equal(clockJump(before, { wallMs: 5_900, monotonicMs: 1_000 }), 0);
  assert.equal(clockJump(before, { wallMs: 3_602_000, monotonicMs: 1_000 }), 3_600_000);
  assert.equal(clockJump(before, { wallMs: -3_599_000, monotonicMs: 0 }), -3_600_000);
});

test('a detector that lags ten seconds behind the microphone is stuck', () => {
  assert.equal(detectorStalled(160_000, 16_000), false);
  assert.equal(detectorStalled(320_000, 100_000), true);
});

test('a missing or damaged model is a fault with a reason, not a crash', async (t) => {
  const dir = await temporaryFolder(t);
  const missing = await openSoundBranch(dir);
  assert.ok('fault' in missing && missing.fault === 'model.missing');
  const shipped = await readFile(join(import.meta.dirname, 'models/sound.json'), 'utf8');
  await writeFile(join(dir, 'sound.json'), shipped);
  await writeFile(join(dir, 'sound.onnx'), 'not a model');
  const damaged = await openSoundBranch(dir);
  assert.ok('fault' in damaged && damaged.fault === 'model.damaged');
  assert.match(damaged.detail, /checksum/);
});

test('the state command sees stage, kind, alarm and words, one run after the other', async (t) => {
  const file = join(await temporaryFolder(t), 'seen');
  const command = `echo "$ANYUAN_STAGE $ANYUAN_ALARM_KIND $ANYUAN_ALARM_ID $ANYUAN_TEXT" >> ${file}; exit 1`;
  const hook = makeStateHook({ command, clip: () => false, log: quietLog });
  hook({ ...nothingTold, stage: 'alarm', text: '正在报警。' });
  hook({
    ...nothingTold,
    stage: 'accepted',
    alarmKind: 'exercise',
    alarmId: 'a',
    text: '老师正在赶来。',
  });
  let text = '';
  const look = setInterval(async () => {
    text = await readFile(file, 'utf8').catch(() => '');
  }, 5);
  await until('both', () => text.split('\n').length === 3).finally(() => clearInterval(look));
  assert.equal(text, 'alarm actual  正在报警。\naccepted exercise a 老师正在赶来。\n');
});

test('log lines are readable', () => {
  const line = readableLine({
    level: 40,
    time: 0,
    msg: '设备故障  fault',
    code: 'spool.full',
    n: 2,
  });
  assert.match(line, /^\d\d:\d\d:\d\d 注意 设备故障 {2}fault {2}code=spool.full n=2\n$/);
});

test('a stuck detector ends the process once, and the next run tells the server', async (t) => {
  const dir = await temporaryFolder(t);
  const clock = makeTestClock(0);
  const ring = makeRingBuffer(16);
  const config = await openConfigStore({ dir, log: quietLog });
  const spool = await openSpool({ dir: join(dir, 'spool'), log: quietLog });
  const told: string[] = [];
  const faults = makeFaults({
    ...{ clock, log: quietLog },
    send: async ({ code, cleared }) => void told.push(`${code} ${cleared}`),
  });
  let stalls = 0;
  const start = () =>
    startUpkeep({
      ...{ dir, clock, log: quietLog, config, spool, faults, version: '0.1.0' },
      publish: async () => undefined,
      monotonicMs: clock.now,
      detector: { ring, lookedAtSample: () => 0, levelDbfs: () => null },
      microphone: () => 'ok',
      supervised: false,
      onTick: () => undefined,
      onStalled: () => {
        stalls += 1;
      },
    });
  const first = start();
  ring.push(new Float32Array(5 * 16_000));
  await clock.advance(3_000);
  assert.equal(stalls, 0);
  ring.push(new Float32Array(6 * 16_000));
  await clock.advance(5_000);
  await until('stalled', () => stalls === 1);
  first.stop();
  assert.deepEqual(told, []);
  start().stop();
  await until('told', () => told.length > 0);
  assert.deepEqual(told, ['watchdog.restarted false']);
});

test('the sound engine leaves no telemetry behind', async (t) => {
  const home = await temporaryFolder(t);
  const script = `const { openSoundBranch } = await import('${import.meta.dirname}/sound-branch.ts');
const opened = await openSoundBranch('${import.meta.dirname}/models');
await opened.branch.look({ pcm: new Float32Array(15360), fromSample: 0, toSample: 15360 });`;
  const env = { ...process.env, HOME: home, XDG_CACHE_HOME: join(home, 'cache'), TMPDIR: home };
  const args = ['--input-type=module', '-e', script];
  await promisify(execFile)(process.execPath, args, { env });
  assert.deepEqual(await readdir(home), []);
});
