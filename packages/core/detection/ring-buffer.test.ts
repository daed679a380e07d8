import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { makeRingBuffer, toInt16 } from './ring-buffer.ts';

test('what is still held reads back as it was, whatever the sizes', () => {
  const run = fc.record({
    capacity: fc.integer({ min: 1, max: 50 }),
    chunks: fc.array(fc.integer({ min: 0, max: 80 }), { maxLength: 12 }),
    from: fc.integer({ min: -20, max: 500 }),
    length: fc.integer({ min: -5, max: 500 }),
  });
  fc.assert(
    fc.property(run, ({ capacity, chunks, from, length }) => {
      const ring = makeRingBuffer(capacity);
      const all: number[] = [];
      for (const n of chunks) {
        const chunk = Float32Array.from({ length: n }, (_, i) => (all.length + i) / 32_768);
        ring.push(chunk);
        all.push(...chunk);
      }
      assert.equal(ring.endSample(), all.length);
      assert.equal(ring.firstSample(), Math.max(0, all.length - capacity));
      const first = Math.min(all.length, Math.max(ring.firstSample(), from));
      const expected = all.slice(first, Math.max(first, from + length)).map(toInt16);
      assert.deepEqual([...ring.read(from, from + length)], expected);
    }),
  );
});

test('samples outside -1..1 are clipped and what is no number is silence', () => {
  assert.deepEqual([2, -2, NaN, 0.5].map(toInt16), [32_767, -32_768, 0, 16_384]);
});
