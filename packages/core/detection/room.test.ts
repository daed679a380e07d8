import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { hearRoom, type Room, roomRule, thresholdIn } from './room.ts';

const lookMs = 240;

/** A room after scores, one every look. */
function roomOf(scores: readonly number[]): Room | undefined {
  let room: Room | undefined;
  scores.forEach((score, i) => {
    room = hearRoom(room, { score, atMs: i * lookMs });
  });
  return room;
}

const minutes = (count: number, score: number) =>
  Array.from({ length: (count * 60_000) / lookMs }, () => score);

test('a room that is not known yet has the shipped threshold', () => {
  assert.equal(thresholdIn(undefined, 0.6), 0.6);
  assert.equal(thresholdIn(roomOf(minutes(0.5, 0.9)), 0.6), 0.6);
});

test('where nothing resembles the event the threshold comes down, to its bound', () => {
  assert.equal(thresholdIn(roomOf(minutes(3, 0)), 0.6), 0.6 * roomRule.lowest);
});

test('where much resembles it the threshold goes up, to its bound', () => {
  const highest = 0.6 + 0.4 * roomRule.highest;
  assert.ok(Math.abs(thresholdIn(roomOf(minutes(3, 0.58)), 0.6) - highest) < 1e-12);
});

test('two events are no room, and a louder day is forgotten after some minutes', () => {
  const quiet = minutes(1, 0.02);
  const events = [...quiet, 1, ...quiet, 1, ...quiet];
  assert.equal(thresholdIn(roomOf(events), 0.6), 0.6 * roomRule.lowest);
  const after = [...minutes(5, 0.9), ...minutes(4, 0)];
  assert.equal(thresholdIn(roomOf(after), 0.6), 0.6 * roomRule.lowest);
});

test('whatever was heard, the threshold keeps its bounds and certainty counts', () => {
  const scores = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 1_000 });
  fc.assert(
    fc.property(scores, fc.double({ min: 0.1, max: 0.995, noNaN: true }), (heard, shipped) => {
      const threshold = thresholdIn(roomOf(heard), shipped);
      assert.ok(threshold >= shipped * roomRule.lowest - 1e-12);
      assert.ok(threshold < 1);
    }),
  );
});
