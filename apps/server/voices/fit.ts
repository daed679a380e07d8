import { isSaid, type Phrase } from '@anyuan/contracts/phrases.ts';
import type { Fit, FittedPhrase } from '@anyuan/contracts/routes/voices.ts';
import { type EnrolmentScores, enrol, enrolmentSettings } from '@anyuan/core/words/enrol.ts';

/** What a school's own recordings say of its thresholds, before and after. Pure. */
export function fitOf(
  list: { version: number; phrases: readonly Phrase[] },
  scores: EnrolmentScores,
): Fit {
  const phrases = enrol(list.phrases, scores);
  const fitted = phrases.flatMap((after, i): FittedPhrase[] => {
    if (!isSaid(after)) return [];
    const before = list.phrases[i]?.threshold ?? after.threshold;
    const clips = scores.said.get(after.text) ?? [];
    const minutes = scores.background.get(after.text) ?? [];
    // A boost is added before a score is compared: what counts is the score without it.
    const reached = (all: readonly number[], threshold: number) =>
      all.filter((score) => score + after.boost >= threshold).length;
    return [
      {
        text: after.text,
        clips: clips.length,
        thresholdBefore: before,
        thresholdAfter: after.threshold,
        heardBefore: reached(clips, before),
        heardAfter: reached(clips, after.threshold),
        minutes: minutes.length,
        falseBefore: reached(minutes, before),
        falseAfter: reached(minutes, after.threshold),
      },
    ];
  });
  const { version } = list;
  return { version, fitted, phrases, leastClips: enrolmentSettings.leastClips };
}
