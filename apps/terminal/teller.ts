import type { Log } from './log.ts';
import type { Speaker } from './sounds.ts';
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
  speaker: Speaker;
  /** A light, a screen: what the child sees. */
  show(told: Told): void;
  log: Log;
}): Teller {
  const { speaker, log, show } = options;
  let told = nothingTold;
  show(told);
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
      show(told);
    },
    told: () => told,
    play: speaker.play,
    showAgain: () => show(told),
    playing: speaker.playing,
    stop: () => speaker.stop(),
  };
}
