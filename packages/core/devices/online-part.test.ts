import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { onlinePart } from './online-part.ts';

const dayMs = 86_400_000;

test('a terminal that went for a quarter of the time was there for three', () => {
  const events = [
    { at: 4, online: false },
    { at: 6, online: true },
  ];
  assert.equal(onlinePart({ fromAt: 0, now: 8, events, state: 'online' }), 0.75);
});

test('without an event it is what it is; never heard of is not 0 %', () => {
  const about = { fromAt: 0, now: 8, events: [] };
  assert.equal(onlinePart({ ...about, state: 'online' }), 1);
  assert.equal(onlinePart({ ...about, state: 'offline' }), 0);
  assert.equal(onlinePart({ ...about, state: 'unknown' }), null);
});

test('whatever is repeated, it is a part of the whole', () => {
  const event = fc.record({ at: fc.integer({ min: 0, max: dayMs }), online: fc.boolean() });
  fc.assert(
    fc.property(fc.array(event), (list) => {
      const events = list.toSorted((a, b) => a.at - b.at);
      const part = onlinePart({ fromAt: 0, now: dayMs, events, state: 'offline' });
      assert.ok(part !== null && part >= 0 && part <= 1);
    }),
  );
});
