import { trainedWords } from './clip-list.ts';
import { confusableLabel } from './labels.ts';
import type { HeardClip } from './score-clips.ts';
import { recallAt, type Share, shareOf } from './statistics.ts';

type Recall = Share & { above: number | null };

/** Phrases of one length from one kind of voice. */
export interface PhraseGroup {
  voices: 'recorded' | 'synthetic';
  length: 'three or more' | 'two';
  clips: number;
  /** At the rate per hour of other sounds, on the score that the whole list gives. */
  recallAt1: Recall;
  recallAt5: Recall;
  /** Above the threshold that ships. */
  shipped: Share;
}

export interface PhraseFigures {
  /** Hours of sound and speech without a phrase; confusables are counted apart. */
  hours: number;
  groups: PhraseGroup[];
  /** Clips of other words that sound alike, by voices that the network never heard. */
  confusables: { voices: 'recorded' | 'synthetic'; taken: Share; alike: Share }[];
  /** What they were, most often taken first. */
  takenMost: { said: string; taken: number; of: number }[];
}

/** Scores are shifted so that every phrase's own threshold lies here. */
export const shippedScore = 0.5;

export const bestPhrase = ({ heard }: HeardClip): number =>
  Object.values(heard.ours.phrases).reduce((most, score) => Math.max(most, score), 0);

const isSynthetic = ({ row }: HeardClip) => row.set.endsWith('_tts');
const voicesOf = (clip: HeardClip) => (isSynthetic(clip) ? 'synthetic' : 'recorded');
const above = (clip: HeardClip) => bestPhrase(clip) >= shippedScore;

/** Said otherwise but spelt as one of the phrases, tones included: no ear can tell them apart. */
function isHomophone(said: HeardClip, spelt: ReadonlySet<string>): boolean {
  return spelt.has(said.row.pinyin.trim());
}

/** Null without clips that say what is said in them. */
export function phraseFigures(clips: readonly HeardClip[]): PhraseFigures | null {
  const said = clips.filter(({ row }) => row.meaning === 'phrase' && row.transcript !== '');
  if (said.length === 0) return null;
  const others = clips.filter(
    ({ row }) => row.meaning === 'negative' && row.label !== confusableLabel,
  );
  const hours = others.reduce((sum, { heard }) => sum + heard.file.seconds, 0) / 3600;
  const quiet = others.map(bestPhrase);
  const groups = (['recorded', 'synthetic'] as const).flatMap((voices) =>
    (['three or more', 'two'] as const).map((length): PhraseGroup => {
      const own = said.filter((clip) => {
        const isShort = [...clip.row.transcript].length <= 2;
        return voicesOf(clip) === voices && isShort === (length === 'two');
      });
      const events = own.map(bestPhrase);
      return {
        ...{ voices, length, clips: own.length },
        recallAt1: recallAt({ events, quiet, hours, perHour: 1 }),
        recallAt5: recallAt({ events, quiet, hours, perHour: 5 }),
        shipped: shareOf(own.filter(above).length, own.length),
      };
    }),
  );
  const near = clips.filter(
    ({ row }) => row.label === confusableLabel && !trainedWords(row.speaker),
  );
  const spelt = new Set(said.map(({ row }) => row.pinyin.trim()));
  return { hours, groups, ...confusablesOf(near, spelt) };
}

function confusablesOf(near: readonly HeardClip[], spelt: ReadonlySet<string>) {
  const confusables = (['recorded', 'synthetic'] as const).map((voices) => {
    const own = near.filter((clip) => voicesOf(clip) === voices);
    const alike = own.filter((clip) => isHomophone(clip, spelt));
    return {
      voices,
      taken: shareOf(own.filter(above).length, own.length),
      alike: shareOf(alike.filter(above).length, alike.length),
    };
  });
  const counts = new Map<string, { taken: number; of: number }>();
  for (const clip of near) {
    const { taken, of } = counts.get(clip.row.transcript) ?? { taken: 0, of: 0 };
    counts.set(clip.row.transcript, { taken: taken + (above(clip) ? 1 : 0), of: of + 1 });
  }
  const takenMost = [...counts]
    .map(([text, count]) => ({ said: text, ...count }))
    .filter(({ taken }) => taken > 0)
    .sort((a, b) => b.taken - a.taken)
    .slice(0, 10);
  return { confusables, takenMost };
}
