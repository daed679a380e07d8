import { withSandhi } from '@anyuan/core/words/phrases.ts';
import { pinyin } from 'pinyin-pro';

/**
 * Pinyin of Chinese characters as they are spoken ("别打我" gives "bie2 da2 wo3"). A character
 * without pinyin stays as it is, so that whoever checks the result can see it.
 */
export function spell(text: string): string {
  const plain = text.replace(/[\s\p{P}\p{S}]/gu, '');
  const syllables = pinyin(plain, { toneType: 'num', type: 'array', nonZh: 'spaced' });
  return withSandhi(syllables.map((syllable) => syllable.replace(/0$/, '5'))).join(' ');
}
