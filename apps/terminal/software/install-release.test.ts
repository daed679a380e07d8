import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { test } from 'node:test';
import { installOf, makeHome, makeRelease, maker } from '../testing/releases.ts';
import { temporaryFolder } from '../testing/terminal.ts';
import { checkTree, currentVersion, isThere, treeOf, writeTrial } from './home.ts';
import { installRelease, installSteps, ReleaseRefused } from './install-release.ts';
import { settleVersion } from './supervisor.ts';

test('a signed release is unpacked whole beside what runs', async (t) => {
  const dir = await temporaryFolder(t);
  const home = await makeHome(dir);
  await installRelease(installOf(home, await makeRelease(dir, '0.2.0')));
  assert.equal((await checkTree(treeOf(home, '0.2.0'))).version, '0.2.0');
  assert.equal(currentVersion(home), null, 'nothing is switched yet');
});

test('a download that breaks off is tried again; what was changed on the way never comes in', async (t) => {
  const dir = await temporaryFolder(t);
  const home = await makeHome(dir);
  const release = await makeRelease(dir, '0.2.0');
  const install = installOf(home, release);
  const broken = async () =>
    Readable.from(
      (async function* () {
        yield release.archive.subarray(0, 200);
        throw new Error('ECONNRESET');
      })(),
    );
  await assert.rejects(installRelease({ ...install, download: broken }), /ECONNRESET/);
  const half = async () => Readable.from([release.archive.subarray(0, 300)]);
  await assert.rejects(installRelease({ ...install, download: half }), /hash differs/);
  const flipped = Buffer.from(release.archive);
  flipped[100] = (flipped[100] ?? 0) ^ 1;
  const damaged = async () => Readable.from([flipped]);
  await assert.rejects(installRelease({ ...install, download: damaged }), /hash differs/);
  assert.equal(isThere(home, '0.2.0'), false);
  await installRelease(install);
  assert.ok(isThere(home, '0.2.0'));
});

test('what is signed by somebody else, older, for another machine or needs more is refused for good', async (t) => {
  const dir = await temporaryFolder(t);
  const home = await makeHome(dir);
  const release = await makeRelease(dir, '0.2.0');
  const install = installOf(home, release);
  const refusal = (more: object, words: RegExp) =>
    assert.rejects(installRelease({ ...install, ...more }), (error: Error) => {
      assert.ok(error instanceof ReleaseRefused);
      assert.match(error.message, words);
      return true;
    });
  const other = Buffer.from(release.signature, 'base64url').fill(7, 0, 4).toString('base64url');
  await refusal({ wish: { ...install.wish, signature: other } }, /wrong signature/);
  await refusal({ running: '0.3.0' }, /older than 0.3.0/);
  await refusal({ wish: { ...install.wish, version: '0.9.0' } }, /is version 0.2.0/);
  const arm = await makeRelease(dir, '0.4.0', { about: { platform: 'linux-arm64' } });
  if (process.arch === 'x64') await refusal(installOf(home, arm), /made for linux-arm64/);
  const needy = await makeRelease(dir, '0.5.0', { about: { dependencies: { mqtt: '9.9.9' } } });
  await refusal(installOf(home, needy), /needs mqtt 9.9.9, here is none/);
});

test('a file that is not as the manifest says, missing or beside it is found', async (t) => {
  const dir = await temporaryFolder(t);
  const home = await makeHome(dir);
  await installRelease(installOf(home, await makeRelease(dir, '0.2.0')));
  const tree = treeOf(home, '0.2.0');
  await writeFile(join(tree, 'apps/terminal/more.ts'), '');
  await assert.rejects(checkTree(tree), /not in the manifest: apps\/terminal\/more.ts/);
  await appendFile(join(tree, 'apps/terminal/cli.ts'), ' ');
  await assert.rejects(checkTree(tree), /damaged|not in the manifest/);
});

/** Another process that ends by kill -9 right before a step. */
async function killedAt(dir: string, step: string): Promise<void> {
  const program = `
import { readFileSync } from 'node:fs';
import { createPublicKey } from 'node:crypto';
import { Readable } from 'node:stream';
import { installRelease } from ${JSON.stringify(join(import.meta.dirname, 'install-release.ts'))};
const { home, wish, archive, key, step } = JSON.parse(readFileSync(process.argv[2], 'utf8'));
await installRelease({
  home, wish, running: '0.1.0', makerKey: createPublicKey(key),
  download: async () => Readable.from([Buffer.from(archive, 'base64')]),
  onStep: (now) => now === step && process.kill(process.pid, 'SIGKILL'),
});`;
  await writeFile(join(dir, 'install.ts'), program);
  const path = join(dir, `${step}.json`);
  const child = spawn(process.execPath, [join(dir, 'install.ts'), path], { stdio: 'ignore' });
  const [, signal] = (await once(child, 'exit')) as [number | null, string | null];
  assert.equal(signal, 'SIGKILL', step);
}

test('killed before any step of installing, the machine starts what it ran, and the next try succeeds', async (t) => {
  const dir = await temporaryFolder(t);
  const release = await makeRelease(dir, '0.2.0');
  const key = maker.publicKey.export({ format: 'pem', type: 'spki' });
  for (const step of installSteps) {
    const home = await makeHome(join(dir, step));
    const install = installOf(home, release);
    const { wish } = install;
    const archive = release.archive.toString('base64');
    await writeFile(join(dir, `${step}.json`), JSON.stringify({ home, wish, archive, key, step }));
    await killedAt(dir, step);
    assert.deepEqual(await settleVersion(home), { version: null, trial: null }, step);
    await installRelease(install);
    await checkTree(treeOf(home, '0.2.0'));
    const left = (await readdir(join(home.dir, 'versions'))).filter((n) => n !== '0.2.0');
    assert.deepEqual(left, [], step);
    await writeTrial(home, { version: '0.2.0', before: null, starts: 0, why: null });
    assert.equal((await settleVersion(home)).version, '0.2.0');
  }
});
