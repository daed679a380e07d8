import type { AlarmKind } from '@anyuan/contracts/detection.ts';
import type { Log } from './log.ts';
import {
  longestToneMs,
  noPlayer,
  type OncePlayed,
  type Sound,
  type Speaker,
  type Trouble,
} from './sounds.ts';
import { alarmTone, closingTone } from './tones.ts';

/** Plays tones and prompts one after the other. Never waits in the way of the alarm itself. */
export function makeSpeaker(options: {
  /** Samples of a recording at 16 kHz; null when there is none of that name. */
  load(name: string): Promise<Float32Array | null>;
  /** Begins to play; null when nothing here can. */
  open(samples: Float32Array): OncePlayed | null;
  volume: () => number;
  log: Log;
  monotonicMs: () => number;
  /** Null when it played, else why not. */
  onResult(trouble: string | null): void;
}): Speaker {
  const { log, monotonicMs } = options;
  const waiting: { sounds: readonly Sound[]; done(trouble: Trouble): void }[] = [];
  let tone: { kind: AlarmKind; untilMs: number } | null = null;
  let current: OncePlayed | null = null;
  let cut: OncePlayed | null = null;
  let working = false;
  let stopped = false;
  let reportedMissing = false;

  async function work(): Promise<void> {
    if (working) return;
    working = true;
    for (;;) {
      const next = waiting.shift();
      if (stopped) break;
      if (next !== undefined) next.done(await playAll(next.sounds));
      else if (tone !== null && monotonicMs() < tone.untilMs) {
        // Without a player there is nothing to repeat.
        if ((await play(alarmTone(tone.kind))) !== null) break;
      } else break;
    }
    working = false;
  }

  async function playAll(sounds: readonly Sound[]): Promise<Trouble> {
    let trouble: Trouble = null;
    for (const sound of sounds) {
      const samples = await samplesOf(sound);
      trouble = samples === null ? `no recording ${sound}` : await play(samples);
      if (trouble !== null) break;
    }
    return trouble;
  }

  async function samplesOf(sound: Sound): Promise<Float32Array | null> {
    if (typeof sound !== 'string') return sound;
    return sound === 'closed' ? closingTone() : options.load(sound);
  }

  function missing(): Trouble {
    if (!reportedMissing) {
      log.warn(
        '没有播放程序，请安装 alsa-utils；提示只显示在状态中  no player: install alsa-utils',
      );
      options.onResult(noPlayer);
    }
    reportedMissing = true;
    return noPlayer;
  }

  async function play(samples: Float32Array): Promise<Trouble> {
    const volume = options.volume();
    const playing = options.open(samples.map((s) => s * volume));
    if (playing === null) return missing();
    current = playing;
    const trouble = await playing.done;
    current = null;
    // Ended by us: that says nothing about the speaker.
    if (cut === playing) return null;
    options.onResult(trouble);
    return trouble;
  }

  function cutShort(): void {
    cut = current;
    current?.stop();
  }

  return {
    sound(kind) {
      tone ??= { kind, untilMs: monotonicMs() + longestToneMs };
      void work();
    },
    silence() {
      if (tone !== null) cutShort();
      tone = null;
    },
    say(prompt) {
      waiting.push({ sounds: [prompt], done: () => undefined });
      void work();
    },
    play: (sounds, { urgent }) =>
      new Promise((done) => {
        const entry = { sounds, done };
        if (urgent) waiting.unshift(entry);
        else waiting.push(entry);
        void work();
      }),
    playing: () => current !== null,
    stop() {
      stopped = true;
      cutShort();
    },
  };
}
