import { createHash } from 'node:crypto';
import { type FileHandle, mkdir, open, readdir } from 'node:fs/promises';
import { dirname, join, normalize, sep } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { BackedUpFile } from '@anyuan/contracts/backup.ts';
import { platformFailure } from '../platform/failure.ts';
import type { ArchiveEntry } from './archive.ts';

/**
 * What lies in the data folder beside the database. The key of the backups is not among them: it opens them, so it
 * is kept apart.
 */
const folders = ['clips', 'pictures', 'quick-reports', 'voices'];
const files = ['clips.key', 'quick-reports.key', 'voices.key', 'evidence.key', 'settings.json'];
/** Files of the data folder stand under this in a backup. */
export const filesPrefix = 'data/';

async function* walk(root: string, path: string): AsyncGenerator<string> {
  const found = await readdir(join(root, path), { withFileTypes: true }).catch(() => []);
  for (const item of found) {
    const inside = `${path}/${item.name}`;
    if (item.isDirectory()) yield* walk(root, inside);
    else if (item.isFile() && !item.name.endsWith('.tmp')) yield inside;
  }
}

/** Paths of all files to keep, as parts of the data folder. */
export async function findDataFiles(dataDir: string): Promise<string[]> {
  const found = [...files];
  for (const folder of folders) for await (const path of walk(dataDir, folder)) found.push(path);
  return found;
}

/**
 * One file as an entry; `onHashed` hears its digest when it was read to the end. Null when it is gone: recordings are
 * deleted when due, also while a backup is made. An open file stays whole although its name goes.
 */
export async function entryOf(
  at: { path: string; from: string },
  onHashed: (file: BackedUpFile) => void,
): Promise<ArchiveEntry | null> {
  const file = await open(at.from, 'r').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (file === null) return null;
  const { size } = await file.stat();
  const content = Readable.from(chunks(file, size)).pipe(
    hashing((sha256) => onHashed({ path: at.path, bytes: size, sha256 })),
  );
  return { name: `${filesPrefix}${at.path}`, bytes: size, content };
}

/** Exactly `size` bytes: a file that grows meanwhile must not break the archive. */
async function* chunks(file: FileHandle, size: number): AsyncGenerator<Buffer> {
  try {
    let left = size;
    while (left > 0) {
      const { bytesRead, buffer } = await file.read(Buffer.alloc(Math.min(left, 1 << 18)));
      if (bytesRead === 0) throw new Error('a file became shorter while it was backed up');
      left -= bytesRead;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await file.close();
  }
}

function hashing(onEnd: (sha256: string) => void): Transform {
  const hash = createHash('sha256');
  return new Transform({
    transform(chunk, _encoding, done) {
      hash.update(chunk);
      done(null, chunk);
    },
    flush(done) {
      onEnd(hash.digest('hex'));
      done();
    },
  });
}

/** Writes an entry below `dir`, readable by us alone; the digest of what was written. */
export async function unpackInto(dir: string, path: string, content: Readable): Promise<string> {
  const target = normalize(join(dir, path));
  // The archive is ours and sealed; a name that leaves the folder is refused all the same.
  if (!target.startsWith(`${normalize(dir)}${sep}`)) {
    throw platformFailure({
      code: 'backup.badName',
      zh: `备份里有不合规的文件名，已停止：${path}`,
      en: `the backup holds a name that leaves the folder; stopped: ${path}`,
    });
  }
  await mkdir(dirname(target), { recursive: true, mode: 0o700 });
  const file = await open(target, 'w', 0o600);
  let sha256 = '';
  const out = file.createWriteStream({ flush: true });
  await pipeline(
    content,
    hashing((digest) => {
      sha256 = digest;
    }),
    out,
  );
  return sha256;
}
