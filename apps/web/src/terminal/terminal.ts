import { makeRingBuffer, type RingBuffer } from '@anyuan/core/detection/ring-buffer.ts';
import { makeAlarmLane, soundsHere } from '@anyuan/terminal/alarm-lane.ts';
import { makePressReader } from '@anyuan/terminal/button/press-reader.ts';
import { makeMicrophoneWatch } from '@anyuan/terminal/capture/watch.ts';
import { systemClock as clock, every } from '@anyuan/terminal/clock.ts';
import { openDelivery } from '@anyuan/terminal/delivery.ts';
import { ringSamples } from '@anyuan/terminal/detect.ts';
import { makeJudge } from '@anyuan/terminal/detect-settings.ts';
import { makeHearingLane } from '@anyuan/terminal/hearing-lane.ts';
import type { SelfTestRunner } from '@anyuan/terminal/self-test.ts';
import { makeSpeaker } from '@anyuan/terminal/speaker.ts';
import { makeTeller } from '@anyuan/terminal/teller.ts';
import { openUsualFloor } from '@anyuan/terminal/usual-floor.ts';
import { newId } from '../platform/id.ts';
import { browserLog as log } from './browser-log.ts';
import { keepFiles } from './keep-files.ts';
import { makeListening } from './listening.ts';
import type {
  Enrolled,
  MicrophoneTrouble,
  TerminalPageView,
  ToPage,
  ToTerminal,
} from './messages.ts';
import { browserNetwork } from './network.ts';
import { openBrowserSelfTest } from './own-self-test.ts';
import { loadAllPrompts, loadPrompt } from './prompts.ts';
import { makeRemotePlayer } from './remote-player.ts';
import {
  makeClipBase,
  openBase,
  openBrowserConfig,
  openBrowserSpool,
  readKept,
  writeKept,
} from './stores.ts';
import { startBrowserUpkeep } from './upkeep.ts';

const monotonicMs = () => performance.now();
/** A detection that an earlier run could not send still rings and speaks when it is this young. */
const youngMs = 600_000;

type Begin = Extract<ToTerminal, { type: 'begin' }>;

/** What came from the disk of this browser. */
async function openKept() {
  const db = await openBase();
  const [config, spool] = [await openBrowserConfig(db, log), await openBrowserSpool(db, log)];
  return { db, config, spool };
}

/** The loudspeaker and what the child is told. A locked one is a fault of its own, told by the page. */
function openVoice(kept: Kept, post: (message: ToPage) => void, faults: () => Delivery['faults']) {
  const player = makeRemotePlayer(post);
  const speaker = makeSpeaker({
    ...{ load: loadPrompt, open: player.open, log, monotonicMs },
    volume: () => kept.config.current().speaker.volume,
    onResult(trouble) {
      if (trouble === null) faults().clear('speaker.dead');
      else if (trouble !== 'locked') faults().raise('speaker.dead', trouble);
    },
  });
  return { ...player, teller: makeTeller({ speaker, log, show: () => undefined }) };
}

type Kept = Awaited<ReturnType<typeof openKept>>;
type Delivery = Awaited<ReturnType<typeof openDelivery>> & { ring: RingBuffer };
type Voice = ReturnType<typeof openVoice>;

/** The chain of every terminal: detect, decide, sound, spool, send, clip, tell. */
async function openLanes(kept: Kept, delivery: Delivery, { teller, open: play }: Voice) {
  const { config, spool } = kept;
  const ring = delivery.ring;
  const judge = makeJudge({ config: config.current, now: clock.now });
  const raise = makeAlarmLane({
    ...{ ...delivery, spool, log, alarmKind: 'actual' },
    config: config.current,
    tell: teller.tell,
    onDetection: () => undefined,
  });
  const selfTest = await openBrowserSelfTest({ ...kept, ring, delivery, teller, play, clock, log });
  const { hear: onHeard } = makeHearingLane({
    ...{ alarmKind: 'actual', raise, log, wakeFrom: judge.wakeFrom },
    claims: selfTest.claims,
    record: (observation) => delivery.outbox.put('observation', () => observation),
  });
  const { faults } = delivery;
  const usual = await openUsual(kept);
  const about = { ring, judge, config, faults, ownSound: teller.playing, usual, onHeard };
  return { listening: makeListening(about), selfTest: watchSelfTest(selfTest) };
}

async function openUsual({ db, config }: Kept) {
  const write = (days: object) => writeKept(db, 'usualFloor', days);
  const kept = await readKept(db, 'usualFloor');
  return openUsualFloor({ kept, write, config: config.current, now: clock.now, log });
}

/** The runner, and what the page shows of it. */
function watchSelfTest(runner: SelfTestRunner) {
  let shown: TerminalPageView['selfTest'] = null;
  return {
    shown: () => shown,
    tick: runner.tick,
    async run(): Promise<void> {
      shown = 'running';
      shown = await runner.run('hand').catch(() => null);
    },
  };
}

/** What an earlier run could not deliver goes out first; while it is young it also rings again. */
function resume({ spool }: Kept, delivery: Delivery, { teller }: Voice): void {
  for (const { id, alarmKind, kind, confidence, beganAt } of spool.all()) {
    const isYoung = Math.abs(clock.now() - beganAt) < youngMs && soundsHere(confidence);
    if (isYoung) teller.tell({ type: 'detected', id, alarmKind, button: kind === 'button' });
  }
  delivery.sender.sendAll();
}

export interface BrowserTerminal {
  take(message: Exclude<ToTerminal, { type: 'begin' }>): void;
}

/** Starts the terminal in this worker. */
export async function startBrowserTerminal(
  begin: Begin,
  post: (message: ToPage) => void,
): Promise<BrowserTerminal> {
  const kept = await openKept();
  let enrolled: Enrolled = { at: 'starting' };
  const voice: Voice = openVoice(kept, post, () => delivery.faults);
  const ring = makeRingBuffer(ringSamples);
  const onEnrolled = (state: Enrolled) => {
    enrolled = state;
  };
  const opened = await openDelivery({
    ...{ ...kept, clock, log, ring, teller: voice.teller },
    network: browserNetwork({ ...begin, db: kept.db, onEnrolled }),
    voice: async () => null,
    clipStore: makeClipBase(kept.db),
    keptFaults: {
      kept: await readKept(kept.db, 'faults'),
      write: (faults) => writeKept(kept.db, 'faults', faults),
    },
  });
  const delivery = { ...opened, ring };
  const { faults, outbox } = delivery;
  delivery.whenTalk((message) => {
    if (message.type !== 'offer') return;
    const refused = { v: 1, type: 'refused', talkId: message.talkId, reason: 'failed' } as const;
    outbox.put('talkback', () => refused);
  });
  const { listening, selfTest } = await openLanes(kept, delivery, voice);
  const source = {
    start: () => undefined,
    stop: () => undefined,
    restart: () => post({ type: 'restartMicrophone' }),
  };
  const watch = makeMicrophoneWatch({ source, faults, monotonicMs });
  let refused = false;
  const upkeep = startBrowserUpkeep({
    ...{ kept, delivery, listening, voice, post },
    restarted: begin.restarted,
    enrolled: () => enrolled,
    microphone: () => (refused ? 'none' : watch.state()),
    watchMicrophone: () => refused || watch.tick(),
    tickSelfTest: selfTest.tick,
    selfTest: selfTest.shown,
  });
  const edge = makePressReader({
    clock,
    accepted: () => voice.teller.told().stage === 'accepted',
    press: () => void listening.detector().press(),
    arrive() {
      const about = { v: 1, id: newId(), at: clock.now() } as const;
      outbox.put('arrival', () => ({ ...about, sentAt: clock.now() }));
    },
  });

  function hear(chunk: Float32Array): void {
    refused = false;
    faults.clear('microphone.refused');
    watch.samples(chunk);
    void listening.hear(chunk).then(() => delivery.clips.advance());
  }

  function trouble(kind: MicrophoneTrouble, detail: string): void {
    refused = kind === 'refused';
    if (kind === 'refused') faults.raise('microphone.refused', detail);
    else watch.trouble(kind, detail);
  }

  delivery.whenConnected(upkeep.beat);
  void delivery.uplink.start().catch((error: Error) => log.error({ err: error }, 'enrolment'));
  void loadAllPrompts().then(() => keepFiles());
  resume(kept, delivery, voice);
  every(clock, () => 500, upkeep.show);

  return {
    take(message) {
      if (message.type === 'microphone') {
        message.port.onmessage = ({ data }: MessageEvent<Float32Array>) => hear(data);
      } else if (message.type === 'microphoneTrouble') trouble(message.trouble, message.detail);
      else if (message.type === 'played') voice.played(message.id, message.trouble);
      else if (message.type === 'page') upkeep.page(message);
      else if (message.type === 'selfTest') void selfTest.run().then(upkeep.show);
      else {
        edge(message.edge);
        post({ type: 'edgeTaken', edgeId: message.edgeId });
      }
      upkeep.show();
    },
  };
}
