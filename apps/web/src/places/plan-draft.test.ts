import assert from 'node:assert/strict';
import { test } from 'node:test';
import { emptyFloorPlan, type FloorPlan, type PlanPoint } from '@anyuan/contracts/places.ts';
import fc from 'fast-check';
import { type DraftStep, draw, moved, putMark, putOutline, without } from './plan-draft.ts';

const square: PlanPoint[] = [
  [0.2, 0.2],
  [0.4, 0.2],
  [0.4, 0.4],
  [0.2, 0.4],
];
const drawn = putOutline(emptyFloorPlan, { zoneId: 'z', points: square });
const start = { plan: emptyFloorPlan, past: [], future: [] };

test('as many undos as steps lead back, as many redos lead forth again', () => {
  const plans = fc.array(fc.integer({ min: 0, max: 1e6 }), { maxLength: 60 });
  fc.assert(
    fc.property(plans, (numbers) => {
      const steps = numbers.map(
        (n): FloorPlan => ({ ...emptyFloorPlan, picture: { id: `${n}`, width: 1, height: 1 } }),
      );
      const end = steps.reduce(
        (d, plan) => draw(d, { type: 'change', plan }),
        start as ReturnType<typeof draw>,
      );
      const repeat = (type: DraftStep['type'] & ('undo' | 'redo'), from: typeof end) =>
        steps.reduce((d) => draw(d, { type }), from);
      const back = repeat('undo', end);
      assert.equal(back.plan, emptyFloorPlan);
      assert.equal(repeat('redo', back).plan, end.plan);
    }),
  );
});

test('something new ends what could be redone', () => {
  const one = draw(start, { type: 'change', plan: drawn });
  const back = draw(one, { type: 'undo' });
  assert.equal(draw(back, { type: 'change', plan: { ...drawn } }).future.length, 0);
});

test('an outline keeps its shape at the edge of the sheet', () => {
  const far = moved(drawn, { kind: 'outline', zoneId: 'z', corner: null }, [5, -5]);
  const points = far.outlines[0]?.points ?? [];
  const width = Math.max(...points.map((p) => p[0])) - Math.min(...points.map((p) => p[0]));
  assert.ok(Math.abs(width - 0.2) < 1e-12);
  assert.ok(points.every(([x, y]) => x <= 1 && y >= 0));
});

test('removing: corners down to a triangle, then the whole', () => {
  const corner = { kind: 'outline', zoneId: 'z', corner: 0 } as const;
  const three = without(drawn, corner);
  assert.equal(three.outlines[0]?.points.length, 3);
  assert.deepEqual(without(three, corner).outlines, []);
  const marked = putMark(drawn, { id: 'm', kind: 'camera', at: [0.5, 0.5], name: 'm', url: '' });
  assert.deepEqual(without(marked, { kind: 'mark', id: 'm' }), drawn);
});
