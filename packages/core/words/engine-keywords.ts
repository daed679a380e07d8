import type { Phrase } from '@anyuan/contracts/phrases.ts';
import { splitSyllable } from './tokens.ts';

/** Tone marks as combining characters, by tone; the neutral tone has none. */
const marks = ['', '\u0304', '\u0301', '\u030c', '\u0300', ''];
const written = /^(zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?(.+?)([0-5])?$/;

/** The mark stands on a, else e, else o, else the last vowel: jiù, dǎo, xué. */
function marked(final: string, tone: number): string {
  const at = ['a', 'e', 'o'].map((vowel) => final.indexOf(vowel)).find((i) => i >= 0);
  const last = Math.max(...['i', 'u', 'ü'].map((vowel) => final.lastIndexOf(vowel)));
  const place = (at ?? last) + 1;
  return `${final.slice(0, place)}${marks[tone] ?? ''}${final.slice(place)}`.normalize('NFC');
}

/**
 * "jiu4 ming4" as the tokens of the released zipformer (wenetspeech): the initial as it is written, y
 * and w included, then the rest with its tone mark: j iù m ìng. Null when a syllable is no Mandarin.
 * Source: text2token of sherpa-onnx, tokens type ppinyin.
 */
export function engineTokensOf(pinyin: string): string[] | null {
  const tokens: string[] = [];
  for (const syllable of pinyin.split(/\s+/).filter(Boolean)) {
    const parts = splitSyllable(syllable);
    if (parts === null) return null;
    const plain = syllable.toLowerCase().replace('u:', 'ü').replace('v', 'ü');
    const [, initial, final = ''] = written.exec(plain) ?? [];
    if (initial !== undefined) tokens.push(initial);
    tokens.push(marked(final, parts.tone));
  }
  return tokens.length === 0 ? null : tokens;
}

/** A phrase that the engine cannot listen for, with the tokens it does not know. */
export interface UnknownPhrase {
  phrase: Phrase;
  missing: string[];
}

export interface EngineKeywords {
  /** What the engine listens for, one keyword a line. */
  lines: string[];
  heard: Phrase[];
  unknown: UnknownPhrase[];
}

/** The engine's own threshold is 0.25 of probability where ours is 0.5. */
const thresholdShare = 0.5;
/** From -0.3 to 0.3 a boost is a quarter to four times the engine's own. */
const boostBase = 4;
const boostRange = 0.3;

function lineOf(tokens: readonly string[], { text, boost, threshold }: Phrase): string {
  const score = boostBase ** (boost / boostRange);
  const least = threshold * thresholdShare;
  return `${tokens.join(' ')} :${score.toFixed(2)} #${least.toFixed(3)} @${text}`;
}

/**
 * Keyword lines of the urgent phrases that are on. Each is listed as it is spoken and, where that
 * differs, as a dictionary spells it: the released model learnt spellings without sandhi (bù yào),
 * people speak with it (bú yào).
 *
 * @param known the engine's token table
 * @param dictionary pinyin of a text without sandhi, tone numbers, syllables apart
 */
export function engineKeywordsOf(
  phrases: readonly Phrase[],
  { known, dictionary }: { known: ReadonlySet<string>; dictionary: (text: string) => string },
): EngineKeywords {
  const made: EngineKeywords = { lines: [], heard: [], unknown: [] };
  for (const phrase of phrases) {
    if (!phrase.on || phrase.severity !== 'urgent') continue;
    const spellings = [phrase.pinyin, dictionary(phrase.text)].map(engineTokensOf);
    const missing = (spellings[0] ?? [phrase.pinyin]).filter((token) => !known.has(token));
    const whole = spellings.filter((tokens) => tokens?.every((token) => known.has(token)));
    const lines = new Set(whole.map((tokens) => lineOf(tokens ?? [], phrase)));
    made.lines.push(...lines);
    if (lines.size === 0) made.unknown.push({ phrase, missing: [...new Set(missing)] });
    else made.heard.push(phrase);
  }
  return made;
}
