import type { ClipNote } from '@anyuan/contracts/clip-note.ts';
import type { Clock } from '@anyuan/contracts/clock.ts';
import type { Phrase } from '@anyuan/contracts/phrases.ts';
import type { Decision } from '@anyuan/core/detection/decision.ts';
import type { RingBuffer } from '@anyuan/core/detection/ring-buffer.ts';
import { lookAgain, type SecondLook, withSecondLook } from '@anyuan/core/words/second-look.ts';
import { waitUntil } from './clock.ts';
import type { Heard } from './detect.ts';
import { findRecogniser, openRecogniser, type Recogniser } from './engine/recogniser.ts';
import { dictionaryPinyin } from './engine/words-engine.ts';
import type { Faults } from './faults.ts';
import type { Log } from './log.ts';

/** What came of it, and what was written down; null when nothing was. */
export interface Looked<T> {
  heard: T;
  note: ClipNote | null;
}

/** Hears an event again, with a recogniser that writes it down. The transcript goes nowhere but into the clip. */
export interface SecondLooker {
  /** A candidate after at most a second and a half; as it was when nothing could be said by then. */
  hold(heard: Heard): Promise<Looked<Heard>>;
  /** What there is to add to something that was reported; null: nothing. Never a hurry. */
  after(heard: Heard): Promise<Looked<Heard | null>>;
  stop(): void;
}

const rateHz = 16_000;
const preSec = 2;
const postSec = 1.5;
const longestSec = 12;
/** A candidate waits so long and no longer. */
export const holdMs = 1_500;
const afterMs = 15_000;
/** What wakes nobody is heard again at most this often. */
const quietEveryMs = 10_000;
const againMs = 60_000;

export interface SecondLookParts {
  modelsDir: string;
  ring: RingBuffer;
  clock: Clock;
  phrases: () => readonly Phrase[];
  faults: Pick<Faults, 'raise' | 'clear'>;
  log: Log;
}

/** Null when no recogniser is installed, or it is damaged (a fault). */
export async function openSecondLook(parts: SecondLookParts): Promise<SecondLooker | null> {
  const { faults, clock } = parts;
  const found = await findRecogniser(parts.modelsDir);
  if (found.state === 'damaged') faults.raise('words.secondLook', found.detail);
  if (found.state !== 'whole') return null;
  let recogniser: Recogniser | null = null;
  let againAt = 0;

  function open(): void {
    const opened = openRecogniser({
      ...{ files: found.state === 'whole' ? found.files : never(), clock },
      onReady: () => faults.clear('words.secondLook'),
      onEnd({ why, detail }) {
        recogniser = null;
        againAt = why === 'absent' ? Number.POSITIVE_INFINITY : clock.now() + againMs;
        faults.raise('words.secondLook', `${why}: ${detail}`);
      },
    });
    recogniser = opened;
  }

  open();
  return makeSecondLook(parts, {
    name: found.files.kind,
    current() {
      if (recogniser === null && clock.now() >= againAt) open();
      return recogniser;
    },
    stop: () => recogniser?.stop(),
  });
}

function never(): never {
  throw new Error('a recogniser that is not whole');
}

function makeSecondLook(
  { ring, clock, phrases, log }: SecondLookParts,
  engine: { name: string; current(): Recogniser | null; stop(): void },
): SecondLooker {
  let isBusy = false;
  let quietAt = Number.NEGATIVE_INFINITY;

  function soundOf({ beganSample }: Heard, toSample: number): Float32Array {
    const first = Math.max(beganSample - preSec * rateHz, toSample - longestSec * rateHz, 0);
    return Float32Array.from(ring.read(first, toSample), (sample) => sample / 32_768);
  }

  async function look(heard: Heard, how: { toSample: number; withinMs: number }) {
    const recogniser = isBusy ? null : engine.current();
    if (recogniser === null) return null;
    isBusy = true;
    const pcm = soundOf(heard, Math.min(how.toSample, ring.endSample()));
    const text = await recogniser.transcribe(pcm, how.withinMs);
    isBusy = false;
    if (text === null) return null;
    const seen = lookAgain(text, { phrases: phrases(), spell: dictionaryPinyin });
    log.info({ heard: seen.heard, insults: seen.insults.length }, '复核  second look');
    return { seen, text };
  }

  function noteOf(
    { seen, text }: { seen: SecondLook; text: string },
    { before, after }: Pick<ClipNote, 'before' | 'after'>,
  ): ClipNote {
    const few = (words: readonly string[]) => words.slice(0, 16);
    const said = { heard: few(seen.heard), insults: few(seen.insults) };
    return {
      v: 1,
      engine: engine.name,
      transcript: text.trim().slice(0, 300),
      ...said,
      before,
      after,
    };
  }

  /** A little more is heard than what was decided on, as long as the stream goes on. */
  async function waitForMore(toSample: number): Promise<void> {
    const endAt = clock.now() + postSec * 2_000;
    while (ring.endSample() < toSample && clock.now() < endAt) {
      await waitUntil(clock, clock.now() + 100);
    }
  }

  return {
    async hold(heard) {
      const looked = await look(heard, { toSample: ring.endSample(), withinMs: holdMs });
      if (looked === null) return { heard, note: null };
      const decision = withSecondLook(heard.decision, looked.seen);
      const about = { before: heard.decision.confidence, after: decision.confidence };
      return { heard: { ...heard, decision }, note: noteOf(looked, about) };
    },
    async after(heard) {
      const { kind, confidence } = heard.decision;
      const nothing = { heard: null, note: null };
      if (kind === 'button' || kind === 'person') return nothing;
      if (confidence === 1 && clock.now() - quietAt < quietEveryMs) return nothing;
      if (confidence === 1) quietAt = clock.now();
      const toSample = heard.decidedSample + postSec * rateHz;
      await waitForMore(toSample);
      const looked = await look(heard, { toSample, withinMs: afterMs });
      if (looked === null) return nothing;
      const more = withMore(heard, looked.seen);
      const after = Math.max(confidence, more?.decision.confidence ?? 0);
      return { heard: more, note: noteOf(looked, { before: confidence, after }) };
    },
    stop: engine.stop,
  };
}

/** A detection of its own, that joins what was reported: a call for help (3), or insults (1). */
function withMore(heard: Heard, seen: SecondLook): Heard | null {
  const kind = seen.heard.length > 0 ? 'phrase' : 'quarrel';
  const { beganMs, decidedMs } = heard.decision;
  const bare: Decision = { kind, beganMs, decidedMs, confidence: 1, reasons: [] };
  const decision = withSecondLook(bare, seen);
  return decision.reasons.length === 0 ? null : { ...heard, decision };
}
