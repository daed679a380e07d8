import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defaultPhrases, type Phrase } from '@anyuan/contracts/phrases.ts';
import fc from 'fast-check';
import { engineKeywordsOf, engineTokensOf } from './engine-keywords.ts';

const spelt = (pinyin: string) => engineTokensOf(pinyin)?.join(' ');
const phrase = (changes: Partial<Phrase> = {}): Phrase => ({
  ...{ text: '不要打我', pinyin: 'bu2 yao4 da2 wo3', boost: 0, threshold: 0.5 },
  ...{ severity: 'urgent', on: true },
  ...changes,
});
const dictionary = () => 'bu4 yao4 da3 wo3';
const all = { has: () => true } as unknown as ReadonlySet<string>;

test('pinyin is spelt as the examples of the released model are', () => {
  assert.equal(spelt('xiao3 ai4 tong2 xue2'), 'x iǎo ài t óng x ué');
  assert.equal(spelt('ni3 hao3 jun1 ge1'), 'n ǐ h ǎo j ūn g ē');
  assert.equal(spelt('ni3 hao3 wen4 wen4'), 'n ǐ h ǎo w èn w èn');
  assert.equal(spelt('xiao3 yi4 xiao3 yi4'), 'x iǎo y ì x iǎo y ì');
  assert.equal(spelt('lin2 mei3 li4'), 'l ín m ěi l ì');
});

test('ü, the neutral tone and syllables without an initial have their spelling', () => {
  assert.equal(spelt('nü3 lüe4 lv4 ju2 yu3'), 'n ǚ l üè l ǜ j ú y ǔ');
  assert.equal(spelt('da3 ren2 le5'), 'd ǎ r én l e');
  assert.equal(spelt('er2 an1 liu2 gui4'), 'ér ān l iú g uì');
  assert.equal(engineTokensOf('hello4'), null);
  assert.equal(engineTokensOf(''), null);
});

test('every phrase that ships is spelt: two tokens a syllable at most, each with one tone', () => {
  for (const { text, pinyin } of defaultPhrases) {
    const tokens = engineTokensOf(pinyin) ?? [];
    assert.ok(tokens.length >= [...text].length && tokens.length <= 2 * [...text].length, text);
    for (const token of tokens) assert.equal(token, token.normalize('NFC'));
  }
});

test('a phrase is listed as spoken and as the dictionary spells it, with its own numbers', () => {
  const { lines, heard } = engineKeywordsOf([phrase({ boost: 0.3, threshold: 0.7 })], {
    ...{ known: all, dictionary },
  });
  assert.deepEqual(lines, [
    'b ú y ào d á w ǒ :4.00 #0.350 @不要打我',
    'b ù y ào d ǎ w ǒ :4.00 #0.350 @不要打我',
  ]);
  assert.equal(heard.length, 1);
  const same = engineKeywordsOf([phrase()], { known: all, dictionary: () => 'bu2 yao4 da2 wo3' });
  assert.deepEqual(same.lines, ['b ú y ào d á w ǒ :1.00 #0.250 @不要打我']);
});

test('tokens that the model does not know are named; one known spelling is enough', () => {
  const known = new Set('b ù y ào d ǎ w ǒ'.split(' '));
  const some = engineKeywordsOf([phrase()], { known, dictionary });
  assert.deepEqual([some.lines.length, some.unknown.length], [1, 0]);
  known.delete('ào');
  const none = engineKeywordsOf([phrase()], { known, dictionary });
  assert.deepEqual(none.lines, []);
  assert.deepEqual(none.unknown[0]?.missing, ['ú', 'ào', 'á']);
});

test('insults and what is switched off are not listened for', () => {
  const quiet = [phrase({ severity: 'notice' }), phrase({ on: false })];
  assert.deepEqual(engineKeywordsOf(quiet, { known: all, dictionary }).lines, []);
});

test('whatever a school sets, a line is one that the engine can read', () => {
  fc.assert(
    fc.property(
      fc.double({ min: -0.3, max: 0.3, noNaN: true }),
      fc.double({ min: 0.05, max: 0.99, noNaN: true }),
      (boost, threshold) => {
        const { lines } = engineKeywordsOf([phrase({ boost, threshold })], {
          ...{ known: all, dictionary },
        });
        for (const line of lines) assert.match(line, / :[0-4]\.\d\d #0\.\d{3} @不要打我$/);
      },
    ),
  );
});
