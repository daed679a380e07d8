import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { cleanChunk, makeFramer } from './frames.ts';

const ramp = (length: number) => Float32Array.from({ length }, (_, i) => i + 1);

test('however the stream is cut, the windows are the same, evenly spaced and complete', () => {
  const sizes = fc.record({
    hop: fc.integer({ min: 1, max: 40 }),
    extra: fc.integer({ min: 0, max: 60 }),
    cuts: fc.array(fc.integer({ min: 0, max: 70 }), { maxLength: 20 }),
  });
  fc.assert(
    fc.property(sizes, ({ hop, extra, cuts }) => {
      const framer = makeFramer({ windowSamples: hop + extra, hopSamples: hop });
      const total = cuts.reduce((sum, n) => sum + n, 0);
      const stream = ramp(total);
      const windows: ReturnType<typeof framer.push> = [];
      let at = 0;
      for (const n of cuts) {
        windows.push(...framer.push(stream.subarray(at, at + n)));
        at += n;
      }
      const full = total < hop + extra ? 0 : Math.floor((total - hop - extra) / hop) + 1;
      assert.equal(windows.length, full);
      windows.forEach((window, i) => {
        assert.equal(window.fromSample, i * hop);
        assert.deepEqual(window.pcm, stream.slice(window.fromSample, window.toSample));
      });
      // The end is looked at too, exactly once.
      const last = framer.flush();
      const shown = full === 0 ? 0 : (full - 1) * hop + hop + extra;
      assert.equal(last.length, total > shown ? 1 : 0);
      if (last[0]) assert.ok([...last[0].pcm].includes(total));
      assert.deepEqual(framer.flush(), []);
    }),
  );
});

test('sizes that cannot work are refused', () => {
  for (const sizes of [
    { windowSamples: 0, hopSamples: 0 },
    { windowSamples: 10, hopSamples: 11 },
    { windowSamples: 10.5, hopSamples: 1 },
  ]) {
    assert.throws(() => makeFramer(sizes), RangeError);
  }
});

test('a broken driver cannot put NaN, infinities or wild values into the stream', () => {
  const broken = Float32Array.from([NaN, Infinity, -Infinity, 1e30, -7, 0.25]);
  assert.deepEqual([...cleanChunk(broken)], [0, 0, 0, 1, -1, 0.25]);
});

test('a stream that has long been running goes on being counted', () => {
  const framer = makeFramer({ windowSamples: 4, hopSamples: 2 }, 100);
  const windows = framer.push(new Float32Array(6));
  assert.deepEqual(
    windows.map(({ fromSample, toSample }) => [fromSample, toSample]),
    [
      [100, 104],
      [102, 106],
    ],
  );
});
