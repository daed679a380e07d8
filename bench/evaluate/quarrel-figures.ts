import { columnOf } from './labels.ts';
import type { HeardClip } from './score-clips.ts';
import { auc, type Rate, rateOf, type Share, shareOf } from './statistics.ts';
import { togetherScores } from './systems.ts';

/** How well heated voices are told from one kind of other sounds (AUC); null without such clips. */
export interface QuarrelContrast {
  against: string;
  clips: number;
  quarrel: number | null;
  /** The sound model's shout and scream together, as the product had before. */
  sound: number | null;
  /** Others' clips whose best score reaches what counts as heated. */
  over: Share;
}

export interface QuarrelFigures {
  anger: number;
  over: Share;
  contrasts: QuarrelContrast[];
  /** Quarrels that were really reported in clips without anger: they have to last. */
  reported: Rate;
}

const anger = ['angry_speech'];
const others: Record<string, readonly string[]> = {
  'calm speech of the same actors': ['neutral_speech', 'sad_speech'],
  'fear, the same actors': ['fear_speech'],
  'other speech': ['speech_zh', 'speech_en_child', 'speech_en_adult'],
  'laughter, cheering, children at play': ['laugh', 'crowd_cheer', 'playground_mix', 'applause'],
  'isolated words and phrases': ['word_zh', 'word_en', 'nonhelp_phrase'],
};
const high = 0.5;

const best = (values: ArrayLike<number>) =>
  Array.from(values).reduce((most, value) => Math.max(most, value), 0);

const quarrelOf = ({ heard }: HeardClip) => best(heard.ours.quarrel);

const soundOf = ({ heard: { ours } }: HeardClip) =>
  best(
    (['shout', 'scream'] as const).map((name) => best(togetherScores(ours.looks, columnOf(name)))),
  );

const reaches = (clips: readonly HeardClip[]) =>
  shareOf(clips.filter((clip) => quarrelOf(clip) >= high).length, clips.length);

/** Null without acted or real anger among the clips. */
export function quarrelFigures(clips: readonly HeardClip[]): QuarrelFigures | null {
  const angry = clips.filter(({ row }) => anger.includes(row.label));
  if (angry.length === 0) return null;
  const contrasts = Object.entries(others).map(([against, labels]) => {
    const other = clips.filter(({ row }) => labels.includes(row.label));
    return {
      ...{ against, clips: other.length, over: reaches(other) },
      quarrel: auc(angry.map(quarrelOf), other.map(quarrelOf)),
      sound: auc(angry.map(soundOf), other.map(soundOf)),
    };
  });
  const quiet = clips.filter(({ row }) => row.meaning === 'negative' && !anger.includes(row.label));
  const hours = quiet.reduce((sum, { heard }) => sum + heard.file.seconds, 0) / 3600;
  const reported = quiet.flatMap(({ heard }) =>
    heard.ours.decisions.filter(({ kind }) => kind === 'quarrel'),
  );
  return {
    anger: angry.length,
    over: reaches(angry),
    contrasts,
    reported: rateOf(reported.length, hours),
  };
}
