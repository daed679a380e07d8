import { execFile } from 'node:child_process';
import { createHash, createPublicKey, type KeyObject, verify } from 'node:crypto';
import { createWriteStream, readFileSync } from 'node:fs';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import {
  compareVersions,
  type SoftwareManifest,
  type SoftwareWish,
  signedText,
} from '@anyuan/contracts/software.ts';
import { adopt, checkTree, isThere, linkPackages, type SoftwareHome } from './home.ts';

/** This release will never do, however often it is tried: told to the server, not tried again. */
export class ReleaseRefused extends Error {}

const run = promisify(execFile);

/** The maker's public key: Ed25519, SPKI DER in base64. @throws Error when it is none. */
export const readMakerKey = (text: string): KeyObject => {
  const key = createPublicKey({ key: Buffer.from(text, 'base64'), format: 'der', type: 'spki' });
  if (key.asymmetricKeyType !== 'ed25519') throw new Error('not an Ed25519 key');
  return key;
};

export interface InstallOptions {
  home: SoftwareHome;
  wish: Extract<SoftwareWish, { url: string }>;
  makerKey: KeyObject;
  /** What runs now: never an older one over it. */
  running: string;
  /** The archive, from the own server. @throws Error when it breaks off; then it is tried again. */
  download(path: string): Promise<Readable>;
  /** Tests: called before each step. */
  onStep?(step: InstallStep): void;
}

export const installSteps = [
  'download',
  'verify',
  'unpack',
  'check',
  'link',
  'adopt',
  'clean',
] as const;
export type InstallStep = (typeof installSteps)[number];

/**
 * Fetches, verifies and unpacks a release beside what runs; it appears whole or not at all.
 *
 * @throws ReleaseRefused for good, any other Error when another try may do.
 */
export async function installRelease(options: InstallOptions): Promise<void> {
  const { home, wish, onStep } = options;
  if (isThere(home, wish.version)) return;
  const versions = join(home.dir, 'versions');
  const archive = join(home.dir, 'incoming.tar.gz');
  const fresh = join(versions, `.new-${wish.version}`);
  await mkdir(versions, { recursive: true, mode: 0o700 });
  onStep?.('download');
  await pipeline(await options.download(wish.url), createWriteStream(archive, { mode: 0o600 }));
  onStep?.('verify');
  await checkArchive(options, archive);
  onStep?.('unpack');
  await rm(fresh, { recursive: true, force: true });
  await mkdir(fresh);
  const flags = ['--no-same-owner', '--no-same-permissions'];
  await run('tar', ['-xzf', archive, '-C', fresh, ...flags]).catch(refuse('cannot be unpacked'));
  onStep?.('check');
  checkFits(await checkTree(fresh).catch(refuse('')), options);
  onStep?.('link');
  await linkPackages(home, fresh);
  onStep?.('adopt');
  await adopt(home, fresh, wish.version);
  onStep?.('clean');
  await rm(archive, { force: true });
}

const refuse = (what: string) => (error: Error) => {
  throw new ReleaseRefused(`${what} ${error.message.split('\n')[0]}`.trim().slice(0, 300));
};

/** Cut short is tried again; whole and not what was signed is refused. */
async function checkArchive({ wish, makerKey }: InstallOptions, path: string): Promise<void> {
  const bytes = await readFile(path);
  const found = createHash('sha256').update(bytes).digest('hex');
  if (found !== wish.sha256) throw new Error(`hash differs: ${found}`);
  const text = Buffer.from(signedText(found));
  if (!verify(null, text, makerKey, Buffer.from(wish.signature, 'base64url'))) {
    throw new ReleaseRefused('wrong signature');
  }
}

function checkFits(manifest: SoftwareManifest, { home, wish, running }: InstallOptions): void {
  const { version, platform, dependencies } = manifest;
  if (version !== wish.version) throw new ReleaseRefused(`is version ${version}`);
  if (compareVersions(version, running) <= 0) throw new ReleaseRefused(`older than ${running}`);
  if (platform !== 'linux' && platform !== `${process.platform}-${process.arch}`) {
    throw new ReleaseRefused(`made for ${platform}`);
  }
  for (const [name, wanted] of Object.entries(dependencies)) {
    const have = installedVersion(home, name);
    if (have !== wanted) throw new ReleaseRefused(`needs ${name} ${wanted}, here is ${have}`);
  }
}

function installedVersion({ base }: SoftwareHome, name: string): string {
  try {
    const path = join(base, 'node_modules', name, 'package.json');
    return String((JSON.parse(readFileSync(path, 'utf8')) as { version: unknown }).version);
  } catch {
    return 'none';
  }
}
