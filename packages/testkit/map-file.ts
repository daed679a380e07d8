/** A PMTiles archive (version 3) with five vector tiles: one layer that covers the whole earth, zooms 0 and 1. */
export function mapFileOf(layer: string): Buffer {
  const tile = tileOf(layer);
  // Two entries: tile 0, and tiles 1 to 4 as one run; all have the same bytes.
  const entries = [2, ...[0, 1], ...[1, 4], ...[tile.length, tile.length], ...[1, 1]];
  const root = Buffer.concat(entries.map(varint));
  const metadata = Buffer.from(JSON.stringify({ vector_layers: [{ id: layer, fields: {} }] }));
  const head = Buffer.alloc(127);
  head.write('PMTiles');
  head[7] = 3;
  const [rootAt, metadataAt] = [127, 127 + root.length];
  const tilesAt = metadataAt + metadata.length;
  const places = [rootAt, root.length, metadataAt, metadata.length, tilesAt, 0, tilesAt];
  for (const [i, value] of [...places, tile.length, 5, 2, 1].entries()) {
    head.writeBigUInt64LE(BigInt(value), 8 + 8 * i);
  }
  // Clustered; nothing compressed; vector tiles; zooms 0 to 1.
  head.set([1, 1, 1, 1, 0, 1], 96);
  for (const [i, degrees] of [-180, -85, 180, 85].entries()) {
    head.writeInt32LE(degrees * 1e7, 102 + 4 * i);
  }
  return Buffer.concat([head, root, metadata, tile]);
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
  return Buffer.from([...bytes, rest]);
}

/** Field of a protocol buffer: a number, or bytes with their length. */
const field = (number: number, value: number | Buffer) =>
  typeof value === 'number'
    ? Buffer.concat([varint(number * 8), varint(value)])
    : Buffer.concat([varint(number * 8 + 2), varint(value.length), value]);

/** One polygon over the whole tile (Mapbox Vector Tile 2.1). */
function tileOf(name: string): Buffer {
  const zigzag = (n: number) => (n < 0 ? -2 * n - 1 : 2 * n);
  const lines = [4096, 0, 0, 4096, -4096, 0].map(zigzag);
  // Move to the corner, three lines, close.
  const geometry = Buffer.concat([9, 0, 0, 26, ...lines, 15].map(varint));
  const feature = Buffer.concat([field(3, 3), field(4, geometry)]);
  const parts = [field(15, 2), field(1, Buffer.from(name)), field(2, feature), field(5, 4096)];
  return field(3, Buffer.concat(parts));
}
