import assert from 'node:assert/strict';
import { test } from 'node:test';
import { emptyFloorPlan, type FloorPlan, type PlanMark } from '@anyuan/contracts/places.ts';
import { nearCameras } from './near-cameras.ts';

const zoneId = '00000000-0000-4000-8000-000000000001';
const mark = (name: string, at: [number, number], kind: PlanMark['kind'] = 'camera') => ({
  ...{ id: `00000000-0000-4000-8000-0000000000${name.charCodeAt(0)}`, kind, at, name, url: '' },
});
const box: [number, number][] = [
  [0.4, 0.4],
  [0.6, 0.4],
  [0.6, 0.6],
  [0.4, 0.6],
];
const plan = (marks: PlanMark[], width = 1000): FloorPlan => ({
  picture: { id: zoneId, width, height: 1000 },
  outlines: [{ zoneId, points: box }],
  marks,
});
const names = (of: FloorPlan) => nearCameras(of, zoneId).map((c) => c.mark.name);

test('what stands in the zone comes first, then the nearest; other marks are no cameras', () => {
  const all = [
    mark('c', [0.9, 0.5]),
    mark('b', [0.5, 0.3]),
    mark('a', [0.59, 0.59]),
    mark('t', [0.5, 0.5], 'terminal'),
  ];
  assert.deepEqual(names(plan(all)), ['a', 'b', 'c']);
  assert.deepEqual(
    nearCameras(plan(all), zoneId).map((c) => c.inside),
    [true, false, false],
  );
});

test('distance is that of the building: on a wide sheet a tenth across is further than a tenth down', () => {
  const all = [mark('across', [0.7, 0.5]), mark('down', [0.5, 0.75])];
  assert.deepEqual(names(plan(all, 1000)), ['across', 'down']);
  assert.deepEqual(names(plan(all, 4000)), ['down', 'across']);
});

test('a zone nobody has drawn lists the cameras of its floor by name', () => {
  const bare = { ...emptyFloorPlan, marks: [mark('b', [0.1, 0.1]), mark('a', [0.9, 0.9])] };
  assert.deepEqual(names(bare), ['a', 'b']);
});
