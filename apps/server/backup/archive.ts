import { createReadStream, createWriteStream } from 'node:fs';
import { open, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';
import { createZstdCompress, createZstdDecompress } from 'node:zlib';
import tar from 'tar-stream';
import { platformFailure } from '../platform/failure.ts';
import { age, type BackupKey } from './key.ts';
import { syncFolder } from './synced-file.ts';

/** One file in a backup. */
export interface ArchiveEntry {
  name: string;
  bytes: number;
  content: Readable | Buffer;
}

/**
 * A backup is a tar, compressed by zstd, encrypted by age: `age -d -i backup.key FILE | zstd -d | tar x` opens it
 * without this program. It has its name only when it is whole and on the disk.
 *
 * @returns size of the file.
 */
export async function writeArchive(options: {
  path: string;
  recipient: string;
  entries: AsyncIterable<ArchiveEntry>;
}): Promise<number> {
  const { path, recipient, entries } = options;
  const part = `${path}.part`;
  const pack = tar.pack();
  const compressed = createZstdCompress();
  const encrypter = new (await age()).Encrypter();
  encrypter.addRecipient(recipient);
  try {
    const sealed = await encrypter.encrypt(webOf(compressed));
    await Promise.all([
      addAll(pack, entries),
      pipeline(pack, compressed),
      pipeline(nodeOf(sealed), createWriteStream(part, { mode: 0o600, flush: true })),
    ]);
    await rename(part, path);
    await syncFolder(dirname(path));
    return (await stat(path)).size;
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
}

async function addAll(pack: tar.Pack, entries: AsyncIterable<ArchiveEntry>): Promise<void> {
  try {
    for await (const { name, bytes, content } of entries) {
      const entry = pack.entry({ name, size: bytes, mode: 0o600 });
      await pipeline(Buffer.isBuffer(content) ? Readable.from([content]) : content, entry);
    }
    pack.finalize();
  } catch (error) {
    pack.destroy(error as Error);
    throw error;
  }
}

/**
 * Hands out every entry in order; `take` reads its content to the end.
 * Throws PlatformFailure backup.wrongKey, backup.damaged (cut short or altered: nothing of it is to be trusted).
 */
export async function readArchive(
  path: string,
  key: BackupKey,
  take: (name: string, content: Readable) => Promise<void>,
): Promise<void> {
  const decrypter = new (await age()).Decrypter();
  decrypter.addIdentity(key.identity);
  const file = createReadStream(path);
  const opened = await decrypter.decrypt(webOf(file)).catch((cause) => {
    file.destroy();
    throw wrongKey(path, cause);
  });
  const extract = tar.extract();
  const unpacked = (async () => {
    for await (const entry of extract) {
      await take(entry.header.name, entry as unknown as Readable);
    }
  })();
  try {
    await Promise.all([pipeline(nodeOf(opened), createZstdDecompress(), extract), unpacked]);
  } catch (error) {
    await unpacked.catch(() => {});
    throw isOurs(error) ? error : damaged(path, error);
  }
}

/** What is wrong with this machine (a full disk, a database) is told as it is, not blamed on the backup. */
function isOurs(error: unknown): boolean {
  const { advice, code } = error as { advice?: object; code?: string };
  return advice !== undefined || code === 'ENOSPC' || /^[0-9A-Z]{5}$/.test(code ?? '');
}

function wrongKey(path: string, cause: unknown): Error {
  return platformFailure({
    code: 'backup.wrongKey',
    zh: `这把密钥打不开 ${path}，请用做备份时的密钥文件（--backup-key-file）`,
    en: `this key does not open ${path}: use the key file of the time of the backup (--backup-key-file)`,
    cause,
  });
}

function damaged(path: string, cause: unknown): Error {
  return platformFailure({
    code: 'backup.damaged',
    zh: `备份 ${path} 不完整或已损坏，请用另一份备份`,
    en: `the backup ${path} is cut short or damaged: use another one`,
    cause,
  });
}

function webOf(stream: Readable): globalThis.ReadableStream<Uint8Array> {
  return Readable.toWeb(stream) as unknown as globalThis.ReadableStream<Uint8Array>;
}

function nodeOf(stream: globalThis.ReadableStream<Uint8Array>): Readable {
  return Readable.fromWeb(stream as unknown as ReadableStream);
}

/** Is this file readable at all? Says what to do when it is not. */
export async function refuseMissing(path: string): Promise<void> {
  const file = await open(path, 'r').catch((cause) => {
    throw platformFailure({
      code: 'backup.missing',
      zh: `读不到备份文件 ${path}，请检查路径和权限`,
      en: `the backup ${path} cannot be read: check path and rights`,
      cause,
    });
  });
  await file.close();
}
