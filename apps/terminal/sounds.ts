import type { AlarmKind } from '@anyuan/contracts/detection.ts';
import type { SpeakPrompt } from '@anyuan/contracts/speak.ts';
import type { Prompt } from './telling.ts';

/** A recording by its name, or samples at 16 kHz. */
export type Sound = Prompt | SpeakPrompt | Float32Array;
/** Null when it played. */
export type Trouble = string | null;

/** Samples being played. */
export interface OncePlayed {
  /** Null when it played to its end, else what the player said. */
  done: Promise<Trouble>;
  stop(): void;
}

export const noPlayer = 'no player: install alsa-utils';

/** The local tone ends after this even when nobody answers: a terminal must not ring all night. */
export const longestToneMs = 180_000;

/** What sounds in the room, through a program of the system or a browser. */
export interface Speaker {
  /** Sounds the alarm tone again and again until `silence` (or three minutes have passed). */
  sound(kind: AlarmKind): void;
  silence(): void;
  say(prompt: Prompt): void;
  /** Plays recordings or samples one after the other. Resolves with null when heard, else why not. */
  play(sounds: readonly Sound[], how: { urgent: boolean }): Promise<Trouble>;
  /** Is it making a sound now? The microphone hears it too. */
  playing(): boolean;
  stop(): void;
}
