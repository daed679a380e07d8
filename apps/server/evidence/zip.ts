import { Zip, ZipDeflate, ZipPassThrough } from 'fflate';

export interface ZipEntry {
  path: string;
  bytes: Uint8Array;
}

/** Entries as a zip, entry by entry: recordings never stand in memory together. Sound is stored as it is. */
export async function* zipOf(
  entries: AsyncIterable<ZipEntry>,
  madeAt: number,
): AsyncGenerator<Uint8Array> {
  const ready: Uint8Array[] = [];
  let failure: Error | null = null;
  const zip = new Zip((error, chunk) => {
    if (error) failure = error;
    else ready.push(chunk);
  });
  for await (const { path, bytes } of entries) {
    const isSound = path.endsWith('.wav');
    const file = isSound ? new ZipPassThrough(path) : new ZipDeflate(path, { level: 6 });
    file.mtime = madeAt;
    zip.add(file);
    file.push(bytes, true);
    if (failure) throw failure;
    yield* ready.splice(0);
  }
  zip.end();
  yield* ready.splice(0);
}
