import { z } from 'zod';

/** How a phrase is taken: `urgent` calls for help, `notice` is worth knowing (insults) and pages nobody. */
export const phraseSeverities = ['urgent', 'notice'] as const;

/**
 * A phrase that terminals listen for. `pinyin` is what is heard: syllables with tone numbers as
 * they are spoken ("bie2 da2 wo3", 5 is the neutral tone), one per Chinese character.
 */
export const phraseSchema = z.strictObject({
  text: z.string().min(1).max(16),
  pinyin: z.string().min(1).max(120),
  /** Added to the score before it is compared: -0.3 (rarer) .. 0.3 (sooner). */
  boost: z.number().min(-0.3).max(0.3),
  /** Score 0..1 from which the phrase counts as heard; 0.5 is what was measured for one false alarm in hours. */
  threshold: z.number().min(0.05).max(0.99),
  severity: z.enum(phraseSeverities),
  on: z.boolean(),
});
export type Phrase = z.infer<typeof phraseSchema>;

export const phrasesMax = 60;

const help = (text: string, pinyin: string): Phrase => ({
  ...{ text, pinyin, boost: 0, threshold: 0.5 },
  ...{ severity: 'urgent', on: true },
});

const insult = (text: string, pinyin: string): Phrase => ({
  ...help(text, pinyin),
  severity: 'notice',
});

/** What a terminal listens for until its school says otherwise. Sandhi as spoken. */
export const defaultPhrases: Phrase[] = [
  help('救命', 'jiu4 ming4'),
  help('救命啊', 'jiu4 ming4 a1'),
  help('救救我', 'jiu4 jiu4 wo3'),
  help('老师救我', 'lao3 shi1 jiu4 wo3'),
  help('有人要打我', 'you3 ren2 yao4 da2 wo3'),
  help('别打我', 'bie2 da2 wo3'),
  help('不要打我', 'bu2 yao4 da2 wo3'),
  help('有人打架', 'you3 ren2 da3 jia4'),
  help('有人打我', 'you3 ren2 da2 wo3'),
  help('我要报警', 'wo3 yao4 bao4 jing3'),
  help('放开我', 'fang4 kai1 wo3'),
  help('来人啊', 'lai2 ren2 a1'),
  help('快来人', 'kuai4 lai2 ren2'),
  help('打人了', 'da3 ren2 le5'),
  help('打架了', 'da3 jia4 le5'),
  help('着火了', 'zhao2 huo3 le5'),
  insult('笨蛋', 'ben4 dan4'),
  insult('白痴', 'bai2 chi1'),
  insult('废物', 'fei4 wu4'),
  insult('滚蛋', 'gun3 dan4'),
  insult('去死', 'qu4 si3'),
  insult('丑八怪', 'chou3 ba1 guai4'),
  insult('神经病', 'shen2 jing1 bing4'),
  insult('不要脸', 'bu2 yao4 lian3'),
  insult('死胖子', 'si3 pang4 zi5'),
];

/** Is it a call for help that terminals listen for? Insults are only looked for in what is written down. */
export const isSaid = ({ on, severity }: Phrase): boolean => on && severity === 'urgent';
