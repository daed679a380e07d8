import { mkdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Clock } from '@anyuan/contracts/clock.ts';
import type { Detection } from '@anyuan/contracts/detection.ts';
import { makeRingBuffer } from '@anyuan/core/detection/ring-buffer.ts';
import { v7 as uuidV7 } from 'uuid';
import { makeAlarmLane, soundsHere } from './alarm-lane.ts';
import { openButtons } from './button/open.ts';
import { openSource } from './capture/open.ts';
import { makeMicrophoneWatch } from './capture/watch.ts';
import { openClipFolder } from './clip-folder.ts';
import { systemClock, waitUntil } from './clock.ts';
import { openConfigStore } from './config-store.ts';
import { type Delivery, openDelivery } from './delivery.ts';
import { type Detector, ringSamples } from './detect.ts';
import { openEars } from './ears.ts';
import { openFaultFile } from './fault-file.ts';
import { lockFolder } from './lock.ts';
import type { Log } from './log.ts';
import { networkOf } from './network.ts';
import { Refused, type TerminalOptions } from './options.ts';
import { playOnce, promptsOf } from './player.ts';
import type { SelfTestRunner } from './self-test.ts';
import { openSelfTest } from './self-test-box.ts';
import { openSoftware } from './software/box.ts';
import { makeSpeaker } from './speaker.ts';
import { openSpool } from './spool.ts';
import { makeStateHook } from './state-hook.ts';
import { makeTalks, type Talks } from './talk.ts';
import { makeTeller, type Teller } from './teller.ts';
import { startUpkeep } from './upkeep.ts';
import { makeVoice } from './voice.ts';

/** How a run ends: 0 done, 2 refused, 3 not all delivered, 4 the self-test found something, 70 stuck, 75 another version is to be tried. */
export type ExitCode = 0 | 2 | 3 | 4 | 70 | 75;

export interface RunningTerminal {
  /** Settles when everything is closed. */
  ended: Promise<ExitCode>;
  /** The button. Gives the id of the detection. */
  press(): string;
  /** Port of the local button; null when it could not be had. */
  httpPort: number | null;
  selfTest(): ReturnType<SelfTestRunner['run']>;
  /** What is not at the server yet. */
  pending(): number;
  stop(): void;
}

export interface TerminalParts {
  options: TerminalOptions;
  log: Log;
  /** Every detection, as soon as it is decided. */
  onDetection(detection: Detection): void;
  clock?: Clock;
  modelDir?: string;
  /** `--once`: how long the spool may take to empty after the file has ended. */
  emptyWithinMs?: number;
}

const here = import.meta.dirname;
const monotonicMs = () => performance.now();
/** A detection that an earlier run could not send still rings and speaks when it is this young. */
const youngMs = 600_000;

/** Data folder, settings and spool: what a run stands on. @throws Refused */
async function openBase({ options, log, clock = systemClock }: TerminalParts) {
  const dir = resolve(options.dataDir);
  const ca =
    options.caFile &&
    (await readFile(options.caFile, 'utf8').catch(refuse('证书文件', options.caFile)));
  await mkdir(dir, { recursive: true, mode: 0o700 }).catch(refuse('数据目录', dir));
  const unlock = lockFolder(dir);
  const config = await openConfigStore({ dir, log });
  const spool = await openSpool({ dir: join(dir, 'spool'), log }).catch(refuse('数据目录', dir));
  const manifest = JSON.parse(await readFile(join(here, 'package.json'), 'utf8')) as {
    version: string;
  };
  return { options, log, clock, dir, ca, unlock, config, spool, version: manifest.version };
}

function refuse(zh: string, path: string) {
  return (error: NodeJS.ErrnoException): never => {
    throw new Refused(
      `${zh} ${path} 无法使用：${error.code}`,
      `${path} cannot be used: ${error.message}`,
    );
  };
}

type Base = Awaited<ReturnType<typeof openBase>>;

interface Chain {
  detector: Detector;
  delivery: Delivery;
  teller: Teller;
  talks: Talks;
  selfTest: SelfTestRunner;
}

/** From samples to the server and back to the child, without a source of samples yet. */
async function openChain(base: Base, parts: TerminalParts): Promise<Chain> {
  const { config, spool, log } = base;
  const ring = makeRingBuffer(ringSamples);
  const speaker = makeSpeaker({
    ...{ load: promptsOf(join(here, 'prompts')), open: playOnce, log, monotonicMs },
    volume: () => config.current().speaker.volume,
    onResult(trouble) {
      if (trouble === null) delivery.faults.clear('speaker.dead');
      else delivery.faults.raise('speaker.dead', trouble);
    },
  });
  const clip = () => config.current().clip.enabled;
  const show = makeStateHook({ command: base.options.onState, clip, log });
  const teller = makeTeller({ speaker, show, log });
  const delivery = await openDelivery({
    ...base,
    ring,
    teller,
    network: networkOf(base),
    voice: makeVoice(base.options.say),
    clipStore: await openClipFolder(join(base.dir, 'clips')),
    keptFaults: await openFaultFile(base.dir),
  });
  const { alarmKind } = base.options;
  const common = { ...delivery, spool, log, alarmKind, onDetection: parts.onDetection };
  const raise = makeAlarmLane({ ...common, config: config.current, tell: teller.tell });
  const talks = makeTalks({ ...base, teller, delivery });
  const selfTest = await openSelfTest({ ...base, ring, delivery, teller });
  const detector = await openEars({
    ...{ ...base, ring, raise, delivery },
    claims: selfTest.claims,
    ownSound: () => teller.playing() || talks.playing(),
    modelDir: parts.modelDir ?? join(here, 'models'),
  });
  return { detector, delivery, teller, talks, selfTest };
}

/** What an earlier run could not deliver goes out first; while it is young it also rings again. */
function resume({ spool, clock, log }: Base, { delivery, teller }: Chain): void {
  const left = spool.all();
  if (left.length > 0)
    log.info({ count: left.length }, '补发未送达的报警  sending what is spooled');
  for (const { id, alarmKind, kind, confidence, beganAt } of left) {
    const young = Math.abs(clock.now() - beganAt) < youngMs && soundsHere(confidence);
    if (young) teller.tell({ type: 'detected', id, alarmKind, button: kind === 'button' });
  }
  delivery.sender.sendAll();
}

/** `--once`: everything delivered is 0; refused, or not delivered in time, is 3. */
async function emptySpool(base: Base, { delivery }: Chain, withinMs: number): Promise<ExitCode> {
  const untilMs = monotonicMs() + withinMs;
  while (delivery.pending() > 0 && monotonicMs() < untilMs) {
    await waitUntil(base.clock, base.clock.now() + 25);
  }
  const left = delivery.pending();
  if (left > 0)
    base.log.error({ left }, '未能全部送达，已保存，下次启动补发  not everything was delivered');
  return left > 0 || delivery.refused() > 0 ? 3 : 0;
}

/** Reports the arrival of somebody who pressed at the terminal. */
function sendArrival({ clock, log }: Base, { delivery }: Chain): void {
  const about = { v: 1, id: uuidV7(), at: clock.now() } as const;
  log.info('到场登记  arrival pressed');
  delivery.outbox.put('arrival', () => ({ ...about, sentAt: clock.now() }));
}

/**
 * Starts the terminal: capture -> detect -> decide -> sound, spool, send, clip -> acknowledged ->
 * tell. Detection and the local alarm run whether or not a server can be reached.
 *
 * @throws Refused when the options cannot be used (unreadable file, folder in use).
 */
export async function startTerminal(parts: TerminalParts): Promise<RunningTerminal> {
  const { options, log } = parts;
  const { source, live } = await openSource({ ...parts, clock: parts.clock ?? systemClock });
  const base = await openBase(parts);
  const chain = await openChain(base, parts);
  const { detector, delivery, teller, talks, selfTest } = chain;
  let ending: (code: ExitCode) => void = () => undefined;
  const asked = new Promise<ExitCode>((settle) => {
    ending = settle;
  });
  const watch = makeMicrophoneWatch({ source, faults: delivery.faults, monotonicMs });
  let played = false;

  async function onEnd(): Promise<void> {
    await detector.flush();
    delivery.clips.end();
    played = true;
    log.info('声音已播完  the input has ended');
    if (options.once) ending(await emptySpool(base, chain, parts.emptyWithinMs ?? 60_000));
    else if (live) watch.trouble('dead', 'the input has ended');
  }

  const buttons = await openButtons({
    ...base,
    monotonicMs,
    faults: delivery.faults,
    press: detector.press,
    arrive: () => sendArrival(base, chain),
    accepted: () => teller.told().stage === 'accepted',
    state: () => stateOf(base, chain),
    selfTest: () => selfTest.run('hand'),
    healthy: () => !live || watch.state() === 'ok',
    quit: () => ending(0),
  });
  const microphone = () => (live ? watch.state() : played ? 'none' : 'ok');
  const software = openSoftware({
    ...{ ...base, delivery, teller, detector },
    hears: () => microphone() === 'ok',
    talking: talks.playing,
    restart: () => ending(75),
  });
  const upkeep = startUpkeep({
    ...base,
    detector,
    faults: delivery.faults,
    publish: delivery.uplink.publish,
    monotonicMs,
    microphone,
    supervised: software.supervised,
    onTick() {
      software.tick();
      if (!live) return;
      watch.tick();
      selfTest.tick();
    },
    onStalled: () => ending(70),
  });
  delivery.whenConnected(() => void upkeep.beat());
  delivery.uplink.start().catch((error: Error) => {
    log.fatal(`登记被拒绝  enrolment refused: ${error.message}`);
    ending(2);
  });
  resume(base, chain);
  source.start({
    async onSamples(chunk) {
      if (live) watch.samples(chunk);
      talks.hear(chunk);
      await detector.take(chunk);
      delivery.clips.advance();
    },
    onEnd: () => void onEnd(),
    onTrouble: watch.trouble,
  });

  async function close(code: ExitCode): Promise<ExitCode> {
    source.stop();
    upkeep.stop();
    selfTest.stop();
    detector.stop();
    for (const part of [teller, talks]) part.stop();
    await buttons.close();
    await delivery.stop();
    base.unlock();
    return code;
  }

  return {
    ended: asked.then(close),
    press: detector.press,
    httpPort: buttons.httpPort,
    selfTest: () => selfTest.run('hand'),
    pending: delivery.pending,
    stop: () => ending(0),
  };
}

/** What `GET /state` on the local button shows. */
function stateOf({ spool, config }: Base, { delivery, teller, detector }: Chain): object {
  const { stage, alarmKind, alarmId, text } = teller.told();
  return {
    stage,
    alarmKind,
    alarmId,
    text,
    connected: delivery.uplink.connected(),
    terminalId: delivery.uplink.terminalId(),
    spooled: spool.count(),
    clips: delivery.clips.count(),
    configVersion: config.current().version,
    place: config.current().place,
    privacy: config.current().privacy,
    clip: config.current().clip,
    faults: delivery.faults.active(),
    levelDbfs: detector.levelDbfs(),
  };
}
