import type { Clock } from '@anyuan/contracts/clock.ts';
import type { TalkDown } from '@anyuan/contracts/talk.ts';
import type { TerminalAsk } from '@anyuan/contracts/terminal.ts';
import type { RingBuffer } from '@anyuan/core/detection/ring-buffer.ts';
import { type ClipStore, type Clips, openClips } from './clips.ts';
import type { ConfigStore } from './config-store.ts';
import { type Faults, type FaultsOptions, makeFaults } from './faults.ts';
import type { Log } from './log.ts';
import { makeOutbox, type Outbox } from './outbox.ts';
import { makeSayer } from './sayer.ts';
import { makeSender, type Sender } from './sender.ts';
import type { Spool } from './spool.ts';
import type { Teller } from './teller.ts';
import { makeUplink, type Network, type Uplink } from './uplink.ts';
import type { Voice } from './voice.ts';

/** Everything that brings something to the server, and what comes back. */
export interface Delivery {
  uplink: Uplink;
  sender: Sender;
  clips: Clips;
  faults: Faults;
  outbox: Outbox;
  /** Takes what the server says of talks; until then nobody does. */
  whenTalk(run: (message: TalkDown) => void): void;
  /** Takes what the server asks to be done now; until then nobody does. */
  whenAsked(run: (ask: TerminalAsk) => void): void;
  /** Runs on every connection from now on. */
  whenConnected(run: () => void): void;
  /** Detections, clips and messages that are not there yet. */
  pending(): number;
  /** Detections that the server refused for good in this run. */
  refused(): number;
  stop(): Promise<void>;
}

export interface DeliveryParts {
  network: Network;
  voice: Voice;
  clipStore: ClipStore;
  /** What an earlier run left of its faults, and where this one keeps them. */
  keptFaults: Pick<FaultsOptions, 'kept' | 'write'>;
  clock: Clock;
  log: Log;
  ring: RingBuffer;
  config: ConfigStore;
  spool: Spool;
  teller: Teller;
}

export async function openDelivery(parts: DeliveryParts): Promise<Delivery> {
  const { clock, log, config, spool, teller } = parts;
  const random = Math.random;
  const listeners: (() => void)[] = [];
  let refused = 0;
  let onTalk: (message: TalkDown) => void = () => undefined;
  let onAsk: (ask: TerminalAsk) => void = () => undefined;

  const uplink = makeUplink({
    ...parts,
    random,
    onAck(ack) {
      sender.onAck(ack);
      faults.onAck(ack);
    },
    onState(state) {
      teller.tell({ type: 'state', state, deterrent: config.current().speaker.deterrent });
    },
    onSpeak: (speak) => sayer.take(speak),
    onTalk: (message) => onTalk(message),
    onAsk(ask) {
      // Queued at a broker while this terminal was away: nobody waits for it any more.
      if (ask.expiresAt >= clock.now()) onAsk(ask);
    },
    onConfig: (pushed) => void config.take(pushed).then((taken) => taken && teller.showAgain()),
    onConnected() {
      sender.sendAll();
      outbox.flush();
      faults.repeat();
      clips.pump();
      for (const run of listeners) run();
    },
  });
  const outbox = makeOutbox((leaf, payload) => uplink.publish(leaf, payload, { qos: 1 }));
  const sayer = makeSayer({
    clock,
    log,
    voice: parts.voice,
    play: teller.play,
    report: (spoken) => outbox.put('spoken', () => spoken),
  });
  const faults = makeFaults({
    ...{ ...parts.keptFaults, clock, log },
    send: (fault) => uplink.publish('fault', fault, { qos: 1 }),
  });
  const sender = makeSender({
    spool,
    clock,
    log,
    random,
    connected: uplink.connected,
    publish: (message) => uplink.publish('detection', message, { qos: 1 }),
    post: uplink.post,
    onSettled(id, code) {
      if (code === null) log.info({ id }, '已送达  acknowledged');
      else log.error({ id, code }, '报警被服务器拒收，已移到 spool/refused  refused');
      refused += code === null ? 0 : 1;
      teller.tell({ type: code === null ? 'acknowledged' : 'refused', id });
      clips.pump();
    },
  });
  const clips = await openClips({
    store: parts.clipStore,
    ring: parts.ring,
    clip: () => config.current().clip,
    waiting: (id) => spool.get(id) !== undefined,
    // Recorded before this place was known for a privacy zone: it does not leave the terminal.
    upload: async (id, wav) =>
      config.current().clip.enabled ? uplink.uploadClip(id, wav) : 'drop',
    clock,
    log,
  });

  return {
    uplink,
    sender,
    clips,
    faults,
    outbox,
    whenTalk(run) {
      onTalk = run;
    },
    whenAsked(run) {
      onAsk = run;
    },
    whenConnected: (run) => void listeners.push(run),
    pending: () => spool.count() + clips.count() + outbox.waiting() + faults.waiting(),
    refused: () => refused,
    async stop() {
      sender.stop();
      clips.stop();
      await uplink.stop();
      await faults.settled();
    },
  };
}
