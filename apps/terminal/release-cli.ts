import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { softwarePlatforms, softwareVersion } from '@anyuan/contracts/software.ts';
import { copyTerminal, packRelease } from './software/make-release.ts';

const help = `用法  bin/anyuan release --key FILE --version X.Y.Z [--platform linux] [--min-server X.Y.Z] [--out DIR]
      bin/anyuan release --key FILE --new-key

--new-key 生成签名密钥，公钥用于 --maker-key  makes a key pair; keep the file, give the public half to --maker-key
`;

const root = resolve(join(import.meta.dirname, '..', '..'));

async function dependencies(): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const part of ['apps/terminal', 'packages/contracts', 'packages/core']) {
    const text = await readFile(join(root, part, 'package.json'), 'utf8');
    const own = (JSON.parse(text) as { dependencies?: Record<string, string> }).dependencies ?? {};
    Object.assign(found, own);
  }
  const foreign = Object.entries(found).filter(([name]) => !name.startsWith('@anyuan/'));
  return Object.fromEntries(foreign);
}

async function newKey(file: string): Promise<void> {
  const { privateKey } = generateKeyPairSync('ed25519');
  const pem = privateKey.export({ format: 'pem', type: 'pkcs8' });
  await writeFile(file, pem, { mode: 0o600, flag: 'wx' });
  const half = createPublicKey(privateKey).export({ format: 'der', type: 'spki' });
  process.stdout.write(`${half.toString('base64')}\n`);
}

async function run(): Promise<number> {
  const { values } = parseArgs({
    options: {
      key: { type: 'string' },
      version: { type: 'string' },
      platform: { type: 'string', default: 'linux' },
      'min-server': { type: 'string', default: '0.1.0' },
      out: { type: 'string', default: '.' },
      'new-key': { type: 'boolean', default: false },
    },
  });
  if (values.key && values['new-key']) return await newKey(values.key).then(() => 0);
  const version = softwareVersion.safeParse(values.version);
  const minServer = softwareVersion.safeParse(values['min-server']);
  const platform = softwarePlatforms.find((p) => p === values.platform);
  if (!values.key || !version.success || !minServer.success || !platform) {
    process.stderr.write(help);
    return 2;
  }
  const makerKey = createPrivateKey(await readFile(values.key, 'utf8'));
  const tree = await mkdtemp(join(tmpdir(), 'anyuan-tree-'));
  try {
    await copyTerminal(root, tree, version.data);
    const about = { version: version.data, minServer: minServer.data, platform };
    const release = await packRelease({
      tree,
      about: { ...about, dependencies: await dependencies() },
      makerKey,
    });
    await mkdir(values.out, { recursive: true });
    const name = join(values.out, `anyuan-terminal-${version.data}-${platform}.tar.gz`);
    await writeFile(name, release.archive);
    await writeFile(`${name}.sig`, `${release.signature}\n`);
    process.stdout.write(`${name}\n${release.sha256}\n${release.signature}\n`);
    return 0;
  } finally {
    await rm(tree, { recursive: true, force: true });
  }
}

process.exit(await run());
