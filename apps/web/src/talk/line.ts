import type { TalkMode } from '@anyuan/contracts/talk.ts';
import { call } from '../platform/api.ts';
import type { TalkWord } from './words.ts';

/** Why the browser itself cannot: a word for people. */
export class TalkTrouble extends Error {
  readonly word: TalkWord;
  constructor(word: TalkWord) {
    super(word);
    this.word = word;
  }
}

export interface Line {
  talkId: string;
  close(): void;
}

const gatherMs = 3000;

async function microphone(): Promise<MediaStream> {
  if (!window.isSecureContext) throw new TalkTrouble('insecure');
  try {
    const audio = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };
    return await navigator.mediaDevices.getUserMedia({ audio });
  } catch (thrown) {
    const refused = thrown instanceof DOMException && thrown.name === 'NotAllowedError';
    throw new TalkTrouble(refused ? 'noMicrophone' : 'missing');
  }
}

/** Offer and answer are one request: all addresses must be in the offer. Host candidates come at once. */
function gathered(pc: RTCPeerConnection): Promise<void> {
  if (pc.iceGatheringState === 'complete') return Promise.resolve();
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, gatherMs);
    pc.onicegatheringstatechange = () => {
      if (pc.iceGatheringState !== 'complete') return;
      clearTimeout(timer);
      resolve();
    };
  });
}

/** Opens the line to the terminal of an alarm. Throws TalkTrouble or ApiError; nothing stays open then. */
export async function openLine(options: {
  alarmId: string;
  mode: TalkMode;
  reason: string;
  iceServers: readonly RTCIceServer[];
  onState(state: 'connected' | 'lost'): void;
}): Promise<Line> {
  const { alarmId, mode, reason } = options;
  if (typeof RTCPeerConnection === 'undefined') throw new TalkTrouble('unsupported');
  const mine = mode === 'talk' ? await microphone() : null;
  const pc = new RTCPeerConnection({ iceServers: [...options.iceServers] });
  const sound = new Audio();
  const close = () => {
    pc.onconnectionstatechange = null;
    pc.close();
    sound.pause();
    for (const track of mine?.getTracks() ?? []) track.stop();
  };
  try {
    const [track] = mine?.getAudioTracks() ?? [];
    if (track && mine) pc.addTransceiver(track, { direction: 'sendrecv', streams: [mine] });
    else pc.addTransceiver('audio', { direction: 'recvonly' });
    pc.ontrack = ({ track: theirs }) => {
      sound.srcObject = new MediaStream([theirs]);
      void sound.play().catch(() => undefined);
    };
    pc.onconnectionstatechange = () => {
      if (pc.connectionState === 'connected') options.onState('connected');
      if (['failed', 'disconnected', 'closed'].includes(pc.connectionState))
        options.onState('lost');
    };
    await pc.setLocalDescription(await pc.createOffer());
    await gathered(pc);
    const body = { mode, reason, sdp: pc.localDescription?.sdp ?? '' };
    const answer = await call('openTalk', { params: { alarmId }, body });
    await pc.setRemoteDescription({ type: 'answer', sdp: answer.sdp });
    return { talkId: answer.talkId, close };
  } catch (thrown) {
    close();
    throw thrown;
  }
}
