import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ClipNote } from '@anyuan/contracts/clip-note.ts';
import fc from 'fast-check';
import { noteOf, withNote } from './clip-note.ts';

/** A header of our kind and a second of silence. */
function wav(samples = 16_000): Uint8Array {
  const bytes = new Uint8Array(44 + samples * 2);
  const view = new DataView(bytes.buffer);
  for (const [at, text] of [
    [0, 'RIFF'],
    [8, 'WAVEfmt '],
    [36, 'data'],
  ] as const) {
    for (let i = 0; i < text.length; i += 1) view.setUint8(at + i, text.charCodeAt(i));
  }
  view.setUint32(4, bytes.length - 8, true);
  view.setUint32(16, 16, true);
  view.setUint32(40, samples * 2, true);
  return bytes;
}

const note: ClipNote = {
  ...{ v: 1, engine: 'sense-voice', transcript: '老师救命', heard: ['救命'], insults: [] },
  ...{ before: 2, after: 3 },
};

test('a note that is written is read, and the sound before it is the same', () => {
  const word = fc.string({ minLength: 1, maxLength: 40, unit: 'grapheme' });
  fc.assert(
    fc.property(fc.string({ maxLength: 60 }), fc.array(word, { maxLength: 4 }), (said, heard) => {
      const short = heard.map((text) => text.slice(0, 40));
      const given = { ...note, transcript: said, heard: short };
      const whole = withNote(wav(), given);
      assert.deepEqual(whole.subarray(8, wav().length), wav().subarray(8));
      assert.deepEqual(noteOf(whole), JSON.parse(JSON.stringify(given)));
    }),
  );
});

test('no note, a cut one, a made-up one and any bytes are none', () => {
  assert.equal(noteOf(wav()), null);
  const whole = withNote(wav(), note);
  assert.equal(noteOf(whole.subarray(0, whole.length - 3)), null);
  const other = withNote(wav(), { ...note, transcript: 'x'.repeat(301) });
  assert.equal(noteOf(other), null);
  fc.assert(fc.property(fc.uint8Array(), (bytes) => noteOf(bytes) === null));
});
