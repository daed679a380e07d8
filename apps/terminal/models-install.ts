import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import {
  copyFile,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { z } from 'zod';
import type { CataloguedModel } from './models-catalogue.ts';
import { Refused } from './options.ts';

/** Written beside an installed model: every later start holds the files to it. */
const installedSchema = z.object({
  v: z.literal(1),
  name: z.string(),
  source: z.string(),
  archiveSha256: z.string(),
  installedAt: z.number(),
  files: z.record(
    z.string(),
    z.object({ file: z.string(), bytes: z.number(), sha256: z.string() }),
  ),
});
export type InstalledModel = z.infer<typeof installedSchema>;

const run = promisify(execFile);

async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of createReadStream(path)) hash.update(piece as Buffer);
  return hash.digest('hex');
}

/** Fetches into a file, or copies it. @throws Refused when it cannot be had or is too large. */
async function fetchArchive(
  model: CataloguedModel,
  { from, to }: { from: string | undefined; to: string },
): Promise<string> {
  if (from !== undefined) {
    await copyFile(from, to).catch((error: NodeJS.ErrnoException) => {
      throw new Refused(`读不到 ${from}：${error.code}`, `cannot read ${from}: ${error.code}`);
    });
    return from;
  }
  const reply = await fetch(model.url).catch((error: Error) => unreachable(model, error.message));
  if (!reply.ok || reply.body === null) return unreachable(model, `HTTP ${reply.status}`);
  let bytes = 0;
  const limited = async function* (pieces: AsyncIterable<Uint8Array>) {
    for await (const piece of pieces) {
      bytes += piece.length;
      if (bytes > model.archiveMaxBytes) unreachable(model, 'larger than it can be');
      yield piece;
    }
  };
  try {
    await pipeline(Readable.fromWeb(reply.body as never), limited, createWriteStream(to));
  } catch (error) {
    if (error instanceof Refused) throw error;
    unreachable(model, (error as Error).message);
  }
  return model.url;
}

function unreachable(model: CataloguedModel, why: string): never {
  throw new Refused(
    `下载 ${model.url} 失败（${why}）。没有外网时，在别的机器下载后用 --from 文件 安装`,
    `cannot fetch ${model.url} (${why}); on a closed network fetch it elsewhere and use --from FILE`,
  );
}

/** Unpacks beside the archive; names that lead out of the folder are refused by tar itself. */
async function unpack(archive: string, into: string): Promise<void> {
  await mkdir(into, { recursive: true });
  try {
    await run('tar', ['-xf', archive, '-C', into, '--no-same-owner', '--no-same-permissions']);
  } catch (error) {
    const why = (error as { stderr?: string }).stderr?.split('\n')[0] ?? (error as Error).message;
    if (/cannot exec/i.test(why)) {
      throw new Refused(
        `缺少解压程序，请执行 apt-get install bzip2（${why}）`,
        `a program to unpack is missing: apt-get install bzip2 (${why})`,
      );
    }
    throw new Refused(
      `压缩包已损坏或不完整，请重新下载（${why}）`,
      `the archive is damaged or cut short, fetch it again (${why})`,
    );
  }
}

async function filesBelow(dir: string): Promise<string[]> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true });
  return entries.filter((e) => e.isFile()).map((e) => join(e.parentPath, e.name));
}

const matches = (name: string, pattern: string) => {
  const [before = '', after] = pattern.split('*');
  return after === undefined ? name === pattern : name.startsWith(before) && name.endsWith(after);
};

/** Moves the needed files of an unpacked archive into `to`. @throws Refused when one is missing. */
async function pickFiles(model: CataloguedModel, { from, to }: { from: string; to: string }) {
  const found = await filesBelow(from);
  const files: InstalledModel['files'] = {};
  for (const [role, pattern] of Object.entries(model.files)) {
    const path = found.find((f) => matches(f.split('/').at(-1) ?? '', pattern));
    const bytes = path === undefined ? 0 : (await stat(path)).size;
    if (path === undefined || bytes === 0) {
      throw new Refused(`压缩包里没有 ${pattern}`, `the archive holds no ${pattern}`);
    }
    const file = path.split('/').at(-1) ?? role;
    await rename(path, join(to, file));
    files[role] = { file, bytes, sha256: await sha256Of(join(to, file)) };
  }
  return files;
}

export interface InstallOptions {
  model: CataloguedModel;
  /** Folder of all models; the model gets one of its name. */
  dir: string;
  from?: string | undefined;
  /** Wanted checksum instead of the catalogue's: whoever gives it has it from the release. */
  sha256?: string | undefined;
  now: number;
}

/**
 * Fetches, checks and unpacks a model; it appears whole or not at all, and one that was there stays
 * until the new one is complete.
 *
 * @throws Refused with advice.
 */
export async function installModel(options: InstallOptions): Promise<InstalledModel> {
  const { model, dir } = options;
  const wanted = options.sha256?.toLowerCase() ?? model.sha256;
  if (wanted === null) {
    throw new Refused(
      `目录里没有 ${model.name} 的校验和，请用 --sha256 给出发布页上的值`,
      `the checksum of ${model.name} is not on record: give the one of the release page with --sha256`,
    );
  }
  await mkdir(dir, { recursive: true });
  const work = await mkdtemp(join(dir, '.installing-'));
  try {
    const archive = join(work, 'archive');
    const source = await fetchArchive(model, { from: options.from, to: archive });
    const archiveSha256 = await sha256Of(archive);
    if (archiveSha256 !== wanted) {
      throw new Refused(
        `校验和不符：应为 ${wanted}，实为 ${archiveSha256}。文件不完整或不是原件，没有安装`,
        `checksum differs: ${wanted} wanted, ${archiveSha256} found; incomplete or not the original, nothing was installed`,
      );
    }
    await unpack(archive, join(work, 'unpacked'));
    const made = join(work, 'model');
    await mkdir(made);
    const files = await pickFiles(model, { from: join(work, 'unpacked'), to: made });
    const about = { v: 1 as const, name: model.name, source, archiveSha256, files };
    const installed: InstalledModel = { ...about, installedAt: options.now };
    await writeFile(join(made, 'model.json'), `${JSON.stringify(installed, null, 2)}\n`);
    await rm(join(dir, model.name), { recursive: true, force: true });
    await rename(made, join(dir, model.name));
    return installed;
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

export type ModelState =
  | { state: 'absent' }
  | { state: 'whole'; about: InstalledModel; dir: string }
  | { state: 'damaged'; detail: string };

/** Holds an installed model to what it was when it was installed. */
export async function verifyModel(dir: string, name: string): Promise<ModelState> {
  const home = join(dir, name);
  const described = await readFile(join(home, 'model.json'), 'utf8').catch(() => null);
  if (described === null) return { state: 'absent' };
  try {
    const about = installedSchema.parse(JSON.parse(described));
    for (const { file, sha256 } of Object.values(about.files)) {
      if ((await sha256Of(join(home, file))) !== sha256)
        throw new Error(`${file}: checksum differs`);
    }
    return { state: 'whole', about, dir: home };
  } catch (error) {
    return { state: 'damaged', detail: (error as Error).message.slice(0, 300) };
  }
}

/** False when there was none. */
export async function removeModel(dir: string, name: string): Promise<boolean> {
  const was = await stat(join(dir, name)).catch(() => null);
  await rm(join(dir, name), { recursive: true, force: true });
  return was !== null;
}
