const most = 255;

/** The sum of an Ogg page as RFC 3533 words it, bit by bit: not the reader's own. */
function checksum(page: Buffer): number {
  let sum = 0;
  for (const byte of page) {
    sum ^= byte << 24;
    for (let bit = 0; bit < 8; bit++) sum = sum < 0 ? (sum << 1) ^ 0x04c11db7 : sum << 1;
  }
  return sum >>> 0;
}

interface Lacing {
  value: number;
  body: Buffer;
  /** This segment goes on with a packet of the page before. */
  goesOn: boolean;
}

function lacingOf(packet: Buffer): Lacing[] {
  const count = Math.floor(packet.length / most) + 1;
  return Array.from({ length: count }, (_, i) => {
    const body = packet.subarray(i * most, (i + 1) * most);
    return { value: body.length, body, goesOn: i > 0 };
  });
}

/** An Ogg file of one stream with these packets; its last page ends at this granule. */
export function oggFile(of: { packets: readonly Buffer[]; granule: number }): Buffer {
  const segments = of.packets.flatMap(lacingOf);
  const pages: Buffer[] = [];
  for (let at = 0; at < segments.length; at += most) {
    const part = segments.slice(at, at + most);
    const isLast = at + most >= segments.length;
    const head = Buffer.alloc(27);
    head.write('OggS');
    head[5] = (part[0]?.goesOn ? 1 : 0) | (at === 0 ? 2 : 0) | (isLast ? 4 : 0);
    head.writeBigInt64LE(isLast ? BigInt(of.granule) : -1n, 6);
    head.writeUInt32LE(pages.length, 18);
    head[26] = part.length;
    const values = Buffer.from(part.map((s) => s.value));
    const page = Buffer.concat([head, values, ...part.map((s) => s.body)]);
    page.writeUInt32LE(checksum(page), 22);
    pages.push(page);
  }
  return Buffer.concat(pages);
}
