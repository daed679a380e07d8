import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import pino from 'pino';
import { installOf, makeHome, makeRelease, programs } from '../testing/releases.ts';
import { temporaryFolder, until } from '../testing/terminal.ts';
import {
  checkTree,
  currentVersion,
  endTrial,
  pointTo,
  readFailure,
  readTrial,
  type SoftwareHome,
  treeOf,
  writeFailure,
  writeTrial,
} from './home.ts';
import { installRelease } from './install-release.ts';
import { settleVersion, supervise } from './supervisor.ts';

const log = pino({ level: 'silent' });

async function machine(t: TestContext, program: string) {
  const dir = await temporaryFolder(t);
  const home = await makeHome(dir);
  await installRelease(installOf(home, await makeRelease(dir, '0.2.0', { program })));
  const notes = join(dir, 'started.txt');
  await writeFile(notes, '');
  const started = () => readFileSync(notes, 'utf8').trim().split('\n').filter(Boolean);
  const run = (trialMs: number) => {
    const supervisor = supervise({ home, log, argv: [notes], trialMs, restartMs: 20 });
    t.after(async () => {
      supervisor.stop('SIGKILL');
      await supervisor.ended;
    });
    return supervisor;
  };
  return { dir, home, started, run };
}

const onTrial = (home: SoftwareHome) =>
  writeTrial(home, { version: '0.2.0', before: null, starts: 0, why: null });

test('a version that says it is well stays, also over the next start', async (t) => {
  const { home, started, run } = await machine(t, programs.good);
  await onTrial(home);
  const first = run(20_000);
  await until('kept', () => started().at(-1) === '0.2.0' && readTrial(home) === null);
  assert.equal(currentVersion(home), '0.2.0');
  assert.equal(readFailure(home), null);
  process.kill(first.pid() ?? 0, 'SIGKILL');
  await until('started again', () => started().length >= 2);
  assert.deepEqual(started(), ['0.2.0', '0.2.0']);
});

test('a version that proved itself goes on to the next without a restart in between', async (t) => {
  const { dir, home, started, run } = await machine(t, programs.goingOn);
  await onTrial(home);
  run(20_000);
  await until('kept', () => started().at(-1) === '0.2.0' && readTrial(home) === null);
  await installRelease(installOf(home, await makeRelease(dir, '0.3.0')));
  await writeTrial(home, { version: '0.3.0', before: '0.2.0', starts: 0, why: null });
  await until('gone on', () => started().length >= 2 && readTrial(home) === null);
  assert.deepEqual(started(), ['0.2.0', '0.3.0']);
  assert.equal(readFailure(home), null, 'the end of the one is no failure of the other');
  assert.equal(currentVersion(home), '0.3.0');
});

test('a version that crashes at once is taken back, and it is on record why', async (t) => {
  const { home, started, run } = await machine(t, programs.crashing);
  await onTrial(home);
  run(20_000);
  await until('back', () => started().at(-1) === '0.1.0');
  assert.deepEqual(started(), ['0.2.0', '0.1.0']);
  assert.equal(currentVersion(home), null);
  assert.deepEqual(readFailure(home), { version: '0.2.0', why: 'ended with 1' });
});

test('a version that starts and hears nothing is taken back when its trial is over', async (t) => {
  const { home, started, run } = await machine(t, programs.deaf);
  await onTrial(home);
  run(1_500);
  await until('back', () => started().at(-1) === '0.1.0');
  assert.deepEqual(readFailure(home), { version: '0.2.0', why: 'did not say well in time' });
});

test('power cuts in a trial: once more, then back', async (t) => {
  const { home } = await machine(t, programs.deaf);
  await onTrial(home);
  assert.equal((await settleVersion(home)).version, '0.2.0');
  assert.equal((await settleVersion(home)).version, '0.2.0');
  assert.deepEqual(await settleVersion(home), { version: null, trial: null });
  assert.deepEqual(readFailure(home), { version: '0.2.0', why: 'power cut' });
  assert.deepEqual(await settleVersion(home), { version: null, trial: null });
});

test('whatever a cut left of switching or rolling back, the next start runs one of the two whole versions', async (t) => {
  const { home } = await machine(t, programs.good);
  const trial = { version: '0.2.0', before: null, starts: 0, why: null };
  /** Every prefix of these is what kill -9 may leave. */
  const switching = [
    () => writeTrial(home, trial),
    () => writeTrial(home, { ...trial, starts: 1 }),
    () => pointTo(home, '0.2.0'),
    () => endTrial(home),
  ];
  const back = [
    () => writeTrial(home, { ...trial, starts: 1 }),
    () => pointTo(home, '0.2.0'),
    () => writeTrial(home, { ...trial, starts: 1, why: 'ended with 1' }),
    () => pointTo(home, null),
    () => writeFailure(home, { version: '0.2.0', why: 'ended with 1' }),
    () => endTrial(home),
  ];
  for (const steps of [switching, back]) {
    for (let done = 0; done <= steps.length; done++) {
      await pointTo(home, null);
      await endTrial(home);
      for (const step of steps.slice(0, done)) await step();
      for (let start = 0; start < 4; start++) {
        const { version } = await settleVersion(home);
        assert.ok(version === null || version === '0.2.0');
        if (version !== null) await checkTree(treeOf(home, version));
        if (steps === back && done >= 3) assert.equal(version, null, `${done}`);
      }
    }
  }
});

test('kill -9 of the supervisor at any moment leaves a machine that starts', async (t) => {
  const { home } = await machine(t, programs.good);
  const program = `
import { settleVersion } from ${JSON.stringify(join(import.meta.dirname, 'supervisor.ts'))};
const home = JSON.parse(process.argv[2]);
process.stdout.write('ready');
for (;;) await settleVersion(home);`;
  const path = join(home.dir, 'loop.ts');
  await writeFile(path, program);
  for (const waitMs of [0, 1, 2, 4, 7, 11, 16, 23]) {
    await pointTo(home, null);
    await onTrial(home);
    const child = spawn(process.execPath, [path, JSON.stringify(home)]);
    await once(child.stdout, 'data');
    await new Promise((r) => setTimeout(r, waitMs));
    child.kill('SIGKILL');
    await once(child, 'exit');
    const { version } = await settleVersion(home);
    assert.ok(version === null || version === '0.2.0');
    if (version !== null) await checkTree(treeOf(home, version));
  }
});
