import { OpusDecoder, type OpusDecoderSampleRate } from 'opus-decoder';
import { makeOggReader, type OggPacket } from './ogg.ts';
import { joinPieces, noPiece, type Piece } from './piece.ts';

/** Granules of Ogg Opus count samples at 48 kHz, whatever is decoded (RFC 7845). */
const granulesHz = 48_000;
/** The longest packet that libopus takes per stream, with room for eight of them. */
const mostPacketBytes = 8 * 1_277 * 6;

interface Stream {
  decoder: OpusDecoder<OpusDecoderSampleRate>;
  preSkip: number;
  sampleRateHz: number;
  decoded: number;
}

/** How the channels of a stream are coded, by its head. @throws Error when it is none that libopus reads. */
function mappingOf(head: Buffer) {
  const channels = head[9] ?? 0;
  if (channels === 0 || channels > 8) throw new Error(`${channels} channels`);
  if (head[18] === 0) return { channels, streamCount: 1, coupledStreamCount: channels - 1 };
  const channelMappingTable = [...head.subarray(21, 21 + channels)];
  if (channelMappingTable.length !== channels) throw new Error('the head is cut off');
  const [streamCount = 1, coupledStreamCount = 0] = head.subarray(19, 21);
  return { channels, streamCount, coupledStreamCount, channelMappingTable };
}

async function openStream(packet: Uint8Array, sampleRateHz: OpusDecoderSampleRate) {
  const head = Buffer.from(packet);
  if (head.length < 19) throw new Error('the head is cut off');
  const preSkip = head.readUInt16LE(10);
  const decoder = new OpusDecoder<OpusDecoderSampleRate>({
    ...mappingOf(head),
    sampleRate: sampleRateHz,
    preSkip: Math.round((preSkip * sampleRateHz) / granulesHz),
    forceStereo: false,
  });
  await decoder.ready;
  return { decoder, preSkip, sampleRateHz, decoded: 0 };
}

const startsWith = (packet: Uint8Array, text: string) =>
  Buffer.from(packet.subarray(0, 8)).toString('latin1') === text;

/** What the encoder filled up its last packet with is not sound: cut at the granule of the end. */
function trimmed(stream: Stream, piece: Piece, granule: number): Piece {
  const wanted = Math.round(((granule - stream.preSkip) * stream.sampleRateHz) / granulesHz);
  const length = piece.channels[0]?.length ?? 0;
  const left = Math.max(0, Math.min(length, length - (stream.decoded - wanted)));
  return { ...piece, channels: piece.channels.map((channel) => channel.subarray(0, left)) };
}

function decodePackets(stream: Stream, packets: readonly OggPacket[]): Piece {
  const frames = packets.map((p) => p.data).filter((data) => !startsWith(data, 'OpusTags'));
  const whole = frames.filter((data) => data.length > 0 && data.length <= mostPacketBytes);
  const { channelData, errors, samplesDecoded } = stream.decoder.decodeFrames(whole);
  stream.decoded += samplesDecoded;
  const damaged = errors.length + frames.length - whole.length;
  const piece = { channels: channelData, sampleRateHz: stream.sampleRateHz, damaged };
  const end = packets.at(-1);
  return end?.isLast && end.granule !== null ? trimmed(stream, piece, end.granule) : piece;
}

/** Packets up to the head of the next stream, which begins a group of its own. */
function* byStream(packets: readonly OggPacket[]): Generator<OggPacket[]> {
  let from = 0;
  for (const [at, packet] of packets.entries()) {
    if (packet.isFirst && at > from) yield packets.slice(from, at);
    if (packet.isFirst) from = at;
  }
  if (from < packets.length) yield packets.slice(from);
}

/** Ogg Opus in pieces of any length, also several recordings one behind the other. */
export function makeOpusReader(sampleRateHz: OpusDecoderSampleRate = granulesHz) {
  const ogg = makeOggReader();
  let stream: Stream | undefined;
  let told = 0;

  async function decode(packets: readonly OggPacket[]): Promise<Piece> {
    const pieces: Piece[] = [];
    for (const group of byStream(packets)) {
      const [first, ...rest] = group;
      const isHead = first !== undefined && startsWith(first.data, 'OpusHead');
      if (isHead) {
        stream?.decoder.free();
        stream = await openStream(first.data, sampleRateHz);
      }
      if (stream !== undefined) pieces.push(decodePackets(stream, isHead ? rest : group));
    }
    pieces.push({ ...noPiece, damaged: ogg.damaged() - told });
    told = ogg.damaged();
    return joinPieces(pieces);
  }

  return {
    /** @throws Error when a stream begins that is not Opus as libopus knows it. */
    decode: (bytes: Uint8Array) => decode(ogg.push(bytes)),
    flush: () => decode(ogg.flush()),
    free: () => stream?.decoder.free(),
  };
}
