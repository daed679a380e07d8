import type { Clock } from '@anyuan/contracts/clock.ts';
import type { AlarmKind } from '@anyuan/contracts/detection.ts';
import type { FormField } from '@anyuan/contracts/routes/notifications.ts';
import type { Speak, SpeakPrompt } from '@anyuan/contracts/speak.ts';
import { badSetting, type Channel, channel, type Message, textSetting } from './channel.ts';
import { namesSetting } from './robot.ts';

/** The terminals as far as speaking goes. */
export interface Speakers {
  terminalsOf(schoolName: string): readonly { id: string; name: string }[];
  /** Rejects when there is no way to the terminals now. */
  speak(terminalId: string, speak: Speak): Promise<void>;
}

interface SpeakerSettings {
  terminals: readonly string[];
  text: string;
  repeat: number;
}

const placeholders = ['place', 'what', 'school', 'time'] as const;
const usualText = '请注意，{place}，{what}，请值班人员立即前往。';
/** Nobody wants to be called to what was long ago. */
const expiresMs = 120_000;

const form: FormField[] = [
  {
    name: 'terminals',
    kind: 'text',
    zh: '由哪些终端播报',
    en: 'Terminals that speak',
    required: true,
    help: {
      zh: '终端名称，用顿号或逗号隔开，如门卫室、值班室的终端；只播本校的报警。不要选学生求助的地方。',
      en: 'Names separated by commas, such as those in the gatehouse; each speaks for its own school. Not where pupils call for help.',
    },
  },
  {
    name: 'text',
    kind: 'text',
    zh: '播报内容',
    en: 'Words spoken',
    required: false,
    help: {
      zh: `不填为“${usualText}”。终端装有中文语音合成时播报，否则播放录音“有人报警，请立即前往。”演练、测试会先说明。`,
      en: 'Empty for a call with place and cause. Needs a Chinese voice on the terminal; without one a recording calls. Exercises and tests say so first.',
    },
  },
  { name: 'repeat', kind: 'number', zh: '播报几遍（1–5）', en: 'Times (1-5)', required: false },
];

const marks: Record<AlarmKind, readonly SpeakPrompt[]> = {
  actual: [],
  exercise: ['exercise'],
  test: ['test'],
};

/** Any terminal's own loudspeaker. Delivered when the terminal reports that it was heard: see spoken.ts. */
export function makeSpeakerChannel(options: { clock: Clock; speakers: Speakers }): Channel {
  const { clock, speakers } = options;
  return channel<SpeakerSettings>({
    kind: 'speaker',
    zh: '终端喇叭播报',
    en: 'Loudspeaker of a terminal',
    reports: ['sent', 'delivered'],
    form,
    enabledAtFirst: false,
    carries: [],
    carriesToGroups: ['call'],
    callsOnce: true,
    concurrencyMax: 8,
    attemptsMax: 5,
    parseSettings(values) {
      const terminals = namesSetting(values, 'terminals');
      if (terminals.length === 0) throw badSetting('terminals');
      const text = textSetting(values, 'text', false) || usualText;
      const unknown = [...text.matchAll(/\{(\w+)\}/g)].some(
        ([, name]) => !placeholders.some((p) => p === name),
      );
      if (unknown || text.length > 150) throw badSetting('text');
      const repeat = Number(values.repeat || 2);
      if (!Number.isInteger(repeat) || repeat < 1 || repeat > 5) throw badSetting('repeat');
      return { terminals, text, repeat };
    },
    targetsOf: () => [],
    groupsOf: (school, { terminals }) =>
      speakers
        .terminalsOf(school)
        .filter((t) => terminals.includes(t.name))
        .map((t) => t.id),
    async send(message, target, settings) {
      try {
        await speakers.speak(target, speakOf(message, settings, clock.now()));
        return { outcome: 'sent' };
      } catch {
        return { outcome: 'retry', error: 'no way to the terminals' };
      }
    },
  });
}

function speakOf(message: Message, { text, repeat }: SpeakerSettings, now: number): Speak {
  const { mark, place, what, school, time } = message.words;
  // Everybody who hears it is at that school.
  const known: Record<string, string> = {
    place: place.replace(`${school} `, ''),
    what,
    school,
    time,
  };
  const words = text.replace(/\{(\w+)\}/g, (all, name: string) => known[name] ?? all);
  return {
    v: 1,
    id: message.id,
    alarmId: message.alarmId,
    text: `${mark}${words}`.slice(0, 300).toWellFormed(),
    prompts: [...marks[message.alarmKind], 'attention'],
    priority: message.alarmKind === 'actual' ? 'urgent' : 'normal',
    repeat,
    expiresAt: now + expiresMs,
  };
}
