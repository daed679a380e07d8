import { createHash } from 'node:crypto';
import { createReadStream, existsSync, readFileSync, readlinkSync } from 'node:fs';
import { mkdir, open, readdir, rename, rm, symlink } from 'node:fs/promises';
import { join, sep } from 'node:path';
import {
  type SoftwareManifest,
  softwareManifestSchema,
  softwareVersion,
} from '@anyuan/contracts/software.ts';
import { z } from 'zod';
import { removeDurably, writeDurably } from '../durable-file.ts';

/** A version that runs on trial. `version` and `before` null: the one the machine was set up with. */
const trialSchema = z.strictObject({
  version: softwareVersion.nullable(),
  before: softwareVersion.nullable(),
  /** How often it was started; a power cut in a trial grants one more. */
  starts: z.int(),
  /** Set once it is decided that it goes. */
  why: z.string().nullable(),
});
export type Trial = z.infer<typeof trialSchema>;

const failureSchema = z.strictObject({ version: softwareVersion.nullable(), why: z.string() });
export type SoftwareFailure = z.infer<typeof failureSchema>;

/**
 * Folder of the software: `versions/<v>` whole trees, `current` a link to one of them (none: the tree
 * the machine was set up with), `trial.json` while one is on trial, `failed.json` what did not do.
 */
export interface SoftwareHome {
  dir: string;
  /** Root of the tree that the machine was set up with. */
  base: string;
}

const versionDir = (home: SoftwareHome, version: string) => join(home.dir, 'versions', version);

/** Where the tree of this version lies. */
export const treeOf = (home: SoftwareHome, version: string | null) =>
  version === null ? home.base : versionDir(home, version);

/** Appears by one rename after every file was checked: it is there whole or not at all. */
export const isThere = (home: SoftwareHome, version: string | null) =>
  version === null || existsSync(join(versionDir(home, version), 'release.json'));

export function currentVersion(home: SoftwareHome): string | null {
  try {
    const version = readlinkSync(join(home.dir, 'current')).split(sep).at(-1) ?? '';
    return softwareVersion.safeParse(version).success && isThere(home, version) ? version : null;
  } catch {
    return null;
  }
}

/** One rename: there is the old link or the new one, never none. */
export async function pointTo(home: SoftwareHome, version: string | null): Promise<void> {
  const link = join(home.dir, 'current');
  if (version === null) return await removeDurably(link);
  const fresh = `${link}.new`;
  await rm(fresh, { force: true });
  await symlink(join('versions', version), fresh);
  await rename(fresh, link);
  await syncDir(home.dir);
}

async function syncDir(dir: string): Promise<void> {
  const handle = await open(dir, 'r');
  await handle.sync().finally(() => handle.close());
}

function readRecord<T>(path: string, schema: z.ZodType<T>): T | null {
  try {
    const parsed = schema.safeParse(JSON.parse(readFileSync(path, 'utf8')));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

const trialFile = (home: SoftwareHome) => join(home.dir, 'trial.json');
const failureFile = (home: SoftwareHome) => join(home.dir, 'failed.json');

export const readTrial = (home: SoftwareHome) => readRecord(trialFile(home), trialSchema);
export const readFailure = (home: SoftwareHome) => readRecord(failureFile(home), failureSchema);

export async function writeTrial(home: SoftwareHome, trial: Trial): Promise<void> {
  await mkdir(home.dir, { recursive: true, mode: 0o700 });
  await writeDurably({ path: trialFile(home), data: JSON.stringify(trial) });
}
export const endTrial = (home: SoftwareHome) => removeDurably(trialFile(home));

export const writeFailure = (home: SoftwareHome, failure: SoftwareFailure) =>
  writeDurably({ path: failureFile(home), data: JSON.stringify(failure) });
export async function forgetFailure(home: SoftwareHome): Promise<void> {
  if (existsSync(failureFile(home))) await removeDurably(failureFile(home));
}

async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of createReadStream(path)) hash.update(piece as Buffer);
  return hash.digest('hex');
}

/** Every file as the manifest says and none beside; gives the manifest. @throws Error naming what is wrong. */
export async function checkTree(dir: string): Promise<SoftwareManifest> {
  const text = readFileSync(join(dir, 'release.json'), 'utf8');
  const manifest = softwareManifestSchema.parse(JSON.parse(text));
  const entries = await readdir(dir, { recursive: true, withFileTypes: true });
  for (const entry of entries) {
    if (entry.isDirectory()) continue;
    const name = join(entry.parentPath, entry.name).slice(dir.length + 1);
    if (name === 'release.json' || isOwnLink(name)) continue;
    const wanted = manifest.files[name];
    if (!entry.isFile() || wanted === undefined) throw new Error(`not in the manifest: ${name}`);
    if ((await sha256Of(join(dir, name))) !== wanted) throw new Error(`damaged: ${name}`);
  }
  for (const name of Object.keys(manifest.files)) {
    if (!existsSync(join(dir, name))) throw new Error(`missing: ${name}`);
  }
  return manifest;
}

/** Made here after unpacking, so that a version finds its own packages before those of the machine. */
const ownPackages = ['contracts', 'core'] as const;
const isOwnLink = (name: string) => ownPackages.some((p) => name === `node_modules/@anyuan/${p}`);

/** Dependencies stay those of the machine: `<home>/node_modules` is a link to them. */
export async function linkPackages(home: SoftwareHome, dir: string): Promise<void> {
  const scope = join(dir, 'node_modules', '@anyuan');
  await mkdir(scope, { recursive: true });
  for (const name of ownPackages) {
    await symlink(join('..', '..', 'packages', name), join(scope, name));
  }
  const shared = join(home.dir, 'node_modules');
  if (!existsSync(shared)) {
    await rm(shared, { force: true });
    await symlink(join(home.base, 'node_modules'), shared);
  }
}

/** Everything written is on the disk before the tree gets its name. */
export async function adopt(home: SoftwareHome, from: string, version: string): Promise<void> {
  const entries = await readdir(from, { recursive: true, withFileTypes: true });
  for (const entry of entries) {
    if (!entry.isFile()) continue;
    const handle = await open(join(entry.parentPath, entry.name), 'r');
    await handle.sync().finally(() => handle.close());
  }
  for (const entry of entries) {
    if (entry.isDirectory()) await syncDir(join(entry.parentPath, entry.name));
  }
  await rm(versionDir(home, version), { recursive: true, force: true });
  await rename(from, versionDir(home, version));
  await syncDir(join(home.dir, 'versions'));
}

/** Versions that nothing needs any more, and what an interrupted try left. */
export async function sweep(home: SoftwareHome, keep: readonly (string | null)[]): Promise<void> {
  const found = await readdir(join(home.dir, 'versions')).catch(() => []);
  for (const name of found.filter((n) => !keep.includes(n))) {
    await rm(join(home.dir, 'versions', name), { recursive: true, force: true });
  }
}
