import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defaultPhrases, type Phrase } from '@anyuan/contracts/phrases.ts';
import fc from 'fast-check';
import { defaultSpotterSettings, makeSpotter } from './spotter.ts';
import { blank, tokenCount, tokensOf } from './tokens.ts';

const phrase = (pinyin: string, changes: Partial<Phrase> = {}): Phrase => ({
  ...{ text: pinyin, pinyin, boost: 0, threshold: 0.5, severity: 'urgent', on: true },
  ...changes,
});

/** What a sure network would give: each token in one frame, blanks between, `share` on the token. */
function saying(pinyin: string, share = 0.98): Float32Array {
  const tokens = (tokensOf(pinyin) ?? []).flatMap((token) => [token, blank]);
  const out = new Float32Array(tokens.length * tokenCount);
  out.fill(Math.log((1 - share) / (tokenCount - 1)));
  tokens.forEach((token, i) => {
    out[i * tokenCount + token] = Math.log(share);
  });
  return out;
}

const best = (heard: { text: string; score: number }[], text: string) =>
  heard.find((h) => h.text === text)?.score ?? 0;

test('a phrase that was said scores high, however the stream was cut', () => {
  const said = saying('da4 jia1 jiu4 jiu4 wo3 ba5');
  const whole = best(makeSpotter([phrase('jiu4 jiu4 wo3')]).push(said), 'jiu4 jiu4 wo3');
  assert.ok(whole > 0.9, `${whole}`);
  const spotter = makeSpotter([phrase('jiu4 jiu4 wo3')]);
  let cut = 0;
  for (let at = 0; at < said.length; at += 3 * tokenCount) {
    const heard = spotter.push(said.subarray(at, at + 3 * tokenCount));
    cut = Math.max(cut, best(heard, 'jiu4 jiu4 wo3'));
  }
  assert.ok(Math.abs(cut - whole) < 1e-9);
});

test('near misses stay below: another syllable, another word, half of it', () => {
  for (const said of ['wo3 yao4 bao4 ming2', 'wo3 yao4 bao4 gao4', 'wo3 yao4', 'bao4 jing3']) {
    const heard = makeSpotter([phrase('wo3 yao4 bao4 jing3')]).push(saying(said));
    assert.ok(best(heard, 'wo3 yao4 bao4 jing3') < 0.5, said);
  }
});

test('a wrong tone costs, and costs less than a wrong syllable', () => {
  const score = (said: string) =>
    best(makeSpotter([phrase('jiu4 jiu4 wo3')]).push(saying(said)), 'jiu4 jiu4 wo3');
  assert.ok(score('jiu4 jiu4 wo3') > score('jiu4 jiu4 wo4'));
  assert.ok(score('jiu4 jiu4 wo4') > score('jiu4 jiu4 ta1'));
});

test('boost and threshold shift the score; what is off or cannot be spelt is not listened for', () => {
  const said = saying('kuai4 lai2 ren2', 0.5);
  const score = (changes: Partial<Phrase>) =>
    best(makeSpotter([phrase('kuai4 lai2 ren2', changes)]).push(said), 'kuai4 lai2 ren2');
  assert.ok(score({ boost: -0.2 }) < score({}));
  assert.ok(score({ threshold: 0.8 }) < score({}));
  assert.deepEqual(makeSpotter([phrase('kuai4 lai2 ren2', { on: false })]).push(said), []);
  assert.deepEqual(makeSpotter([phrase('hello')]).push(said), []);
});

test('a phrase drawn out over many seconds is no phrase', () => {
  const slow = new Float32Array(400 * tokenCount).fill(-9);
  for (let frame = 0; frame < 400; frame += 1) slow[frame * tokenCount] = -0.01;
  const tokens = tokensOf('jiu4 ming4') ?? [];
  tokens.forEach((token, i) => {
    slow[i * 120 * tokenCount + token] = 0;
  });
  const heard = makeSpotter([phrase('jiu4 ming4')]).push(slow);
  assert.ok(best(heard, 'jiu4 ming4') < 0.5);
});

test('scores are numbers from 0 to 1 whatever the network gives', () => {
  const value = fc.oneof(fc.float({ max: 0, noNaN: false }), fc.constant(Number.NEGATIVE_INFINITY));
  fc.assert(
    fc.property(fc.array(value, { minLength: 1, maxLength: 40 }), (values) => {
      const frames = Float32Array.from({ length: tokenCount * 6 }, (_, i) => {
        return values[i % values.length] ?? 0;
      });
      for (const { score } of makeSpotter(defaultPhrases, defaultSpotterSettings).push(frames)) {
        assert.ok(score >= 0 && score <= 1, `${score}`);
      }
    }),
    { numRuns: 60 },
  );
});
