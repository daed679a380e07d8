import { alarmSounds } from '@anyuan/core/detection/sound-classes.ts';

/** What the scoreboard counts, and the labels of a manifest or truth file that mean it. */
export const labelsOfEvent = {
  scream: ['scream'],
  cry: ['cry', 'cry_baby', 'cry_adult'],
  shout: ['shout', 'shout_pain', 'shout_speech'],
  bang: ['bang'],
  glass: ['glass'],
  phrase: ['phrase', 'help'],
} as const;

export type EventName = keyof typeof labelsOfEvent;

export const eventNames = Object.keys(labelsOfEvent) as EventName[];

/** Neither event nor quiet: the label does not say what a listener would. */
const neither = new Set([
  'bang_synthetic',
  'cry_cartoon',
  'scream_monster',
  'groan',
  'gasp',
  'moan',
  'shout_joy',
  'glass_tap',
  'rir',
  'stream',
]);

/** Said otherwise, but near a phrase by its sound: negative, and so near that the rate is told without it too. */
export const confusableLabel = 'nonhelp_phrase';

/** An event's name, or `negative`: must not raise an alarm, or `neither`: not counted. */
export type Meaning = EventName | 'negative' | 'neither';

const eventOfLabel = new Map<string, EventName>(
  eventNames.flatMap((name) => labelsOfEvent[name].map((label) => [label, name] as const)),
);

/** `neg:` is a distractor whatever follows. */
export function meaningOf(label: string): Meaning {
  return eventOfLabel.get(label) ?? (neither.has(label) ? 'neither' : 'negative');
}

/** Events that a branch of the detector answers; figures of the others are null, never 0. */
export const coveredEvents: readonly EventName[] = eventNames.filter(
  (name) => name === 'phrase' || alarmSounds.some((sound) => sound === name),
);

/** Column of an event in the scores of the sound model; -1 where no branch answers it. */
export const columnOf = (name: EventName): number =>
  (alarmSounds as readonly string[]).indexOf(name);
