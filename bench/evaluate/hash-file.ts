import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';

/** @throws Error when the file cannot be read. */
export async function hashFile(path: string): Promise<string> {
  const stats = await stat(path).catch(() => null);
  if (stats === null || !stats.isFile()) throw new Error('找不到文件 / no such file');
  const hash = createHash('sha256');
  for await (const bytes of createReadStream(path)) hash.update(bytes as Uint8Array);
  return hash.digest('hex').slice(0, 32);
}
