import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { Refusal } from '@anyuan/contracts/errors.ts';
import { parseByteRange } from '../platform/byte-range.ts';

export interface MapPart {
  headers: Record<string, string | number>;
  bytes: Readable;
}

/** A whole county is gigabytes: only parts of it ever leave, as a map asks for them. */
const partMax = 8 * 1024 * 1024;

/** A part of the file. @throws Refusal map.missing */
export async function readMapPart(
  path: string | null,
  range: string | undefined,
): Promise<MapPart> {
  const info = path === null ? null : await stat(path).catch(() => null);
  if (path === null || !info?.isFile()) throw new Refusal('map.missing');
  const asked = parseByteRange(range, info.size);
  const start = asked.kind === 'part' ? asked.start : 0;
  const wanted = asked.kind === 'part' ? asked.end : info.size - 1;
  const end = Math.min(wanted, start + partMax - 1);
  return {
    headers: {
      'content-range': `bytes ${start}-${end}/${info.size}`,
      'accept-ranges': 'bytes',
      'content-length': end - start + 1,
      // Another file under the same setting is told apart by this.
      etag: `"${info.size}-${Math.round(info.mtimeMs)}"`,
      'cache-control': 'private, max-age=3600',
    },
    bytes: createReadStream(path, { start, end }),
  };
}

export async function hasMap(path: string | null): Promise<boolean> {
  if (path === null) return false;
  const info = await stat(path).catch(() => null);
  return info?.isFile() ?? false;
}
