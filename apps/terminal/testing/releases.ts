import { generateKeyPairSync } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { SoftwareManifest } from '@anyuan/contracts/software.ts';
import type { SoftwareHome } from '../software/home.ts';
import type { InstallOptions } from '../software/install-release.ts';
import { packRelease, type Release } from '../software/make-release.ts';

export const maker = generateKeyPairSync('ed25519');

/** Small programs that keep to what a supervisor expects of a terminal. */
export const programs = {
  good: `process.send?.('anyuan:well'); setInterval(() => {}, 1000);`,
  crashing: `process.exit(1);`,
  /** Starts, is linked, and no sound ever comes: it never says that it is well. */
  deaf: `setInterval(() => {}, 1000);`,
  /** Well, and as an updater does it ends for the trial of the next version when that is asked for. */
  goingOn: `import { readFileSync } from 'node:fs';
const trial = process.env.ANYUAN_SOFTWARE_HOME + '/trial.json';
const asked = () => { try { return JSON.parse(readFileSync(trial, 'utf8')).starts === 0; } catch { return false; } };
process.send?.('anyuan:well');
setInterval(() => asked() && process.exit(75), 20);`,
} as const;

async function writeTree(tree: string, version: string, program: string): Promise<void> {
  const dir = join(tree, 'apps', 'terminal');
  await mkdir(dir, { recursive: true });
  for (const name of ['contracts', 'core']) {
    await mkdir(join(tree, 'packages', name), { recursive: true });
    await writeFile(join(tree, 'packages', name, 'package.json'), '{"type":"module"}');
  }
  await writeFile(join(dir, 'package.json'), JSON.stringify({ version, type: 'module' }));
  const told = `import { appendFileSync } from 'node:fs';
appendFileSync(process.argv[2] ?? '', ${JSON.stringify(`${version}\n`)});
`;
  await writeFile(join(dir, 'cli.ts'), told + program);
}

export interface MadeRelease extends Release {
  version: string;
}

/** A signed release of a small program. */
export async function makeRelease(
  dir: string,
  version: string,
  how: { program?: string; about?: Partial<SoftwareManifest> } = {},
): Promise<MadeRelease> {
  const tree = join(dir, `tree-${version}`);
  await writeTree(tree, version, how.program ?? programs.good);
  const about = { version, platform: 'linux', minServer: '0.1.0', dependencies: {} } as const;
  const made = { tree, about: { ...about, ...how.about }, makerKey: maker.privateKey };
  return { ...(await packRelease(made)), version };
}

/** A machine as it was set up: version 0.1.0, nothing else. */
export async function makeHome(dir: string): Promise<SoftwareHome> {
  const home = { dir: join(dir, 'software'), base: join(dir, 'base') };
  await writeTree(home.base, '0.1.0', programs.good);
  await mkdir(join(home.base, 'node_modules'), { recursive: true });
  await mkdir(home.dir, { recursive: true });
  return home;
}

export function installOf(home: SoftwareHome, release: MadeRelease): InstallOptions {
  const { version, sha256, signature, archive } = release;
  return {
    home,
    wish: { version, sha256, signature, url: `/api/terminal/software/${sha256}` },
    makerKey: maker.publicKey,
    running: '0.1.0',
    download: async () => Readable.from([archive]),
  };
}
