import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ClipNote } from '@anyuan/contracts/clip-note.ts';
import fc from 'fast-check';
import { noteParts } from './note-parts.ts';

const note = (over: Partial<ClipNote>): ClipNote => ({
  ...{ v: 1, engine: 'paraformer', transcript: '', heard: [], insults: [], before: 2, after: 2 },
  ...over,
});

test('calls for help and insults are marked where they were said', () => {
  const given = note({ transcript: '你滚蛋，救命，滚蛋', heard: ['救命'], insults: ['滚蛋'] });
  assert.deepEqual(
    noteParts(given).map(({ text, is }) => `${is} ${text}`),
    ['plain 你', 'insult 滚蛋', 'plain ，', 'help 救命', 'plain ，', 'insult 滚蛋'],
  );
  // Heard by its sound only: nothing to mark.
  assert.deepEqual(noteParts(note({ transcript: '就命', heard: ['救命'] })).length, 1);
});

test('no word of a transcript is lost or doubled', () => {
  fc.assert(
    fc.property(fc.string(), fc.array(fc.string({ minLength: 1, maxLength: 3 })), (said, words) => {
      const parts = noteParts(note({ transcript: said, heard: words }));
      assert.equal(parts.map(({ text }) => text).join(''), said);
      assert.equal(new Set(parts.map(({ at }) => at)).size, parts.length);
    }),
  );
});
