/** One packet of an Ogg stream (RFC 3533). */
export interface OggPacket {
  data: Uint8Array;
  /** On the first packet of a logical stream. */
  isFirst: boolean;
  /** Place in the stream at the end of the page, on the last packet that ends there; else null. */
  granule: number | null;
  /** On the last packet of a logical stream. */
  isLast: boolean;
}

interface Page {
  flags: number;
  granule: bigint;
  /** Counts the pages of a stream: a gap shows that one was lost. */
  number: number;
  lengths: Uint8Array;
  body: Uint8Array;
  /** Bytes of the whole page. */
  size: number;
}

const headBytes = 27;
const marker = Buffer.from('OggS');
const isContinued = 1;
const isBeginning = 2;
const isEnd = 4;
/** A page at its longest: head, 255 lengths, 255 times 255 bytes. */
const longestPage = headBytes + 255 + 255 * 255;
/** Packets of sound are some hundred bytes; one that never ends would fill the memory. */
const longestPacket = 1024 * 1024;

const crcTable = Uint32Array.from({ length: 256 }, (_, i) => {
  let value = i << 24;
  for (let bit = 0; bit < 8; bit++) value = (value << 1) ^ (value < 0 ? 0x04c11db7 : 0);
  return value >>> 0;
});

/** The sum of a page is taken with its own place (bytes 22 to 25) as zero. */
function checksum(page: Uint8Array): number {
  let sum = 0;
  for (let i = 0; i < page.length; i++) {
    const byte = i >= 22 && i < 26 ? 0 : (page[i] ?? 0);
    sum = (sum << 8) ^ (crcTable[((sum >>> 24) ^ byte) & 255] ?? 0);
  }
  return sum >>> 0;
}

/** The page at the beginning of these bytes; null when there is none, 'short' when its end is still to come. */
function pageAt(bytes: Buffer): Page | null | 'short' {
  if (bytes.length < headBytes) return 'short';
  if (bytes.compare(marker, 0, 4, 0, 4) !== 0 || bytes[4] !== 0) return null;
  const start = headBytes + (bytes[26] ?? 0);
  const lengths = bytes.subarray(headBytes, start);
  const size = start + lengths.reduce((sum, length) => sum + length, 0);
  if (bytes.length < start || bytes.length < size) return 'short';
  if (bytes.readUInt32LE(22) !== checksum(bytes.subarray(0, size))) return null;
  const body = bytes.subarray(start, size);
  const [granule, number] = [bytes.readBigInt64LE(6), bytes.readUInt32LE(18)];
  return { flags: bytes[5] ?? 0, granule, number, lengths, body, size };
}

/** Cuts a page into packets; what its last packet still lacks is kept for the next page. */
function makePackets() {
  let begun: Uint8Array[] = [];
  let isFirst = false;
  let number = 0;
  return (page: Page): OggPacket[] => {
    const packets: OggPacket[] = [];
    // A packet whose beginning or middle was lost cannot be used; one that was begun and not continued neither.
    if ((page.flags & isContinued) === 0 || page.number !== number) begun = [];
    number = page.number + 1;
    let isLost = (page.flags & isContinued) !== 0 && begun.length === 0;
    if ((page.flags & isBeginning) !== 0) isFirst = true;
    let from = 0;
    let to = 0;
    for (const length of page.lengths) {
      to += length;
      if (length === 255) continue;
      const data = Buffer.concat([...begun, page.body.subarray(from, to)]);
      begun = [];
      from = to;
      if (isLost) isLost = false;
      else packets.push({ data, isFirst, granule: null, isLast: false });
      isFirst = false;
    }
    if (from < to && !isLost) begun.push(page.body.subarray(from, to));
    if (begun.reduce((sum, part) => sum + part.length, 0) > longestPacket) begun = [];
    const last = packets.at(-1);
    if (last) {
      last.granule = page.granule < 0n ? null : Number(page.granule);
      last.isLast = (page.flags & isEnd) !== 0;
    }
    return packets;
  };
}

/** Reads an Ogg file in pieces of any length. A damaged page is passed over and counted. */
export function makeOggReader() {
  let rest = Buffer.alloc(0);
  let damaged = 0;
  let isDamaged = false;
  const packetsOf = makePackets();

  function nextPage(isWhole: boolean): Page | null {
    for (;;) {
      const page = pageAt(rest);
      if (page !== null && page !== 'short') {
        rest = rest.subarray(page.size);
        isDamaged = false;
        return page;
      }
      // "Short" waits for more, but for no more than a page can be: then its head was no head.
      const isHopeless = rest.length > longestPage || (isWhole && rest.length > headBytes);
      if (page === 'short' && !isHopeless) return null;
      if (!isDamaged) damaged += 1;
      isDamaged = true;
      const next = rest.indexOf(marker, 1);
      rest = next === -1 ? rest.subarray(-3) : rest.subarray(next);
      if (next === -1) return null;
    }
  }

  function read(bytes: Uint8Array, isWhole: boolean): OggPacket[] {
    rest = Buffer.concat([rest, bytes]);
    const packets: OggPacket[] = [];
    for (let page = nextPage(isWhole); page !== null; page = nextPage(isWhole)) {
      packets.push(...packetsOf(page));
    }
    return packets;
  }

  return {
    push: (bytes: Uint8Array) => read(bytes, false),
    /** What an end that was cut off still holds. */
    flush: () => read(new Uint8Array(), true),
    /** Places where pages were damaged or missing, so far. */
    damaged: () => damaged,
  };
}
