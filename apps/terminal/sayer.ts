import type { Clock } from '@anyuan/contracts/clock.ts';
import type { Speak, SpeakFailure, Spoken } from '@anyuan/contracts/speak.ts';
import type { Log } from './log.ts';
import { noPlayer, type Speaker, type Trouble } from './sounds.ts';
import type { Voice } from './voice.ts';

/** Says what the server asks for, once each, and reports what became of it. */
export interface Sayer {
  take(speak: Speak): void;
}

/** Ids kept to know a repeat by; a message may come twice, a thousand others do not lie between. */
const idsKept = 1000;

export function makeSayer(options: {
  clock: Clock;
  log: Log;
  voice: Voice;
  play: Speaker['play'];
  report(spoken: Spoken): void;
}): Sayer {
  const { clock, log, play, voice } = options;
  const known = new Set<string>();

  async function say(speak: Speak): Promise<Pick<Spoken, 'outcome' | 'reason'>> {
    const isLate = () => clock.now() > speak.expiresAt;
    if (isLate()) return notSpoken('expired');
    const words = await wordsOf(speak, voice);
    if (words === null && speak.prompts.length === 0) return notSpoken('noVoice');
    const once = words === null ? speak.prompts : [words];
    const sounds = Array.from({ length: speak.repeat }, () => once).flat();
    const trouble = await play(sounds, { urgent: speak.priority === 'urgent' });
    if (trouble !== null) return notSpoken(failureOf(trouble));
    const isInstead = words === null && speak.text !== null;
    return { outcome: isInstead ? 'promptInstead' : 'spoken', reason: null };
  }

  return {
    take(speak) {
      const { id } = speak;
      if (known.has(id)) return;
      known.add(id);
      const [oldest] = known;
      if (known.size > idsKept && oldest !== undefined) known.delete(oldest);
      void say(speak).then((result) => {
        log.info({ id, ...result }, '播报  asked to speak');
        options.report({ v: 1, id, at: clock.now(), ...result });
      });
    },
  };
}

async function wordsOf(speak: Speak, voice: Voice): Promise<Float32Array | null> {
  return speak.text === null ? null : voice(speak.text);
}

function notSpoken(reason: SpeakFailure): Pick<Spoken, 'outcome' | 'reason'> {
  return { outcome: 'notSpoken', reason };
}

function failureOf(trouble: Exclude<Trouble, null>): SpeakFailure {
  return trouble === noPlayer ? 'noPlayer' : 'speakerFailed';
}
