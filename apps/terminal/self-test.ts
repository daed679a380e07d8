import type { Clock } from '@anyuan/contracts/clock.ts';
import { isSaid } from '@anyuan/contracts/phrases.ts';
import { type SelfTest, type SelfTestFault, selfTestFaults } from '@anyuan/contracts/self-test.ts';
import type { TerminalConfig } from '@anyuan/contracts/terminal.ts';
import { windowSamples } from '@anyuan/core/detection/log-mel.ts';
import type { RingBuffer } from '@anyuan/core/detection/ring-buffer.ts';
import { chirpSamples, makeChirp } from '@anyuan/core/self-test/chirp.ts';
import { type Claim, isTestSound } from '@anyuan/core/self-test/claim.ts';
import { judgeSelfTest, learnBaseline } from '@anyuan/core/self-test/judge.ts';
import { measureChirp } from '@anyuan/core/self-test/measure.ts';
import { selfTestDue } from '@anyuan/core/self-test/schedule.ts';
import { v7 as uuidV7 } from 'uuid';
import { joined } from './capture/piece.ts';
import { waitUntil } from './clock.ts';
import type { Delivery } from './delivery.ts';
import type { Heard } from './detect.ts';
import type { Faults } from './faults.ts';
import type { Log } from './log.ts';
import type { SelfTestState } from './self-test-state.ts';
import { noPlayer, type OncePlayed } from './sounds.ts';
import type { Teller } from './teller.ts';

/** The room alone before the chirp: 0.9 s. */
const roomSamples = 14_400;
/** The player may need this long before it sounds: 3 s. */
const withinSamples = 48_000;
/** Silence between the test sound and the phrase, 1 s. */
const phraseGapSamples = 16_000;
/** Silence between the chirp and the test sound, 2.5 s: what is taken for the chirp must not hide the sound. */
const gapSamples = 40_000;
/** Longer than the detector looks, and long enough that a second run is not within its cooldown: 4 s. */
const tailSamples = 64_000;
/** When no sound comes in for this long the run is given up; the microphone has a fault of its own. */
const noSoundMs = 6_000;
const pollMs = 50;
/** Part of the demonstration scream that is played, samples. */
const screamPart = [174_400, 214_400] as const;

export interface SelfTestRunner {
  /** Runs one now, or joins the one that runs. */
  run(trigger: SelfTest['trigger']): Promise<SelfTest>;
  /** Once a second: begins the nightly run when it is due. */
  tick(): void;
  /** True when what was heard is the test sound itself: it is kept as such and calls nobody. */
  claims(heard: Heard): boolean;
  stop(): void;
}

export interface TestSounds {
  /** The demonstration scream, 16 kHz. */
  scream: Float32Array;
  /** Somebody says `testPhrase`, 16 kHz. */
  phrase: Float32Array;
}

/** What demo-sounds/phrase.wav says: four syllables, which the built-in model hears best. */
const testPhrase = '我要报警';

export interface SelfTestParts {
  ring: RingBuffer;
  state: SelfTestState;
  config: () => TerminalConfig;
  /** Nothing is being told to a child right now. */
  idle: () => boolean;
  terminalId: () => string | null;
  faults: Faults;
  send(result: SelfTest): void;
  /** What is played behind the chirp; null when it cannot be read. */
  sounds(): Promise<TestSounds | null>;
  /** Null when nothing here can play. */
  play(samples: Float32Array): OncePlayed | null;
  clock: Clock;
  log: Log;
}

type Run = Pick<SelfTest, 'skipped' | 'measures' | 'heard' | 'words'>;
const nothing = { measures: null, heard: null, words: null };
const skipped = (why: SelfTest['skipped']): Run => ({ ...nothing, skipped: why });

/** Chirp, a part of the demonstration scream and a phrase, with pauses: the detector must name both. */
function testSound({ scream, phrase }: TestSounds): Float32Array {
  const part = scream.subarray(...screamPart);
  const silence = (samples: number) => new Float32Array(samples);
  return joined([
    ...[makeChirp(), silence(gapSamples), part],
    ...[silence(phraseGapSamples), phrase],
  ]);
}

/** The speaker plays, the microphone must hear it, the detector must name it; what fails is a fault. */
export function makeSelfTest(parts: SelfTestParts): SelfTestRunner {
  const { ring, clock, log } = parts;
  const startedAt = clock.now();
  let running: Promise<SelfTest> | null = null;
  let playing: OncePlayed | null = null;
  /** Samples between which the test sound may be heard; kept after the run for what is decided late. */
  let claim: (Claim & Pick<SelfTest, 'heard' | 'words'>) | null = null;
  let stopped = false;

  /** False when the samples do not come in time, or an alarm came in between. */
  async function untilSample(sample: number): Promise<boolean> {
    let newest = ring.endSample();
    let movedMs = clock.now();
    while (ring.endSample() < sample) {
      if (stopped || !parts.idle() || clock.now() - movedMs > noSoundMs) return false;
      await waitUntil(clock, clock.now() + pollMs);
      if (ring.endSample() === newest) continue;
      newest = ring.endSample();
      movedMs = clock.now();
    }
    return true;
  }

  /** Why the capture came to nothing. */
  const cut = (): Run => skipped(parts.idle() ? 'noSound' : 'alarm');

  async function perform(): Promise<Run> {
    const roomFrom = ring.endSample();
    if (!(await untilSample(roomFrom + roomSamples))) return cut();
    const playFrom = ring.endSample();
    // A window may begin before the sound in it: by its whole length.
    claim = {
      fromSample: playFrom - windowSamples,
      soundSample: playFrom + chirpSamples + gapSamples,
      toSample: Number.POSITIVE_INFINITY,
      heard: null,
      // A phrase that the school took off its list is not listened for.
      words: parts.config().phrases.some((p) => p.text === testPhrase && isSaid(p)) ? false : null,
    };
    const sounds = await parts.sounds();
    playing = sounds === null ? null : parts.play(testSound(sounds));
    if (playing === null) {
      // Found at night, not when the first child is told nothing.
      parts.faults.raise('speaker.dead', noPlayer);
      return skipped('noPlayer');
    }
    const trouble = await endOf(playing);
    if (trouble !== null) log.warn({ trouble }, '自检播放失败  the player failed');
    const needed = playFrom + withinSamples + chirpSamples;
    if (!(await untilSample(Math.max(needed, ring.endSample() + tailSamples)))) return cut();
    const captured = ring.read(roomFrom, needed);
    const pcm = Float32Array.from(captured, (sample) => sample / 32_768);
    const measures = measureChirp({ pcm, playedAt: playFrom - roomFrom, withinSamples });
    return { skipped: null, measures, heard: claim?.heard ?? null, words: claim?.words ?? null };
  }

  /** An alarm needs the speaker for itself. */
  async function endOf(sound: OncePlayed): Promise<string | null> {
    const ended = sound.done.then((trouble) => ({ trouble }));
    for (;;) {
      const wait = waitUntil(clock, clock.now() + pollMs).then(() => null);
      const result = await Promise.race([ended, wait]);
      if (result !== null) return result.trouble;
      if (!parts.idle() || stopped) sound.stop();
    }
  }

  function tellFaults(findings: readonly SelfTestFault[], detail: string): void {
    for (const code of selfTestFaults) {
      if (findings.includes(code)) parts.faults.raise(code, detail);
      else parts.faults.clear(code);
    }
  }

  async function whole(trigger: SelfTest['trigger']): Promise<SelfTest> {
    const at = clock.now();
    const place = parts.config().place;
    const run = parts.idle() ? await perform() : skipped('alarm');
    if (claim !== null) claim.toSample = Math.min(claim.toSample, ring.endSample());
    playing = null;
    const before = parts.state.baselineAt(place);
    const judged = run.measures && {
      measures: run.measures,
      heard: run.heard !== null,
      words: run.words,
      baseline: before,
    };
    const findings = judged === null ? [] : judgeSelfTest(judged);
    const baseline = judged === null ? before : learnBaseline(judged, findings);
    await parts.state.keep({ at, place, baseline });
    if (judged !== null) tellFaults(findings, JSON.stringify(run.measures));
    if (run.measures?.levelDb != null) parts.faults.clear('speaker.dead');
    const outcome = run.skipped ? 'skipped' : findings.length > 0 ? 'failed' : 'passed';
    const result = {
      v: 1,
      id: uuidV7(),
      at,
      trigger,
      outcome,
      findings,
      baseline,
      ...run,
    } as const;
    log.info({ outcome, findings, skipped: run.skipped, heard: run.heard }, '自检  self-test');
    parts.send(result);
    return result;
  }

  const runner: SelfTestRunner = {
    run(trigger) {
      running ??= whole(trigger).finally(() => {
        running = null;
      });
      return running;
    },
    tick() {
      const { selfTestAtMinute: atMinute, timeZone } = parts.config();
      const terminalId = parts.terminalId();
      if (running !== null || terminalId === null) return;
      const about = { now: clock.now(), startedAt, lastAt: parts.state.lastAt(), terminalId };
      if (!selfTestDue({ ...about, atMinute, timeZone })) return;
      runner.run('night').catch((error: Error) => log.error({ err: error }, 'self-test failed'));
    },
    claims(heard) {
      const { decision } = heard;
      // A button never is a test.
      if (claim === null || decision.kind === 'button') return false;
      if (!isTestSound(heard, claim)) return false;
      // Whatever alarm it takes chirp or scream for proves the way; loudness alone names nothing.
      if (decision.reasons.some(({ branch }) => branch === 'words'))
        claim.words = claim.words === null ? null : true;
      if (decision.kind !== 'level' && decision.kind !== 'phrase') {
        claim.heard ??= { kind: decision.kind, confidence: decision.confidence };
      }
      return true;
    },
    stop() {
      stopped = true;
      playing?.stop();
    },
  };
  return runner;
}

/** The self-test of a terminal, whatever it runs on. */
export function selfTestOf(
  base: Pick<SelfTestParts, 'ring' | 'state' | 'sounds' | 'play' | 'clock' | 'log'> & {
    config: { current(): TerminalConfig };
    delivery: Pick<Delivery, 'uplink' | 'faults' | 'outbox' | 'whenAsked'>;
    teller: Pick<Teller, 'told'>;
  },
): SelfTestRunner {
  const { delivery, teller } = base;
  const runner = makeSelfTest({
    ...base,
    config: base.config.current,
    idle: () => ['idle', 'closed'].includes(teller.told().stage),
    terminalId: delivery.uplink.terminalId,
    faults: delivery.faults,
    send: (result) => delivery.outbox.put('selftest', () => result),
  });
  // Joins one that runs; in an alarm it says so instead of sounding.
  delivery.whenAsked(() => {
    runner.run('remote').catch((err: Error) => base.log.error({ err }, 'self-test failed'));
  });
  return runner;
}
