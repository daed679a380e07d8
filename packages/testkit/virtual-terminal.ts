import type { Detection } from '@anyuan/contracts/detection.ts';
import type { Ack, TerminalState } from '@anyuan/contracts/terminal.ts';
import { downLeaves, topicOf } from '@anyuan/contracts/topics.ts';
import { v7 } from 'uuid';
import { type Ended, type MqttSession, openSession } from './virtual-terminal-session.ts';

export interface VirtualTerminalOptions {
  /** `mqtt://host:port` or `mqtts://host:port`. */
  url: string;
  terminalId: string;
  secret: string;
  /** Default false: the session outlives the connection, as on the wall. */
  cleanSession?: boolean;
  keepAliveSec?: number;
  ca?: string | Buffer;
  /** First and longest pause between connection attempts, ms. */
  retryMs?: { first: number; longest: number };
  /** The terminal's own clock, epoch ms: may be wrong on purpose. */
  now?(): number;
  onState?(state: TerminalState): void;
  onConfig?(config: unknown): void;
  /** The application has it: from here on the terminal forgets it. */
  onAcknowledged?(detectionId: string): void;
  onConnectionError?(error: Error): void;
}

/** When a detection got where. Monotonic ms (`monotonicMs`), comparable within one machine. */
export interface Receipt {
  id: string;
  /** First handed to the network (or given to a terminal that was off line). */
  sentAt: number;
  /** Null when the connection broke between the two acknowledgements. */
  pubackAt: number | null;
  ackAt: number;
}

export type WantedDetection = Pick<Detection, 'kind'> & Partial<Detection>;

export interface VirtualTerminal {
  readonly id: string;
  /** Resolves when subscribed. Keeps trying; rejects only when the broker refuses the credential. */
  connect(): Promise<void>;
  connected(): boolean;
  /** Resolves on the application acknowledgement, whatever breaks in between; rejects on a refusal. */
  sendDetection(wanted: WantedDetection): Promise<Receipt>;
  /** Ids not yet acknowledged by the application. */
  pending(): string[];
  readonly counts: Readonly<TerminalCounts>;
  /** Breaks the connection like a pulled cable; it comes back by itself. */
  cut(): void;
  /** Says offline and goes. */
  stop(): Promise<void>;
}

export interface TerminalCounts {
  connections: number;
  connectionErrors: number;
  resent: number;
  refused: number;
}

interface Entry {
  detection: Detection;
  sentAt: number;
  attempts: number;
  /** Repeated on a live connection when no acknowledgement came by then, monotonic ms. */
  repeatAt: number;
  pubackAt: number | null;
  ackAt: number | null;
  resolve(receipt: Receipt): void;
  reject(error: Error): void;
}

/** As the real terminal repeats (its sender): 2 s, growing by half to 30 s. */
const repeatFirstMs = 2_000;
const repeatLongestMs = 30_000;
const sweepEveryMs = 500;
/** Higher message ids belong to the session itself. */
const maxDetectionMessageId = 65_000;

/** One clock for all processes and threads of this machine: CLOCK_MONOTONIC in ms. */
export function monotonicMs(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}

/**
 * A terminal without ears, light enough for thousands in one process: one socket, one parser. It
 * keeps a detection until the application acknowledges it and repeats it with the same id and
 * times and a fresh `sentAt`, after every reconnect at once.
 */
export function makeVirtualTerminal(options: VirtualTerminalOptions): VirtualTerminal {
  const id = options.terminalId;
  const now = options.now ?? Date.now;
  const pending = new Map<string, Entry>();
  const inFlight = new Map<number, Entry>();
  const counts = { connections: 0, connectionErrors: 0, resent: 0, refused: 0 };
  const topics = Object.fromEntries(downLeaves.map((leaf) => [topicOf(id, leaf), leaf]));
  const detectionTopic = topicOf(id, 'detection');
  let session: MqttSession | null = null;
  let stopped = false;
  let lastMessageId = 0;
  let sweeper: NodeJS.Timeout | null = null;

  const publish = (entry: Entry): void => {
    if (!session?.ready) return;
    const at = monotonicMs();
    if (entry.attempts === 0) entry.sentAt = at;
    else counts.resent++;
    const pauseMs = Math.min(repeatLongestMs, repeatFirstMs * 1.5 ** Math.min(entry.attempts, 10));
    entry.attempts++;
    entry.repeatAt = at + pauseMs;
    lastMessageId = (lastMessageId % maxDetectionMessageId) + 1;
    inFlight.set(lastMessageId, entry);
    entry.detection.sentAt = now();
    const payload = JSON.stringify(entry.detection);
    session.publish(detectionTopic, payload, lastMessageId);
  };

  const settle = (entry: Entry): void => {
    const { sentAt, pubackAt, ackAt } = entry;
    if (ackAt !== null) entry.resolve({ id: entry.detection.id, sentAt, pubackAt, ackAt });
  };

  const onAck = (ack: Ack): void => {
    for (const acknowledged of ack.ids) {
      const entry = pending.get(acknowledged);
      if (!entry) continue;
      pending.delete(acknowledged);
      entry.ackAt = monotonicMs();
      options.onAcknowledged?.(acknowledged);
      // Our own broker answers PUBACK only after this: wait for it, so that both times are known.
      if (entry.pubackAt !== null || !session?.ready) settle(entry);
    }
    for (const { id: refusedId, code } of ack.refused) {
      const entry = pending.get(refusedId);
      pending.delete(refusedId);
      if (entry) counts.refused++;
      entry?.reject(new Error(`${refusedId} refused: ${code}`));
    }
  };

  const sweep = (): void => {
    const at = monotonicMs();
    for (const entry of pending.values()) if (entry.repeatAt <= at) publish(entry);
    if (pending.size > 0 || sweeper === null) return;
    clearInterval(sweeper);
    sweeper = null;
  };

  const onPuback = (messageId: number): void => {
    const entry = inFlight.get(messageId);
    if (!entry) return;
    inFlight.delete(messageId);
    entry.pubackAt ??= monotonicMs();
    settle(entry);
  };

  const onMessage = (topic: string, payload: Buffer): void => {
    const leaf = topics[topic];
    if (leaf === 'ack') onAck(JSON.parse(payload.toString()));
    else if (leaf === 'state') options.onState?.(JSON.parse(payload.toString()));
    else if (leaf === 'config') options.onConfig?.(JSON.parse(payload.toString()));
  };

  const openOnce = (): Promise<Ended> =>
    new Promise((resolve) => {
      session = openSession({
        ...options,
        onReady() {
          counts.connections++;
          for (const entry of pending.values()) publish(entry);
          onReady();
        },
        onPuback,
        onMessage,
        onEnd(ended) {
          session = null;
          for (const entry of inFlight.values()) settle(entry);
          inFlight.clear();
          resolve(ended);
        },
      });
    });

  let onReady = (): void => {};
  let endPause = (): void => {};

  /** Connects again and again until stopped; a refused credential ends it only the first time. */
  const keepConnected = async (onRefused: (error: Error) => void): Promise<void> => {
    const retry = options.retryMs ?? { first: 1_000, longest: 30_000 };
    for (let failures = 0; !stopped; failures++) {
      const { error, wasReady, isRefused } = await openOnce();
      if (stopped) return;
      if (wasReady) failures = 0;
      counts.connectionErrors++;
      options.onConnectionError?.(error);
      if (isRefused && counts.connections === 0) return onRefused(error);
      const pauseMs = Math.min(retry.longest, retry.first * 2 ** Math.min(failures, 10));
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, pauseMs * (0.7 + 0.6 * Math.random()));
        endPause = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  };

  return {
    id,
    counts,
    connect: () =>
      new Promise<void>((resolve, reject) => {
        onReady = resolve;
        void keepConnected(reject);
      }),
    connected: () => session?.ready ?? false,
    pending: () => [...pending.keys()],
    sendDetection: (wanted) =>
      new Promise((resolve, reject) => {
        const detection = completeDetection(wanted, now());
        const at = monotonicMs();
        const entry = { detection, sentAt: at, attempts: 0, repeatAt: at, resolve, reject };
        const whole: Entry = { ...entry, pubackAt: null, ackAt: null };
        pending.set(detection.id, whole);
        sweeper ??= setInterval(sweep, sweepEveryMs);
        publish(whole);
      }),
    cut: () => session?.destroy(),
    async stop() {
      stopped = true;
      endPause();
      if (sweeper) clearInterval(sweeper);
      sweeper = null;
      await session?.end();
    },
  };
}

/** Everything a detection needs, from what the caller cares about. */
export function completeDetection(wanted: WantedDetection, now: number): Detection {
  const isButton = wanted.kind === 'button';
  return {
    v: 1,
    id: v7(),
    alarmKind: 'actual',
    beganAt: now,
    decidedAt: now,
    sentAt: now,
    confidence: isButton ? 4 : 3,
    reasons: [
      isButton
        ? { branch: 'button', label: 'press', score: 1 }
        : { branch: 'sound', label: wanted.kind, score: 0.93, windows: 3 },
    ],
    levelDbfs: -12.5,
    clip: false,
    ...wanted,
  };
}
