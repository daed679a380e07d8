import type { AlarmKind } from '@anyuan/contracts/detection.ts';

const rateHz = 16_000;

interface Note {
  hz: number;
  ms: number;
  /** Share of the note that it takes to die away: 0 holds to its end, 1 fades all along. */
  fade: number;
}

const rest = (ms: number): Note => ({ hz: 0, ms, fade: 0 });

/**
 * One tone per kind of alarm, so that nobody takes a drill for an emergency. Low and steady on
 * purpose: the terminal's own microphone hears them, and they must not sound like a scream to it.
 */
const alarmNotes: Record<AlarmKind, Note[]> = {
  actual: [
    { hz: 523, ms: 350, fade: 0.1 },
    { hz: 392, ms: 350, fade: 0.1 },
    { hz: 523, ms: 350, fade: 0.1 },
    { hz: 392, ms: 350, fade: 0.1 },
    rest(600),
  ],
  exercise: [
    { hz: 440, ms: 250, fade: 0.2 },
    rest(250),
    { hz: 440, ms: 250, fade: 0.2 },
    rest(250),
    { hz: 440, ms: 250, fade: 0.2 },
    rest(1_750),
  ],
  test: [{ hz: 587, ms: 900, fade: 1 }, rest(3_100)],
};

const closingNotes: Note[] = [
  { hz: 523, ms: 300, fade: 1 },
  { hz: 440, ms: 300, fade: 1 },
  { hz: 349, ms: 700, fade: 1 },
];

/** 16 kHz samples of notes, -1..1: a fundamental and two harmonics, with soft edges. */
export function makeTone(notes: Note[]): Float32Array {
  const parts = notes.map(({ hz, ms, fade }) => {
    const count = Math.round((ms * rateHz) / 1000);
    return Float32Array.from({ length: count }, (_, i) => {
      const phase = (2 * Math.PI * hz * i) / rateHz;
      const wave = Math.sin(phase) + 0.35 * Math.sin(2 * phase) + 0.15 * Math.sin(3 * phase);
      const edge = Math.min(1, i / 160, (count - i) / 160);
      const held = 1 - fade;
      const dying =
        i / count <= held ? 1 : Math.exp((-4 * (i / count - held)) / Math.max(fade, 0.01));
      return hz === 0 ? 0 : 0.6 * wave * edge * dying;
    });
  });
  const whole = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

export const alarmTone = (kind: AlarmKind): Float32Array => makeTone(alarmNotes[kind]);
export const closingTone = (): Float32Array => makeTone(closingNotes);
