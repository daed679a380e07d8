import type { Phrase } from '@anyuan/contracts/phrases.ts';
import { splitSyllable, tokensOf } from './tokens.ts';

/** Why a phrase cannot be listened for. */
export type PhraseRefusal =
  | 'phrase.empty'
  | 'phrase.tooLong'
  | 'phrase.noPinyin'
  | 'phrase.pinyinLength'
  | 'phrase.repeated';

/** Longest phrase, characters: what is longer is not cried in fear, and is seldom found. */
export const longestPhrase = 12;

/**
 * Third-tone sandhi as it is spoken: of third tones in a row all but the last rise (wo3 hen3 hao3
 * is wo2 hen2 hao3). The changes of 一 and 不 are the dictionary's work.
 */
export function withSandhi(syllables: readonly string[]): string[] {
  return syllables.map((syllable, i) =>
    syllable.endsWith('3') && syllables[i + 1]?.endsWith('3')
      ? `${syllable.slice(0, -1)}2`
      : syllable,
  );
}

/** One spelling for one sound: lower case, a digit on every syllable, 5 for the neutral tone. */
function tidy(pinyin: string): string | null {
  const syllables = pinyin.trim().toLowerCase().split(/\s+/).filter(Boolean);
  const parts = syllables.map((syllable) => {
    const found = splitSyllable(syllable);
    return found === null ? null : `${syllable.replace(/[0-5]$/, '')}${found.tone}`;
  });
  return parts.includes(null) || parts.length === 0 ? null : parts.join(' ');
}

/**
 * Judges a phrase with the pinyin that a person wrote or a dictionary gave. Punctuation and spaces
 * of the text are left out; every character needs its syllable.
 */
export function checkPhrase(
  draft: Omit<Phrase, 'pinyin'> & { pinyin: string },
): { phrase: Phrase } | { refusal: PhraseRefusal } {
  const text = draft.text.replace(/[\s\p{P}\p{S}]/gu, '');
  const characters = [...text];
  if (characters.length === 0) return { refusal: 'phrase.empty' };
  if (characters.length > longestPhrase) return { refusal: 'phrase.tooLong' };
  if (!characters.every((c) => /\p{Script=Han}/u.test(c))) return { refusal: 'phrase.noPinyin' };
  const pinyin = tidy(draft.pinyin);
  if (pinyin === null || tokensOf(pinyin) === null) return { refusal: 'phrase.noPinyin' };
  if (pinyin.split(' ').length !== characters.length) return { refusal: 'phrase.pinyinLength' };
  return { phrase: { ...draft, text, pinyin } };
}

/** The first phrase that stands twice in a list; null when none does. */
export function repeatedPhrase(phrases: readonly Phrase[]): string | null {
  const seen = new Set<string>();
  for (const { text } of phrases) {
    if (seen.has(text)) return text;
    seen.add(text);
  }
  return null;
}
