import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { firstHit, graceMs, judge, quietMs, readTruth } from './truth.ts';

const items = readTruth(`stream,start_s,end_s,label,snr,clip
a,10,12,scream,5,x.opus
a,13,14,help,,
a,20,21,neg:laugh,0,
a,30,31,gasp,,
`);
const at = (kind: string, sec: number) => ({
  ...{ kind, beganMs: 0, confidence: 2 },
  decidedMs: sec * 1000,
});

test('a hit lies within the span or two seconds after it', () => {
  for (const [sec, is] of [
    [9.9, 'false'],
    [10, 'hit'],
    [14, 'hit'],
    [14.1, 'other'],
    [16.1, 'false'],
  ] as const) {
    assert.equal(judge(at('scream', sec), items).is, is, `${sec} s`);
  }
  const [scream] = items;
  assert.ok(scream);
  const decisions = [at('cry', 11), at('scream', 9), at('scream', 13.5), at('scream', 13.9)];
  assert.equal(firstHit(scream, decisions, 'scream')?.decidedMs, 13_500);
});

test('a distractor makes a false alarm, what is neither makes none', () => {
  const laugh = judge(at('scream', 20.5), items);
  assert.ok(laugh.is === 'false' && laugh.item?.label === 'neg:laugh');
  assert.equal(judge(at('scream', 30.5), items).is, 'other');
  assert.deepEqual(judge(at('bang', 50), items), { is: 'false', item: null });
});

test('numbers and columns that are wrong are told with their row', () => {
  assert.throws(() => readTruth('stream,start_s,end_s\na,1,2'), /label/);
  assert.throws(() => readTruth('stream,start_s,end_s,label\na,2,1,scream'), /row 2/);
  assert.throws(() => readTruth('stream,start_s,end_s,label\na,,1,scream'), /row 2/);
  assert.equal(items[1]?.snrDb, null);
});

test('quiet time is what no event and its grace covers', () => {
  const span = fc.tuple(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 9 }));
  fc.assert(
    fc.property(fc.array(span, { maxLength: 8 }), (spans) => {
      const events = spans.map(([from, length]) => ({
        ...{ stream: 'a', label: 'scream', meaning: 'scream' as const, snrDb: null, clip: '' },
        ...{ fromMs: from * 1000, toMs: (from + length) * 1000 },
      }));
      let quiet = 0;
      for (let ms = 500; ms < 50_000; ms += 1_000) {
        const isBusy = events.some((e) => ms >= e.fromMs && ms <= e.toMs + graceMs);
        if (!isBusy) quiet += 1_000;
      }
      return quietMs(events, 50_000) === quiet;
    }),
  );
});
