import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { defaultPhrases } from '@anyuan/contracts/phrases.ts';
import { blank, splitSyllable, tokenCount, tokensOf } from './tokens.ts';

const golden = JSON.parse(
  readFileSync(join(import.meta.dirname, 'golden/tokens.json'), 'utf8'),
) as { count: number; cases: { pinyin: string; tokens: number[] }[] };

test('pinyin becomes the tokens that the model was trained on', () => {
  assert.equal(tokenCount, golden.count);
  for (const { pinyin, tokens } of golden.cases) assert.deepEqual(tokensOf(pinyin), tokens, pinyin);
});

test('one sound has one name: written short or long, with y and w or without', () => {
  assert.deepEqual(splitSyllable('you3'), { initial: '', final: 'iou', tone: 3 });
  assert.deepEqual(splitSyllable('jiu4'), { initial: 'j', final: 'iou', tone: 4 });
  assert.deepEqual(splitSyllable('xuan1')?.final, splitSyllable('yuan1')?.final);
  assert.deepEqual(splitSyllable('le')?.tone, 5);
});

test('what is no syllable has no tokens', () => {
  for (const wrong of ['', ' ', 'hello4', 'jiu9', '救命', 'jiu4 ming4 x', 'n2']) {
    assert.equal(tokensOf(wrong), null, wrong);
  }
});

test('every phrase that ships can be heard, one syllable for each character', () => {
  for (const { text, pinyin } of defaultPhrases) {
    const tokens = tokensOf(pinyin);
    assert.ok(tokens !== null && !tokens.includes(blank), text);
    assert.equal(pinyin.split(' ').length, [...text].length, text);
  }
});
