import type { Clock } from '@anyuan/contracts/clock.ts';
import type { Detection } from '@anyuan/contracts/detection.ts';
import type { Speak } from '@anyuan/contracts/speak.ts';
import type { TalkDown } from '@anyuan/contracts/talk.ts';
import {
  type Ack,
  ackSchema,
  type Enrolment,
  type TerminalAsk,
  type TerminalState,
} from '@anyuan/contracts/terminal.ts';
import type { UpLeaf } from '@anyuan/contracts/topics.ts';
import type { UploadResult } from './clips.ts';
import { adviceOf, parseJson } from './json.ts';
import { type Link, makeLink } from './link.ts';
import type { Log } from './log.ts';

/** Both ways to the server, MQTT and HTTP, once this terminal is enrolled. */
export interface Uplink {
  /**
   * Enrols when needed and connects. Settles when the connection has been started.
   * @throws EnrolmentRefused when the server refuses the code.
   */
  start(): Promise<void>;
  terminalId(): string | null;
  connected(): boolean;
  publish(leaf: UpLeaf, payload: object, how: { qos: 0 | 1 }): Promise<void>;
  /** The second way for a detection; null when it did not get through. */
  post(message: Detection): Promise<Ack | null>;
  uploadClip(detectionId: string, wav: Uint8Array): Promise<UploadResult>;
  stop(): Promise<void>;
}

/** What an enrolment gave. */
export interface Credential extends Enrolment {
  server: string;
  /** SHA-256 of the one-time code it came from; null when none was needed. */
  codeHash: string | null;
}

/** What differs between a box and a browser on the way to the server. */
export interface Network {
  /** The credential of an earlier start. */
  load(): Promise<Credential | null>;
  /** Null when stopped meanwhile. @throws EnrolmentRefused when the server refuses the code. */
  enrol(stopped: () => boolean): Promise<Credential | null>;
  /** @throws Error when no answer came in time or the connection failed. */
  request(call: {
    url: string;
    method: 'POST';
    headers: Record<string, string>;
    body: string | Uint8Array;
    timeoutMs: number;
  }): Promise<{ status: number; text: string }>;
  /** Instead of the address that the enrolment gave. */
  mqttUrl: string | undefined;
  /** PEM of the authority that signed the server, when it is not a public one. */
  ca: string | undefined;
  /** The server does not accept the credential: somebody has to enrol this terminal again. */
  refused?(): void;
}

export interface UplinkOptions {
  network: Network;
  clock: Clock;
  log: Log;
  random: () => number;
  onAck(ack: Ack): void;
  onState(state: TerminalState): void;
  onSpeak(speak: Speak): void;
  onTalk(message: TalkDown): void;
  onAsk(ask: TerminalAsk): void;
  onConfig(config: unknown): void;
  onConnected(): void;
}

const enrolAgain =
  '服务器不认可本终端的凭据，请在控制台生成新的登记码，用 --code 重新登记；本地报警照常  ' +
  'credential refused: make a new code on the console and enrol again with --code';

export function makeUplink(options: UplinkOptions): Uplink {
  const { log, network } = options;
  let credential: Credential | null = null;
  let link: Link | undefined;
  let stopped = false;
  let triedAgain = false;

  function connect(known: Credential): void {
    credential = known;
    link = makeLink({
      ...options,
      ca: network.ca,
      url: network.mqttUrl ?? known.mqttUrl,
      terminalId: known.terminalId,
      secret: known.secret,
      onRefused: () => void onRefused(known),
    });
    link.start();
  }

  /** A demonstration server that was set up anew has forgotten us, and needs no code. */
  async function onRefused(known: Credential): Promise<void> {
    log.error({ terminal: known.terminalId }, enrolAgain);
    network.refused?.();
    if (triedAgain || known.codeHash !== null) return;
    triedAgain = true;
    const renewed = await network.enrol(() => stopped).catch(() => null);
    if (renewed === null || stopped) return;
    await link?.stop();
    connect(renewed);
  }

  const http = (path: string, body: string | Uint8Array, contentType: string) => {
    if (credential === null) throw new Error('not enrolled yet');
    return network.request({
      url: `${credential.server}${path}`,
      method: 'POST',
      headers: {
        authorization: `Bearer ${credential.terminalId}.${credential.secret}`,
        'content-type': contentType,
      },
      body,
      timeoutMs: 20_000,
    });
  };

  return {
    async start() {
      const known = (await network.load()) ?? (await network.enrol(() => stopped));
      if (known !== null && !stopped) connect(known);
    },
    terminalId: () => credential?.terminalId ?? null,
    connected: () => link?.connected() ?? false,
    publish: (leaf, payload, how) =>
      link?.publish(leaf, payload, how) ?? Promise.reject(new Error('not connected')),
    async post(message) {
      try {
        const answer = await http('/api/terminal/detections', JSON.stringify(message), json);
        const ack = ackSchema.safeParse(parseJson(answer.text));
        if (answer.status === 200 && ack.success) return ack.data;
        if (answer.status === 401) log.error(enrolAgain);
      } catch {
        // Neither way is open: the spool keeps it and the sender repeats.
      }
      return null;
    },
    uploadClip: (id, wav) =>
      uploadClip(() => http(`/api/terminal/clips/${id}`, wav, 'audio/wav'), log),
    async stop() {
      stopped = true;
      await link?.stop();
    },
  };
}

const json = 'application/json';
/** The server will never take this clip: unknown, recording not allowed here, too long, no audio. */
const finalStatuses = new Set([400, 404, 409, 410, 413, 415]);

async function uploadClip(
  send: () => Promise<{ status: number; text: string }>,
  log: Log,
): Promise<UploadResult> {
  try {
    const answer = await send();
    if (answer.status >= 200 && answer.status < 300) return 'done';
    const { code, text } = adviceOf(answer);
    log.warn({ code, reason: text }, '录音片段未被接收  clip not taken');
    return finalStatuses.has(answer.status) ? 'drop' : 'retry';
  } catch {
    return 'retry';
  }
}
