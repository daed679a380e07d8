import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { type AlarmState, defaultPlan } from '@anyuan/contracts/alarm.ts';
import { terminalStateSchema } from '@anyuan/contracts/terminal.ts';
import { v7 } from 'uuid';
import { json } from '../platform/db.ts';
import { seedId } from '../seed/ids.ts';
import { makeWorld, type World } from '../seed/test-world.ts';
import { makeTerminalStates } from './terminal-states.ts';

const t01 = seedId('terminal/T01');
const t04 = seedId('terminal/T04');
const teacher = seedId('person/teacher');
let world: World;

before(async () => {
  world = await makeWorld();
});
after(() => world.end());
beforeEach(async () => {
  await world.db.query.deleteFrom('alarm').execute();
  await world.db.query.deleteFrom('detection').execute();
  world.link.sent.length = 0;
  world.clock.jump(3600_000);
});

const tell = (...alarmIds: string[]) =>
  world.db.query.transaction().execute((tx) => states().tellAlarms(tx, alarmIds));
const states = () => makeTerminalStates(world);
const told = (terminalId = t01) => {
  const payload = world.link.last(terminalId, 'state');
  return payload ? terminalStateSchema.parse(payload) : null;
};

async function raise(state: AlarmState = 'calling', terminalId = t01): Promise<string> {
  const id = v7();
  const now = world.clock.now();
  const place = world.sites.terminal(terminalId);
  await world.db.query
    .insertInto('alarm')
    .values({
      id,
      version: 1,
      school_id: place?.schoolId ?? '',
      zone_id: place?.zoneId ?? '',
      terminal_id: terminalId,
      kind: 'button',
      alarm_kind: 'exercise',
      confidence: 4,
      reasons: json([]),
      state: 'calling',
      plan: json(defaultPlan),
      tier: 0,
      round: 0,
      due_at: now,
      has_button: true,
      last_detection_at: now,
      detection_ids: [],
      people: json([]),
      ...Object.fromEntries([0, 1, 2, 3, 4, 5, 6, 7, 8].map((n) => [`t${n}`, null])),
      t2: now,
    } as never)
    .execute();
  if (state !== 'calling') await move(id, state);
  return id;
}

async function move(id: string, state: AlarmState): Promise<void> {
  const now = world.clock.now();
  const person = { personId: teacher, post: 'floorTeacher', tier: 0, calledAt: now };
  const people = [
    { ...person, personId: seedId('person/guard'), state: 'called', answeredAt: null },
    { ...person, state: state === 'accepted' ? 'accepted' : 'arrived', answeredAt: now },
  ];
  await world.db.query
    .updateTable('alarm')
    .set({
      state,
      people: json(people),
      t4: now,
      ...(state === 'arrived' ? { t5: now } : {}),
      ...(state === 'closed'
        ? { t7: now, due_at: null, closed_by: teacher, verdict: 'exercise' }
        : {}),
    })
    .where('id', '=', id)
    .execute();
}

test('a terminal follows its alarm: sent, accepted by whom, arrived, closed', async () => {
  const id = await raise();
  await tell(id);
  assert.deepEqual(told(), {
    v: 1,
    stage: 'sent',
    alarmId: id,
    alarmKind: 'exercise',
    accepter: null,
    at: world.clock.now(),
  });
  await move(id, 'accepted');
  await tell(id);
  assert.equal(told()?.stage, 'accepted');
  assert.equal(told()?.accepter, '王老师');
  await move(id, 'handled');
  await tell(id);
  assert.equal(told()?.stage, 'arrived');
  await move(id, 'closed');
  await tell(id);
  assert.equal(told()?.stage, 'closed');
});

test('a late or repeated fact tells how things stand now, not how they stood', async () => {
  const id = await raise();
  await move(id, 'accepted');
  await tell(id);
  await tell(id);
  assert.deepEqual(
    world.link.sent.map((s) => s.payload.stage),
    ['accepted', 'accepted'],
  );
});

test('a closed alarm never covers a newer open one, nor a newer closed one', async () => {
  const older = await raise();
  world.clock.jump(1000);
  const newer = await raise();
  await move(older, 'closed');
  await tell(older);
  assert.equal(told()?.alarmId, newer);
  assert.equal(told()?.stage, 'sent');
  await move(newer, 'closed');
  await tell(older);
  assert.equal(told()?.alarmId, newer);
  assert.equal(told()?.stage, 'closed');
});

test('a second terminal whose detection joined the alarm is told too', async () => {
  const other = v7();
  const zoneId = world.sites.terminal(t01)?.zoneId ?? '';
  await world.db.query
    .insertInto('terminal')
    .values({
      id: other,
      school_id: seedId('school/1'),
      zone_id: zoneId,
      name: 'T90',
      arrival_code: 'x',
      config: json({}),
    } as never)
    .execute();
  const id = await raise();
  await world.db.query
    .insertInto('detection')
    .values({
      id: v7(),
      alarm_id: id,
      school_id: seedId('school/1'),
      zone_id: zoneId,
      terminal_id: other,
      kind: 'scream',
      confidence: 3,
      reasons: json([]),
      terminal_began_at: 1,
      terminal_decided_at: 1,
      skew_ms: 0,
      received_at: 1,
      clip_expected: false,
    } as never)
    .execute();
  await tell(id);
  assert.equal(told(other)?.alarmId, id);
  assert.equal(told()?.alarmId, id);
});

test('who connects is told the open alarm, one closed just now, or that nothing goes on', async () => {
  const open = await raise('accepted');
  await raise('closed', t04);
  await states().tellTerminals([t01, t04, seedId('terminal/T05')]);
  assert.equal(told()?.alarmId, open);
  assert.equal(told(t04)?.stage, 'closed');
  assert.equal(told(seedId('terminal/T05'))?.stage, 'idle');
  world.clock.jump(600_001);
  await states().tellTerminals([t04]);
  assert.equal(told(t04)?.stage, 'idle');
});

test('told at the same time from many sides, a terminal ends with the truth', async () => {
  const id = await raise();
  const accept = world.db.query.transaction().execute(async (tx) => {
    await tx.updateTable('alarm').set({ tier: 1 }).where('id', '=', id).execute();
  });
  await Promise.all([tell(id), accept, states().tellTerminals([t01]), tell(id)]);
  await move(id, 'accepted');
  await Promise.all([states().tellTerminals([t01]), tell(id), tell(id)]);
  assert.equal(told()?.stage, 'accepted');
});

test('without a link nothing is tried: whoever connects later is told then', async () => {
  const id = await raise();
  world.link.setConnected(false);
  await tell(id);
  assert.equal(told(), null);
  world.link.setConnected(true);
});

test('an alarm raised on a phone concerns no terminal', async () => {
  const id = await raise();
  await world.db.query.updateTable('alarm').set({ terminal_id: null }).execute();
  await tell(id);
  assert.equal(world.link.sent.length, 0);
});
