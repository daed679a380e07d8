import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { deflateSync } from 'node:zlib';
import { emptyFloorPlan, type PlanPoint } from '@anyuan/contracts/places.ts';
import type { PlaceTree } from '@anyuan/contracts/routes/place-editing.ts';
import {
  type Actor,
  Refused,
  type Scenario,
  soon,
  startScenario,
} from '@anyuan/testkit/scenario.ts';
import { v7 } from 'uuid';

let s: Scenario;
let leader: Actor;
let admin: Actor;
let schoolId = '';
before(async () => {
  s = await startScenario();
  leader = await s.as('leader');
  admin = await s.as('admin');
  schoolId = (await leader.call('listSchools')).schools[0]?.id ?? '';
});
after(() => s.end());

const params = () => ({ schoolId });
const show = () => leader.call('showPlaces', { params: params() });
const named = (tree: PlaceTree, name: string, kind = 'zone') => {
  const found = tree.places.find((p) => p.name === name && p.kind === kind);
  assert.ok(found, name);
  return found;
};
const draft = (name: string, more = {}) => ({
  ...{ name, zoneKind: null, privacy: false, latitude: null, longitude: null, neighbourIds: null },
  ...more,
});
const refusedBy = async (work: Promise<unknown>): Promise<string> => {
  try {
    await work;
    return 'done';
  } catch (error) {
    if (error instanceof Refused) return error.code;
    throw error;
  }
};

/** A real PNG of one colour. */
function png(width: number, height: number): Buffer {
  const chunk = (type: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
    const length = Buffer.alloc(4);
    length.writeUInt32BE(data.length);
    const sum = Buffer.alloc(4);
    sum.writeUInt32BE(crc(body));
    return Buffer.concat([length, body, sum]);
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head[8] = 1;
  const rows = Buffer.alloc((Math.ceil(width / 8) + 1) * height);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', head),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function crc(bytes: Buffer): number {
  let value = 0xffffffff;
  for (const byte of bytes) {
    value ^= byte;
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  }
  return (value ^ 0xffffffff) >>> 0;
}

async function upload(actor: Actor, bytes: Buffer | string) {
  const response = await fetch(`${s.url}/api/schools/${schoolId}/pictures`, {
    method: 'POST',
    headers: {
      ...{ cookie: actor.cookie, 'x-anyuan': '1' },
      'content-type': 'application/octet-stream',
    },
    body: typeof bytes === 'string' ? bytes : new Uint8Array(bytes),
  });
  const body = (await response.json()) as { error?: { code: string }; id?: string };
  return { status: response.status, code: body.error?.code, id: body.id ?? '', body };
}

test('a floor is built, renamed, ordered and taken back, and every edit is on record', async () => {
  const building = named(await show(), '教学楼', 'building');
  const floorId = v7();
  const add = { id: floorId, kind: 'floor', parentId: building.id, draft: draft('3 层') } as const;
  await leader.call('addPlace', { params: params(), body: add });
  await leader.call('addPlace', { params: params(), body: add });
  const zone = draft('西侧卫生间', { zoneKind: 'toilet', privacy: true });
  const body = { id: v7(), kind: 'zone', parentId: floorId, draft: zone } as const;
  let tree = await leader.call('addPlace', { params: params(), body });
  assert.equal(tree.places.filter((p) => p.name === '3 层').length, 1, 'sent twice, made once');

  const placed = named(tree, '西侧卫生间');
  const of = { params: { schoolId, placeId: placed.id } };
  const open = { ...zone, privacy: false };
  assert.equal(
    await refusedBy(leader.call('editPlace', { ...of, body: { basedOn: 1, draft: open } })),
    'place.mustBePrivate',
  );
  await leader.call('editPlace', { ...of, body: { basedOn: 1, draft: { ...zone, name: '厕所' } } });
  assert.equal(
    await refusedBy(leader.call('editPlace', { ...of, body: { basedOn: 1, draft: zone } })),
    'edit.changedMeanwhile',
    'the second editor is told',
  );
  const { changes } = await leader.call('listPlaceChanges', { params: params() });
  assert.equal(changes[0]?.before?.name, '西侧卫生间');
  assert.equal(changes[0]?.after.name, '厕所');
  assert.equal(changes[0]?.by, '李示例');
  tree = await leader.call('undoPlaceChange', {
    params: { schoolId, changeId: changes[0]?.id ?? '' },
  });
  assert.equal(named(tree, '西侧卫生间').id, placed.id);
  const facts = await s.database.pool.query(
    `select count(*)::int as n from fact where type = 'place.changed' and school_id = $1`,
    [schoolId],
  );
  assert.equal(facts.rows[0].n, 4);
});

test('a zone with a terminal stays; renamed, the terminal and new alarms know at once', async () => {
  const terminal = await s.terminal('T02');
  const zone = named(await show(), '东侧卫生间');
  const of = { params: { schoolId, placeId: zone.id } };
  const refused = leader.call('removePlace', { ...of, body: { basedOn: zone.version } });
  assert.equal(await refusedBy(refused), 'place.hasTerminals');
  const { id: _id, version, kind: _k, parentId: _p, position: _o, archived: _a, ...own } = zone;
  const renamed = { ...own, name: '东侧女卫生间' };
  await leader.call('editPlace', { ...of, body: { basedOn: version, draft: renamed } });
  const { id } = await terminal.detect({ kind: 'button' });
  await soon(() => assert.ok(terminal.acked.has(id)));
  const { alarms } = await leader.call('listAlarms', { query: { state: 'open' } });
  assert.match(alarms[0]?.place ?? '', /2 层 · 东侧女卫生间/);
});

test('a place that was put away still names the place of its alarms', async () => {
  const zone = named(await show(), '政教处');
  const body = { schoolId, zoneId: zone.id, detectionId: v7(), beganAt: s.clock.now() };
  const { alarm } = await leader.call('raiseAlarm', { body });
  const of = { params: { schoolId, placeId: zone.id } };
  const remove = () => leader.call('removePlace', { ...of, body: { basedOn: zone.version } });
  assert.equal(await refusedBy(remove()), 'place.hasOpenAlarm');
  await leader.call('closeAlarm', {
    params: { alarmId: alarm.id },
    body: { verdict: 'test', reason: '测试' },
  });
  const tree = await remove();
  assert.equal(named(tree, '政教处').archived, true);
  const zones = (await leader.call('listSchools')).schools[0]?.zones ?? [];
  assert.ok(!zones.some((z) => z.id === zone.id), 'offered no more');
  assert.match((await s.record(alarm.id)).place, /政教处/);
});

test('pictures: real ones are kept, everything else is refused with what to do', async () => {
  assert.equal((await upload(leader, png(1200, 800))).status, 200);
  assert.equal((await upload(leader, png(100, 80))).code, 'picture.tooSmall');
  assert.equal((await upload(leader, png(9000, 9000))).code, 'picture.tooManyPixels');
  assert.equal((await upload(leader, 'just text')).code, 'picture.wrongType');
  assert.equal((await upload(leader, Buffer.from('%PDF-1.7\n'))).code, 'picture.wrongType');
  const cut = png(1200, 800).subarray(0, 12);
  assert.equal((await upload(leader, cut)).code, 'picture.damaged');
  assert.equal((await upload(leader, Buffer.alloc(21 * 1024 * 1024))).code, 'picture.tooLarge');
  assert.equal((await upload(await s.as('guard'), png(1200, 800))).code, 'permission.denied');
});

test('an SVG keeps its lines and loses everything that could act', async () => {
  const hostile = `<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 300" onload="alert(1)">
    <script>alert(2)</script><foreignObject><body xmlns="http://www.w3.org/1999/xhtml">x</body></foreignObject>
    <style>rect{fill:url(https://evil.example/x)}</style><a href="javascript:alert(3)"><circle r="1"/></a>
    <image href="https://evil.example/a.png"/><g id="b"><use href="#r"/></g><use href="#b"/>
    <rect id="r" width="40" height="30" fill="#eee" stroke="black" style="fill:url('//evil.example')"/><text x="5">教室</text></svg>`;
  const { id, status } = await upload(leader, hostile);
  assert.equal(status, 200);
  const response = await fetch(`${s.url}/api/schools/${schoolId}/pictures/${id}`, {
    headers: { cookie: leader.cookie },
  });
  const text = await response.text();
  assert.match(text, /<rect[^>]*width="40"/);
  assert.match(text, /教室/);
  for (const word of ['script', 'foreignObject', 'evil', 'onload', 'javascript', '#b']) {
    assert.ok(!text.includes(word), word);
  }
  assert.match(response.headers.get('content-security-policy') ?? '', /sandbox/);
  const bomb =
    '<!DOCTYPE svg [<!ENTITY a "b">]><svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 300">&a;</svg>';
  assert.equal((await upload(leader, bomb)).code, 'picture.badSvg');
});

test('a plan is drawn; the second of two editors is told and loses nothing on record', async () => {
  const tree = await show();
  const floor = named(tree, '2 层', 'floor');
  const toilet = named(tree, '东侧女卫生间');
  const terminal = tree.terminals.find((t) => t.zoneId === toilet.id);
  const { id } = await upload(leader, png(1200, 800));
  const square: PlanPoint[] = [
    [0.6, 0.1],
    [0.9, 0.1],
    [0.9, 0.4],
    [0.6, 0.4],
  ];
  const plan = {
    picture: { id, width: 1200, height: 800 },
    outlines: [{ zoneId: toilet.id, points: square }],
    marks: [
      {
        id: terminal?.id ?? '',
        kind: 'terminal' as const,
        at: square[0] as PlanPoint,
        name: 'T02',
        url: '',
      },
      { id: v7(), kind: 'camera' as const, at: [0.5, 0.5] as PlanPoint, name: '走廊东', url: '' },
    ],
  };
  const of = { params: { schoolId, placeId: floor.id } };
  const saved = await leader.call('saveFloorPlan', { ...of, body: { basedOn: 1, plan } });
  assert.equal(saved.version, 2);
  const affairs = await s.as('affairs');
  const late = affairs.call('saveFloorPlan', { ...of, body: { basedOn: 1, plan: emptyFloorPlan } });
  assert.equal(await refusedBy(late), 'edit.changedMeanwhile');
  const crossed = {
    ...plan,
    outlines: [{ zoneId: toilet.id, points: [0, 2, 1, 3].map((i) => square[i] as PlanPoint) }],
  };
  const bad = leader.call('saveFloorPlan', { ...of, body: { basedOn: 2, plan: crossed } });
  assert.equal(await refusedBy(bad), 'floorPlan.badOutline');
  const camera = await s.database.pool.query(
    `select name, archived_at from plan_point where kind = 'camera' and place_id = $1 order by name`,
    [floor.id],
  );
  // Those of the plan before are put away, not gone.
  const [earlier, own] = camera.rows;
  assert.deepEqual([earlier.name, earlier.archived_at !== null], ['西侧走廊摄像头', true]);
  assert.deepEqual(own, { name: '走廊东', archived_at: null });
  await affairs.call('saveFloorPlan', { ...of, body: { basedOn: 2, plan: emptyFloorPlan } });
  const before = await leader.call('showFloorPlan', { ...of, query: { version: 2 } });
  assert.equal(before.plan.marks.length, 2);
  const guard = await (await s.as('guard')).call('showFloorPlan', of);
  assert.equal(guard.version, 3);
  assert.equal(guard.savedBy, '张示例');
});

test('a terminal is registered, moved, ended when it is off, and taken back', async () => {
  const tree = await show();
  const gate = named(tree, '校门');
  const hall = named(tree, '西侧走廊');
  const id = v7();
  const body = { id, name: 'T90 走廊', zoneId: hall.id };
  assert.equal(
    await refusedBy(leader.call('addTerminal', { params: params(), body })),
    'permission.denied',
  );
  await admin.call('addTerminal', { params: params(), body });
  const of = { params: { schoolId, placedTerminalId: id } };
  await admin.call('editTerminal', { ...of, body: { name: 'T90 校门', zoneId: gate.id } });
  const { terminals } = await admin.call('listTerminals', { query: { schoolId } });
  assert.match(terminals.find((t) => t.id === id)?.place ?? '', /校门/);
  const after = await admin.call('removeTerminal', { ...of, body: { removed: true } });
  assert.ok(!after.terminals.some((t) => t.id === id));
  assert.ok(after.removedTerminals.some((t) => t.id === id));
  const back = await admin.call('removeTerminal', { ...of, body: { removed: false } });
  assert.ok(back.terminals.some((t) => t.id === id));
  await s.server.idle();
  const online = tree.terminals.find((t) => t.name.startsWith('T02'))?.id ?? '';
  await s.database.pool.query(`update terminal set state = 'online' where id = $1`, [online]);
  const end = admin.call('removeTerminal', {
    params: { schoolId, placedTerminalId: online },
    body: { removed: true },
  });
  assert.equal(await refusedBy(end), 'terminal.stillOnline');
});

test('a campus put elsewhere on the map takes along what stands in it', async () => {
  const tree = await show();
  const campus = named(tree, '西街校区', 'campus');
  const gate = named(tree, '校门');
  assert.ok(campus.latitude !== null && gate.latitude !== null);
  const moved = draft(campus.name, {
    latitude: campus.latitude + 0.01,
    longitude: campus.longitude,
  });
  const after = await leader.call('editPlace', {
    params: { schoolId, placeId: campus.id },
    body: { basedOn: campus.version, draft: moved },
  });
  assert.ok(Math.abs((named(after, '校门').latitude ?? 0) - gate.latitude - 0.01) < 1e-9);
});
