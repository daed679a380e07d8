import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PlanPoint } from '@anyuan/contracts/places.ts';
import fc from 'fast-check';
import { checkFloorPlan } from './check-plan.ts';
import {
  addPlace,
  editPlace,
  makingRoom,
  movePlace,
  type PlaceNode,
  removePlace,
  stateOf,
  undoChange,
} from './edit.ts';
import { gcj02Of, wgs84Of } from './gcj02.ts';
import { areaOf, centreOf, isInside, isOutline, snap } from './geometry.ts';

const node = (id: string, more: Partial<PlaceNode>): PlaceNode => ({
  ...{ id, version: 1, kind: 'zone', parentId: null, name: id, zoneKind: null, privacy: false },
  ...{ latitude: null, longitude: null, position: 0, neighbourIds: null, archived: false },
  ...more,
});
const draft = (name: string, more = {}) => ({
  ...{ name, zoneKind: null, privacy: false, latitude: null, longitude: null, neighbourIds: null },
  ...more,
});
const campus = node('campus', { kind: 'campus' });
const building = node('building', { kind: 'building', parentId: 'campus' });
const floor = node('floor', { kind: 'floor', parentId: 'building' });
const toilet = node('toilet', { parentId: 'floor', zoneKind: 'toilet', privacy: true });
const hall = node('hall', { parentId: 'floor', zoneKind: 'corridor', position: 1 });
const gate = node('gate', { parentId: 'campus', zoneKind: 'gate', position: 1 });
const nodes = [campus, building, floor, toilet, hall, gate];
const nobody = { terminals: 0, openAlarms: 0 };
const codeOf = (placed: ReturnType<typeof addPlace>) => (placed.ok ? 'ok' : placed.code);

test('places stand only where they belong, and each name once', () => {
  const add = (kind: PlaceNode['kind'], parentId: string | null, d = draft('新')) =>
    codeOf(addPlace(nodes, { id: 'new', kind, parentId, draft: d }));
  assert.equal(add('campus', null), 'ok');
  assert.equal(add('floor', 'building'), 'ok');
  assert.equal(add('zone', 'campus', draft('操场', { zoneKind: 'playground' })), 'ok');
  assert.equal(add('floor', 'campus'), 'place.badParent');
  assert.equal(add('building', 'gone'), 'place.badParent');
  assert.equal(add('building', 'campus', draft('building')), 'place.nameTaken');
  assert.equal(add('zone', 'floor'), 'place.needsZoneKind');
});

test('a toilet can never be made listenable', () => {
  const open = editPlace(nodes, toilet, draft('toilet', { zoneKind: 'toilet', privacy: false }));
  assert.equal(codeOf(open), 'place.mustBePrivate');
});

test('moving: not into itself, others make room, and it is taken back', () => {
  assert.equal(
    codeOf(movePlace(nodes, building, { parentId: 'floor', beforeId: null })),
    'place.badParent',
  );
  const first = movePlace(nodes, hall, { parentId: 'floor', beforeId: 'toilet' });
  assert.ok(first.ok);
  assert.equal(first.after.position, 0);
  assert.deepEqual(makingRoom(nodes, { id: 'hall', parentId: 'floor', position: 0 }), [
    { id: 'toilet', position: 1 },
  ]);
  const moved = { ...hall, ...first.after };
  const change = { before: stateOf(hall), after: first.after };
  const back = undoChange([...nodes.filter((n) => n !== hall), moved], moved, change, nobody);
  assert.ok(back.ok);
  assert.equal(back.after.position, 1);
});

test('what is used is not put away; what changed since is not taken back', () => {
  assert.equal(codeOf(removePlace(nodes, floor, nobody)), 'place.notEmpty');
  assert.equal(
    codeOf(removePlace(nodes, hall, { terminals: 1, openAlarms: 0 })),
    'place.hasTerminals',
  );
  assert.equal(
    codeOf(removePlace(nodes, hall, { terminals: 0, openAlarms: 1 })),
    'place.hasOpenAlarm',
  );
  const change = { before: null, after: { ...stateOf(hall), name: '从前的名称' } };
  assert.equal(codeOf(undoChange(nodes, hall, change, nobody)), 'edit.changedMeanwhile');
});

test('any edit that is let through can be taken back to the very state before', () => {
  const names = fc.constantFrom('甲', '乙', '丙');
  const kinds = fc.constantFrom('toilet', 'corridor', 'gate', 'other');
  fc.assert(
    fc.property(names, kinds, fc.boolean(), (name, zoneKind, privacy) => {
      const edited = editPlace(nodes, hall, draft(name, { zoneKind, privacy }));
      if (!edited.ok) return;
      const now = { ...hall, ...edited.after };
      const change = { before: stateOf(hall), after: edited.after };
      const back = undoChange(
        nodes.map((n) => (n === hall ? now : n)),
        now,
        change,
        nobody,
      );
      assert.ok(back.ok);
      assert.deepEqual(back.after, stateOf(hall));
    }),
  );
});

const square: PlanPoint[] = [
  [0.1, 0.1],
  [0.5, 0.1],
  [0.5, 0.5],
  [0.1, 0.5],
];

test('outlines: a square is one, a bow and a speck are none', () => {
  assert.ok(isOutline(square));
  const [a, b, c, d] = square as [PlanPoint, PlanPoint, PlanPoint, PlanPoint];
  assert.equal(isOutline([a, c, b, d]), false);
  assert.equal(isOutline([a, [0.101, 0.1], [0.101, 0.101]]), false);
  assert.ok(Math.abs(areaOf(square) - 0.16) < 1e-12);
  assert.ok(isInside(centreOf(square), square));
  assert.equal(isInside([0.9, 0.9], square), false);
});

test('a point snaps to a near corner, else to its line, and never leaves the sheet', () => {
  const how = { aspect: 1, within: 0.02 };
  assert.deepEqual(snap([0.505, 0.11], square, how), [0.5, 0.1]);
  assert.deepEqual(snap([0.7, 0.107], square, how), [0.7, 0.1]);
  assert.deepEqual(snap([0.8, 0.8], square, how), [0.8, 0.8]);
  fc.assert(
    fc.property(fc.double({ noNaN: true }), fc.double({ noNaN: true }), (x, y) => {
      const [sx, sy] = snap([x, y], square, how);
      return sx >= 0 && sx <= 1 && sy >= 0 && sy <= 1;
    }),
  );
});

test('a plan holds what stands on its floor, each zone once', () => {
  const outline = (zoneId: string, points = square) => ({ zoneId, points });
  const check = (outlines: ReturnType<typeof outline>[], place = floor, marks: string[] = []) =>
    checkFloorPlan(nodes, [{ id: 'T1', zoneId: 'hall' }], {
      place,
      plan: {
        picture: null,
        outlines,
        marks: marks.map((id) => ({ id, kind: 'terminal', at: [0.5, 0.5], name: id, url: '' })),
      },
    })?.code ?? 'ok';
  assert.equal(check([outline('hall'), outline('toilet')], floor, ['T1']), 'ok');
  assert.equal(check([outline('gate')], campus), 'ok');
  assert.equal(check([], building), 'floorPlan.wrongPlace');
  assert.equal(check([outline('gate')]), 'floorPlan.unknownZone');
  assert.equal(check([outline('hall'), outline('hall')]), 'floorPlan.zoneTwice');
  assert.equal(check([outline('hall', square.slice(0, 2))]), 'floorPlan.badOutline');
  assert.equal(check([], floor, ['T9']), 'floorPlan.unknownTerminal');
});

/** Published with googollee/eviltransform: WGS 84 and GCJ-02 of Shanghai, Shenzhen, Beijing. */
const published = [
  [31.1774276, 121.5272106, 31.17530398364597, 121.531541859215],
  [22.543847, 113.912316, 22.540796131694766, 113.9171764808363],
  [39.911954, 116.377817, 39.91334545536069, 116.38404722455657],
] as const;

test('GCJ-02 agrees with the published values, and comes back to a centimetre', () => {
  for (const [latitude, longitude, gcjLatitude, gcjLongitude] of published) {
    const gcj = gcj02Of({ latitude, longitude });
    // 0.00002 degrees are two metres: implementations differ in the radius of the earth.
    assert.ok(Math.abs(gcj.latitude - gcjLatitude) < 2e-5, `${gcj.latitude} ${gcjLatitude}`);
    assert.ok(Math.abs(gcj.longitude - gcjLongitude) < 2e-5, `${gcj.longitude} ${gcjLongitude}`);
    const back = wgs84Of(gcj);
    assert.ok(Math.abs(back.latitude - latitude) < 1e-7);
    assert.ok(Math.abs(back.longitude - longitude) < 1e-7);
  }
  const paris = { latitude: 48.85, longitude: 2.35 };
  assert.deepEqual(gcj02Of(paris), paris, 'outside of China nothing is shifted');
});
