import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ClipRow, readManifest } from './clip-list.ts';
import { phraseFigures } from './phrase-figures.ts';
import { quarrelFigures } from './quarrel-figures.ts';
import type { HeardClip } from './score-clips.ts';

const columns = 'path,set,label,transcript,pinyin,speaker,seconds';

function rowOf(line: string): ClipRow {
  const [row] = readManifest(`${columns}\n${line}\n`, new Map());
  if (row === undefined) throw new Error(line);
  return row;
}

/** A clip of 36 s in which nothing but these scores was heard. */
function clip(line: string, { phrase = 0, quarrel = 0 }: { phrase?: number; quarrel?: number }) {
  const file = { seconds: 36, leadMs: 0, onsetMs: 0, levels: [], notes: [] };
  const ours = {
    ...{ looks: [], words: [], decisions: [], failures: [] },
    ...{ phrases: { 救救我: phrase, 别打我: 0.1 }, quarrel: [0, quarrel, 0] },
  };
  return { row: rowOf(line), heard: { file, ours, teacher: null } } satisfies HeardClip;
}

const help = 'a.flac,phrases_syllable,help,救救我,jiu4 jiu4 wo3,zhA,1';

test('phrases are counted by length and voices, confusables apart from the hours', () => {
  const quiet = Array.from({ length: 100 }, (_, i) =>
    clip(`q${i}.flac,x,rain,,,,36`, { phrase: i === 0 ? 0.6 : 0.2 }),
  );
  const figures = phraseFigures([
    ...[clip(help, { phrase: 0.9 }), clip(help, { phrase: 0.55 }), clip(help, { phrase: 0.3 })],
    clip('b.flac,phrases_tts,help,救命,jiu4 ming4,ttsa,1', { phrase: 0.7 }),
    clip('c.flac,phrases_syllable,nonhelp_phrase,舅舅我,jiu4 jiu4 wo3,zhA,1', { phrase: 0.8 }),
    clip('d.flac,phrases_syllable,nonhelp_phrase,快来看,kuai4 lai2 kan4,zhA,1', { phrase: 0.4 }),
    clip('e.flac,phrases_syllable,nonhelp_phrase,快来看,kuai4 lai2 kan4,zhB,1', { phrase: 1 }),
    ...quiet,
  ]);
  assert.ok(figures !== null);
  assert.equal(figures.hours, 1);
  const [long, short, , made] = figures.groups;
  assert.deepEqual([long?.clips, short?.clips, made?.clips], [3, 0, 1]);
  // One false alarm an hour is allowed: the threshold lies above the second highest, 0.2.
  assert.deepEqual([long?.recallAt1.hits, long?.recallAt1.above], [3, 0.2]);
  assert.equal(long?.shipped.hits, 2);
  const [recorded] = figures.confusables;
  assert.deepEqual([recorded?.taken.hits, recorded?.taken.of, recorded?.alike.hits], [1, 2, 1]);
  assert.deepEqual(figures.takenMost, [{ said: '舅舅我', taken: 1, of: 1 }]);
});

test('anger is told from calm, and a corpus without it says nothing', () => {
  const calm = clip('n.flac,emotion_de,neutral_speech,,,a,2', { quarrel: 0.1 });
  const angry = clip('a.flac,emotion_de,angry_speech,,,a,2', { quarrel: 0.8 });
  const figures = quarrelFigures([calm, angry]);
  const [contrast] = figures?.contrasts ?? [];
  assert.deepEqual([figures?.anger, figures?.over.hits], [1, 1]);
  assert.deepEqual([contrast?.clips, contrast?.quarrel, contrast?.over.hits], [1, 1, 0]);
  assert.equal(quarrelFigures([calm]), null);
  assert.equal(phraseFigures([calm]), null);
});
