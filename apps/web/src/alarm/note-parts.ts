import type { ClipNote } from '@anyuan/contracts/clip-note.ts';

/** A piece of a transcript; `at` is where it begins. */
export interface NotePart {
  text: string;
  is: 'plain' | 'help' | 'insult';
  at: number;
}

/** The transcript cut at the phrases of the school's list that stand in it as written. */
export function noteParts({ transcript, heard, insults }: ClipNote): NotePart[] {
  const marks = [
    ...heard.map((word) => ({ word, is: 'help' as const })),
    ...insults.map((word) => ({ word, is: 'insult' as const })),
  ];
  const parts: NotePart[] = [];
  let plainFrom = 0;
  let at = 0;
  const plainUntil = (to: number) => {
    if (to > plainFrom) {
      parts.push({ text: transcript.slice(plainFrom, to), is: 'plain', at: plainFrom });
    }
  };
  while (at < transcript.length) {
    const mark = marks.find(({ word }) => transcript.startsWith(word, at));
    if (mark === undefined) {
      at += 1;
      continue;
    }
    plainUntil(at);
    parts.push({ text: mark.word, is: mark.is, at });
    at += mark.word.length;
    plainFrom = at;
  }
  plainUntil(transcript.length);
  return parts;
}
