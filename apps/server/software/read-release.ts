import { execFile } from 'node:child_process';
import { createHash, createPublicKey, verify } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Refusal } from '@anyuan/contracts/errors.ts';
import {
  type SoftwareManifest,
  signedText,
  softwareManifestSchema,
  softwarePlatforms,
} from '@anyuan/contracts/software.ts';
import { z } from 'zod';

const run = promisify(execFile);
const sha256Of = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

/**
 * Holds an uploaded archive to its signature and every file in it to the manifest.
 * Refuses with `software.signature`, `software.damaged`, `software.platform`.
 */
export async function readRelease(
  archive: Buffer,
  { signature, makerKey }: { signature: string; makerKey: string },
): Promise<{ manifest: SoftwareManifest; sha256: string }> {
  const sha256 = sha256Of(archive);
  const der = Buffer.from(makerKey, 'base64');
  const key = createPublicKey({ key: der, format: 'der', type: 'spki' });
  const text = Buffer.from(signedText(sha256));
  if (!verify(null, text, key, Buffer.from(signature, 'base64url'))) {
    throw new Refusal('software.signature');
  }
  const dir = await mkdtemp(join(tmpdir(), 'anyuan-release-'));
  try {
    return { manifest: await checkFiles(archive, dir), sha256 };
  } catch (error) {
    if (error instanceof Refusal) throw error;
    throw new Refusal('software.damaged', { what: (error as Error).message.slice(0, 200) });
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

const otherPlatform = z.object({
  platform: z.string().refine((name) => !softwarePlatforms.some((p) => p === name)),
});

function parseManifest(value: unknown): SoftwareManifest {
  if (otherPlatform.safeParse(value).success) throw new Refusal('software.platform');
  return softwareManifestSchema.parse(value);
}

async function checkFiles(archive: Buffer, dir: string): Promise<SoftwareManifest> {
  const packed = join(dir, 'archive');
  const tree = join(dir, 'tree');
  await writeFile(packed, archive);
  await run('mkdir', [tree]);
  await run('tar', ['-xzf', packed, '-C', tree, '--no-same-owner', '--no-same-permissions']);
  const text = await readFile(join(tree, 'release.json'), 'utf8');
  const manifest = parseManifest(JSON.parse(text));
  const found = await readdir(tree, { recursive: true, withFileTypes: true });
  const names = found
    .filter((e) => !e.isDirectory())
    .map((e) => join(e.parentPath, e.name).slice(tree.length + 1))
    .filter((name) => name !== 'release.json');
  const wanted = Object.keys(manifest.files);
  if (wanted.length !== names.length) throw new Error('other files than in the manifest');
  for (const name of wanted) {
    if (sha256Of(await readFile(join(tree, name))) !== manifest.files[name]) throw new Error(name);
  }
  return manifest;
}
