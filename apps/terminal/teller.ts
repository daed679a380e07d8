import type { Log } from './log.ts';
import { makeSpeaker, type Speaker } from './speaker.ts';
import { makeStateHook } from './state-hook.ts';
import { nothingTold, type TellingEvent, type Told, tell } from './telling.ts';

/** Speaks, lights and logs what the pure `tell` allows. */
export interface Teller {
  tell(event: TellingEvent): void;
  told(): Told;
  /** Plays these one after the other; null when it was heard, else why not. */
  play: Speaker['play'];
  /** The settings changed: the light shows them too. */
  showAgain(): void;
  /** Is the speaker sounding now? */
  playing(): boolean;
  stop(): void;
}

export function makeTeller(options: {
  promptDir: string;
  onState: string | undefined;
  volume: () => number;
  /** May a clip be made around an alarm here? */
  clip: () => boolean;
  log: Log;
  monotonicMs: () => number;
  /** Null when something was played, else what is wrong with the speaker. */
  onSpeaker(trouble: string | null): void;
}): Teller {
  const { log } = options;
  const speaker = makeSpeaker({ ...options, onResult: options.onSpeaker });
  const hook = makeStateHook({ ...options, command: options.onState });
  let told = nothingTold;
  hook(told);
  return {
    tell(event) {
      const before = told;
      const next = tell(before, event);
      told = next.told;
      if (next.tone) speaker.sound(told.alarmKind);
      else speaker.silence();
      for (const prompt of next.prompts) speaker.say(prompt);
      if (told.stage === before.stage && told.text === before.text) return;
      log.info({ stage: told.stage }, told.text || '待命  ready');
      hook(told);
    },
    told: () => told,
    play: speaker.play,
    showAgain: () => hook(told),
    playing: speaker.playing,
    stop: () => speaker.stop(),
  };
}
