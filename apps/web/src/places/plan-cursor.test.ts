import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PlanPoint } from '@anyuan/contracts/places.ts';
import fc from 'fast-check';
import { cursorStep } from './plan-cursor.ts';

const press = (key: string, shiftKey = false) => ({ key, shiftKey });

test('arrows move by one percent, with Shift by five; from the middle or the last corner', () => {
  const none = { cursor: null, corners: [] };
  assert.deepEqual(cursorStep(press('ArrowLeft'), none), { kind: 'move', to: [0.49, 0.5] });
  assert.deepEqual(cursorStep(press('ArrowDown', true), none), { kind: 'move', to: [0.5, 0.55] });
  const corners: PlanPoint[] = [[0.2, 0.3]];
  const next = cursorStep(press('ArrowUp'), { cursor: null, corners });
  assert.deepEqual(next, { kind: 'move', to: [0.2, 0.29] });
});

test('Enter begins, then sets corners; Backspace takes one back; Esc ends', () => {
  const at: PlanPoint = [0.1, 0.1];
  assert.deepEqual(cursorStep(press('Enter'), { cursor: null, corners: [] }), {
    kind: 'move',
    to: [0.5, 0.5],
  });
  const now = { cursor: at, corners: [at] };
  assert.deepEqual(cursorStep(press('Enter'), now), { kind: 'corner', at });
  assert.deepEqual(cursorStep(press('Backspace'), now), { kind: 'back' });
  assert.deepEqual(cursorStep(press('Escape'), now), { kind: 'end' });
});

test('who draws with a mouse keeps Enter and Esc as they were', () => {
  const mouse = { cursor: null, corners: [[0.1, 0.1]] as PlanPoint[] };
  assert.equal(cursorStep(press('Enter'), mouse), null);
  assert.equal(cursorStep(press('Escape'), mouse), null);
  assert.equal(cursorStep(press('x'), mouse), null);
});

test('no way of arrows leads off the sheet', () => {
  const keys = fc.constantFrom('ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown');
  fc.assert(
    fc.property(fc.array(fc.tuple(keys, fc.boolean()), { maxLength: 80 }), (pressed) => {
      let cursor: PlanPoint | null = null;
      for (const [key, shift] of pressed) {
        const step = cursorStep(press(key, shift), { cursor, corners: [] });
        assert.ok(step?.kind === 'move' && step.to.every((v) => v >= 0 && v <= 1));
        cursor = step.to;
      }
    }),
  );
});
