import type { EnrolmentFigures } from './enrolment.ts';
import type { PhraseFigures } from './phrase-figures.ts';
import type { QuarrelFigures } from './quarrel-figures.ts';
import type { Share } from './statistics.ts';
import { markdownTable, rateText, shareText } from './tables.ts';

const voicesZh = { recorded: '真人音节拼接 recorded', synthetic: '合成 synthetic' } as const;
const lengthZh = { 'three or more': '三字及以上 3+', two: '两字 2' } as const;

/** Figures of calls for help as Markdown, on voices that the network never heard. */
export function phrasesText(figures: PhraseFigures): string {
  const rows = figures.groups
    .filter(({ clips }) => clips > 0)
    .map(({ voices, length, clips, recallAt1, recallAt5, shipped }) => [
      ...[voicesZh[voices], lengthZh[length], `${clips}`],
      ...[shareText(recallAt1), shareText(recallAt5), shareText(shipped)],
    ]);
  const head = [
    'voices',
    'syllables',
    'clips',
    'recall at 1/h',
    'recall at 5/h',
    'reported, shipped',
  ];
  const near = figures.confusables.map(({ voices, taken, alike }) => {
    const same = alike.of > 0 ? `; ${alike.hits} of these are spelt like a phrase` : '';
    return `- ${voicesZh[voices]}: ${taken.hits} of ${taken.of}, ${shareText(taken)}${same}`;
  });
  const most = figures.takenMost.map(({ said, taken, of }) => `${said} ${taken}/${of}`).join(', ');
  return `## 呼救语 / calls for help

The built-in words model on voices that it never heard. The hours are other sounds and speech (${figures.hours.toFixed(2)} h);
words that sound like a phrase are counted apart, below.

${markdownTable([head, ...rows])}

近音词被当作呼救语 / words that sound alike, taken for a phrase at the shipped thresholds (aim: 0.05):

${near.join('\n')}
- most often: ${most || 'none'}

That is why a phrase from the built-in model wakes nobody alone. Other ways to score the same network (the worst
syllable, peaks against competing sounds, duration, a fitted mixture of them) were tried and changed nothing beyond
chance: the network itself hears the other word. It takes more voices in training, or the production engine
(\`bin/anyuan models install kws-zipformer-wenetspeech\`), which could not be had for this measurement.`;
}

function gainText(before: Share, after: Share): string {
  const points = Math.round(((after.value ?? 0) - (before.value ?? 0)) * 100);
  const gain = points > 0 ? `${points} points` : 'none';
  return `${gain} (of ${before.of} words ${before.hits} found before, ${after.hits} after)`;
}

export function enrolmentText({ before, after, ...about }: EnrolmentFigures): string {
  const rows = [
    ['before 之前', shareText(before.found), rateText(before.false)],
    ['after 之后', shareText(after.found), rateText(after.false)],
  ];
  return `### 登记十个人之后 / after enrolling ${about.enrolled} voices

Measured on ${about.others} other voices of ${about.set}, with its ${about.phrases} words in place of phrases: two syllables each, the
hardest length. The enrolled voices had also trained the network, the others had not. Fitted to ${about.minutes} minutes of other
sounds, measured in as many others.

${markdownTable([['thresholds', 'found', 'false alarms/h (95 %; count)'], ...rows])}

The gain: ${gainText(before.found, after.found)}. Only thresholds move, and never below what the background allows: a network that
does not know a word is not taught it by that. A school's own phrases are mostly longer, where the network hears far more.`;
}

const aucText = (value: number | null) => (value === null ? '–' : value.toFixed(3));

export function quarrelText(figures: QuarrelFigures): string {
  const rows = figures.contrasts
    .filter(({ clips }) => clips > 0)
    .map(({ against, clips, quarrel, sound, over }) => [
      ...[against, `${clips}`, aucText(quarrel), aucText(sound), shareText(over)],
    ]);
  const head = [
    ...['acted anger against', 'clips', 'quarrel branch, AUC'],
    ...["sound model's shout or scream, AUC", 'of these scored as heated'],
  ];
  return `## 争吵 / quarrels

Voices alone: effort, pitch and its range, overlap, rate, over the floor of the room (\`packages/core/detection/quarrel.ts\`).
${figures.anger} clips of acted anger by a few German actors, of two seconds each: nobody's real quarrel, and no child's. ${figures.over.hits} of
them score as heated (${shareText(figures.over)}). Clips are too short for a report, which takes four seconds.

${markdownTable([head, ...rows])}

Reported quarrels in clips without anger: ${rateText(figures.reported)} an hour. By itself a quarrel is 1 (recorded) or, beside a
lasting high level, 2; with a phrase 3.`;
}
