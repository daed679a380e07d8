import type { DetectionKind, Reason } from '@anyuan/contracts/detection.ts';
import type { Phrase } from '@anyuan/contracts/phrases.ts';

/** What a transcript says about an event. */
export interface SecondLook {
  /** Calls for help in it, in the order of the school's list. */
  heard: string[];
  /** Phrases of the list that are worth knowing and page nobody (辱骂). */
  insults: string[];
  /** Clear words, and none of them a call for help. */
  isOtherTalk: boolean;
}

/** So many Chinese characters without a phrase are talk about something else. */
const otherTalkCharacters = 5;

const hanOf = (text: string) => [...text].filter((c) => /\p{Script=Han}/u.test(c)).join('');

const toneless = (pinyin: string) => ` ${pinyin.toLowerCase().replace(/[0-5]/g, '').trim()} `;

/**
 * Looks for the school's phrases in a transcript: as written, or (three characters and more) as
 * they sound without tones, for a recogniser writes 就命 for 救命. Phrases inside other words of two
 * characters are taken as written only.
 *
 * @param spell pinyin of a text, syllables apart, with or without tone numbers
 */
export function lookAgain(
  transcript: string,
  { phrases, spell }: { phrases: readonly Phrase[]; spell: (text: string) => string },
): SecondLook {
  const said = hanOf(transcript);
  const sound = said === '' ? '' : toneless(spell(said));
  const isIn = ({ text, pinyin }: Phrase) =>
    said.includes(text) || ([...text].length > 2 && sound.includes(toneless(pinyin)));
  const found = phrases.filter((phrase) => phrase.on && isIn(phrase));
  const ofSeverity = (severity: Phrase['severity']) =>
    found.filter((phrase) => phrase.severity === severity).map(({ text }) => text);
  const heard = ofSeverity('urgent');
  const isOtherTalk = heard.length === 0 && [...said].length >= otherTalkCharacters;
  return { heard, insults: ofSeverity('notice'), isOtherTalk };
}

interface Judged {
  kind: DetectionKind;
  confidence: 1 | 2 | 3 | 4;
  reasons: Reason[];
}

/** May people wait a moment for the second look? Only for words that nothing else supports. */
export const isCandidate = ({ kind, confidence }: Judged): boolean =>
  confidence === 2 && (kind === 'phrase' || kind === 'quarrel');

const reasonsOf = ({ heard, insults }: SecondLook): Reason[] => [
  ...heard.map((label): Reason => ({ branch: 'secondLook', label, score: 1 })),
  ...insults.map((label): Reason => ({ branch: 'insult', label, score: 1 })),
];

/** What was looked for and not found; the page says so in words. */
const nothingHeard: Reason = { branch: 'secondLook', label: 'nothing', score: 0 };

/**
 * A decision after its transcript. A call for help in it makes any sound a likely threat (3). Other
 * talk takes a candidate back to 1; a scream, a shout, a cry stays what it was, and what a hand or a
 * person said is never touched. Insults are a reason and change nothing. Silence says nothing.
 */
export function withSecondLook<D extends Judged>(decision: D, look: SecondLook): D {
  if (decision.kind === 'button' || decision.kind === 'person' || decision.confidence === 4) {
    return decision;
  }
  const isLower = isCandidate(decision) && look.isOtherTalk;
  const added = isLower ? [...reasonsOf(look), nothingHeard] : reasonsOf(look);
  if (added.length === 0) return decision;
  const confidence = look.heard.length > 0 ? 3 : isLower ? 1 : decision.confidence;
  return { ...decision, confidence, reasons: [...decision.reasons, ...added].slice(-16) };
}
