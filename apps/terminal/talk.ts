import type { Clock } from '@anyuan/contracts/clock.ts';
import type { TalkDown, TalkUp } from '@anyuan/contracts/talk.ts';
import {
  MediaStreamTrack,
  RTCPeerConnection,
  RTCRtpCodecParameters,
  RtpHeader,
  RtpPacket,
} from 'werift';
import type { ConfigStore } from './config-store.ts';
import type { Delivery } from './delivery.ts';
import type { Log } from './log.ts';
import { makePackets, openVoiceOut, packetSamples, type VoiceOut } from './talk-sound.ts';
import type { Teller } from './teller.ts';

type Offer = Extract<TalkDown, { type: 'offer' }>;
type EndReason = Extract<TalkUp, { type: 'ended' }>['reason'];

/** Takes the server's offers. One talk at a time, over WebRTC with host candidates. Detection goes on beside it. */
export interface Talks {
  /** What the microphone hears, 16 kHz. */
  hear(chunk: Float32Array): void;
  /** A voice is coming out of the speaker: the microphone hears it too. */
  playing(): boolean;
  stop(): void;
}

export interface TalksOptions {
  clock: Clock;
  log: Log;
  config: ConfigStore;
  teller: Pick<Teller, 'play'>;
  delivery: Pick<Delivery, 'outbox' | 'whenTalk'>;
}

interface Running {
  talkId: string;
  hear(chunk: Float32Array): void;
  playing(): boolean;
  close(): void;
}

const connectWithinMs = 15_000;
/** The other end sends every 20 ms while it is there; so long without is gone. */
const silentMs = 10_000;
const lookEveryMs = 1000;

export function makeTalks(options: TalksOptions): Talks {
  const { log, delivery } = options;
  let running: Running | null = null;
  const send = (message: TalkUp) => delivery.outbox.put('talkback', () => message);

  const begin = async (offer: Offer): Promise<void> => {
    const { talkId } = offer;
    const refuse = (reason: Extract<TalkUp, { type: 'refused' }>['reason']) =>
      send({ v: 1, type: 'refused', talkId, reason });
    if (running !== null) return refuse('busy');
    if (!/PCMU\/8000/i.test(offer.sdp)) return refuse('noCodec');
    const onEnd = (reason: EndReason) => {
      if (running?.talkId !== talkId) return;
      running.close();
      running = null;
      log.info({ talkId, reason }, '通话结束  talk ended');
      send({ v: 1, type: 'ended', talkId, reason });
    };
    try {
      const call = openCall(offer, { ...options, send }, onEnd);
      running = call;
      const sdp = await call.answer();
      log.info({ talkId, mode: offer.mode }, '接通对讲  talk answered');
      send({ v: 1, type: 'answer', talkId, sdp });
    } catch (error) {
      running?.close();
      running = null;
      log.error({ err: error, talkId }, '对讲无法接通  talk failed');
      refuse('failed');
    }
  };

  const take = (message: TalkDown): void => {
    if (message.type === 'offer') return void begin(message);
    if (running?.talkId !== message.talkId) return;
    running.close();
    running = null;
    log.info({ talkId: message.talkId }, '对方挂断  hung up');
  };
  delivery.whenTalk(take);

  return {
    hear: (chunk) => running?.hear(chunk),
    playing: () => running?.playing() ?? false,
    stop() {
      running?.close();
      running = null;
    },
  };
}

function openCall(
  offer: Offer,
  options: TalksOptions & { send(message: TalkUp): void },
  onEnd: (reason: EndReason) => void,
): Running & { answer(): Promise<string> } {
  const { clock, send, teller, config } = options;
  const { talkId } = offer;
  const pcmu = { mimeType: 'audio/PCMU', clockRate: 8000, channels: 1, payloadType: 0 };
  const pc = new RTCPeerConnection({
    codecs: { audio: [new RTCRtpCodecParameters(pcmu)] },
    iceServers: offer.iceServers.map(({ urls, username = '', credential = '' }) =>
      username === '' ? { urls } : { urls, username, credential },
    ),
  });
  const track = new MediaStreamTrack({ kind: 'audio' });
  const packets = makePackets(rtpWriter(track));
  const startedAt = clock.now();
  let connectedAt: number | null = null;
  let heardAt = startedAt;
  /** Nothing passes either way before the notice has been heard. */
  let open = false;
  let out: VoiceOut | null = null;
  let timer: { cancel(): void } | null = null;

  const look = () => {
    const now = clock.now();
    if (connectedAt === null && now - startedAt > connectWithinMs) return onEnd('notConnected');
    if (now - startedAt > offer.limitSec * 1000) return onEnd('timeLimit');
    const isMute = offer.mode === 'talk' && connectedAt !== null && now - heardAt > silentMs;
    if (isMute) return onEnd('lost');
    timer = clock.setTimer(now + lookEveryMs, look);
  };

  const onConnected = async () => {
    connectedAt = clock.now();
    heardAt = connectedAt;
    const trouble = offer.notice ? await teller.play(['talk'], { urgent: true }) : null;
    if (trouble !== null) return onEnd('noSpeaker');
    if (offer.mode === 'talk') out = openVoiceOut(() => config.current().speaker.volume);
    open = true;
    send({ v: 1, type: 'connected', talkId, at: clock.now() });
  };

  pc.connectionStateChange.subscribe((state) => {
    if (state === 'connected' && connectedAt === null) void onConnected();
    if (state === 'failed' || state === 'disconnected')
      onEnd(connectedAt ? 'lost' : 'notConnected');
  });
  pc.onTrack.subscribe((theirs) => {
    theirs.onReceiveRtp.subscribe((rtp) => {
      heardAt = clock.now();
      if (open) out?.write(rtp.payload);
    });
  });

  return {
    talkId,
    async answer() {
      await pc.setRemoteDescription({ type: 'offer', sdp: offer.sdp });
      const [transceiver] = pc.getTransceivers();
      if (!transceiver) throw new Error('no audio in the offer');
      transceiver.setDirection(offer.mode === 'talk' ? 'sendrecv' : 'sendonly');
      await transceiver.sender.replaceTrack(track);
      await pc.setLocalDescription(await pc.createAnswer());
      await gathered(pc);
      look();
      return pc.localDescription?.sdp ?? '';
    },
    hear: (chunk) => open && packets(chunk),
    playing: () => out?.playing() ?? false,
    close() {
      timer?.cancel();
      open = false;
      out?.close();
      pc.close().catch(() => undefined);
    },
  };
}

function rtpWriter(track: MediaStreamTrack): (payload: Buffer) => void {
  let sequenceNumber = 0;
  let timestamp = 0;
  return (payload) => {
    sequenceNumber = (sequenceNumber + 1) % 65_536;
    timestamp = (timestamp + packetSamples) % 2 ** 32;
    const header = new RtpHeader({ payloadType: 0, sequenceNumber, timestamp, ssrc: 1 });
    track.writeRtp(new RtpPacket(header, payload));
  };
}

/** All candidates are in the answer: there is no second message to bring more. */
function gathered(pc: RTCPeerConnection): Promise<void> {
  if (pc.iceGatheringState === 'complete') return Promise.resolve();
  return new Promise((resolve) => {
    pc.iceGatheringStateChange.subscribe((state) => state === 'complete' && resolve());
  });
}
