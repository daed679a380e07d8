import { execFile } from 'node:child_process';
import { createHash, type KeyObject, sign } from 'node:crypto';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { type SoftwareManifest, signedText } from '@anyuan/contracts/software.ts';

const run = promisify(execFile);

export interface Release {
  archive: Buffer;
  sha256: string;
  /** Ed25519, base64url. */
  signature: string;
}

/** What a terminal is made of; dependencies are those of the machine. */
const parts = ['apps/terminal', 'packages/contracts', 'packages/core'];
const isShipped = (path: string) => !/\.test\.ts$|\/(testing|golden|node_modules)(\/|$)/.test(path);

/** Copies the tree of a terminal out of the repository, with the version written into it. */
export async function copyTerminal(root: string, to: string, version: string): Promise<void> {
  for (const part of parts) {
    await mkdir(dirname(join(to, part)), { recursive: true });
    await cp(join(root, part), join(to, part), { recursive: true, filter: isShipped });
  }
  const path = join(to, 'apps/terminal/package.json');
  const about = JSON.parse(await readFile(path, 'utf8')) as object;
  await writeFile(path, JSON.stringify({ ...about, version }, null, 2));
}

/** Packs a tree with its manifest and signs the whole. */
export async function packRelease(options: {
  tree: string;
  about: Omit<SoftwareManifest, 'v' | 'files'>;
  makerKey: KeyObject;
}): Promise<Release> {
  const { tree, about, makerKey } = options;
  const files: SoftwareManifest['files'] = {};
  const entries = await readdir(tree, { recursive: true, withFileTypes: true });
  for (const entry of entries.filter((e) => e.isFile() && e.name !== 'release.json')) {
    const path = join(entry.parentPath, entry.name);
    const bytes = await readFile(path);
    files[path.slice(tree.length + 1)] = createHash('sha256').update(bytes).digest('hex');
  }
  const manifest: SoftwareManifest = { v: 1, ...about, files };
  await writeFile(join(tree, 'release.json'), JSON.stringify(manifest));
  const work = await mkdtemp(join(tmpdir(), 'anyuan-release-'));
  try {
    const path = join(work, 'release.tar.gz');
    await run('tar', ['-czf', path, '-C', tree, '.']);
    const archive = await readFile(path);
    const sha256 = createHash('sha256').update(archive).digest('hex');
    const signature = sign(null, Buffer.from(signedText(sha256)), makerKey).toString('base64url');
    return { archive, sha256, signature };
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}
