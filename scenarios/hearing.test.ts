import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { TerminalView } from '@anyuan/contracts/routes/terminals.ts';
import type { TerminalConfig } from '@anyuan/contracts/terminal.ts';
import { openDb } from '@anyuan/server/platform/db.ts';
import { Refused, type Scenario, soon, startScenario } from '@anyuan/testkit/scenario.ts';
import { v7 } from 'uuid';

let s: Scenario;
let all: TerminalView[];
before(async () => {
  s = await startScenario();
  const affairs = await s.as('affairs');
  ({ terminals: all } = await affairs.call('listTerminals'));
});
after(() => s.end());

const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (error) => (error instanceof Refused ? error.code : String(error)),
  );
/** Connects a terminal and collects the settings that it is told. */
async function listening(view: TerminalView) {
  const terminal = await s.terminal(view.name);
  const configs: TerminalConfig[] = [];
  terminal.client.on('message', (topic, payload) => {
    if (topic.endsWith('/config')) configs.push(JSON.parse(payload.toString()));
  });
  return { terminal, configs };
}

test('a setting reaches the terminals it is about at once, with its version, and can be taken back', async () => {
  const affairs = await s.as('affairs');
  const view = all[0] as TerminalView;
  const { configs } = await listening(view);
  const params = { schoolId: view.schoolId };
  const save = (body: object) =>
    affairs.call('saveHearing', { params, body: { reason: '课间太吵', ...body } as never });
  const kind = { scope: 'zoneKind', subject: view.zoneKind };
  const times = [
    { name: '大课间', weekdays: [1, 2, 3, 4, 5], fromMinute: 580, toMinute: 610, wakeFrom: 3 },
  ];
  const first = await save({ ...kind, own: { wakeFrom: 3, times }, baseVersion: 0 });
  assert.deepEqual([first.version, first.before], [1, null]);
  assert.ok(first.terminals > 0);
  await soon(() => assert.equal(configs.at(-1)?.hearing?.wakeFrom, 3));
  assert.deepEqual(configs.at(-1)?.hearing?.times, times);
  const narrow = { scope: 'terminal', subject: view.id, own: { wakeFrom: 4 }, baseVersion: 0 };
  assert.equal((await save(narrow)).terminals, 1);
  await soon(() => assert.equal(configs.at(-1)?.hearing?.wakeFrom, 4));
  assert.ok((configs.at(-1)?.version ?? 0) > (configs[0]?.version ?? 0));
  assert.equal(await codeOf(save({ ...narrow, own: { wakeFrom: 2 } })), 'hearing.stale');
  const back = await save({ ...narrow, own: null, baseVersion: 1 });
  assert.deepEqual(back.before, { wakeFrom: 4 });
  await soon(() => assert.equal(configs.at(-1)?.hearing?.wakeFrom, 3));
  const { settings } = await affairs.call('showHearing', { params });
  assert.deepEqual(
    settings.map((x) => [x.scope, x.version]),
    [
      ['terminal', 2],
      ['terminal', 1],
      ['zoneKind', 1],
    ],
  );
  assert.ok(settings.every((x) => x.reason === '课间太吵' && x.personName !== '—'));
  await s.restart();
  assert.equal((await affairs.call('showHearing', { params })).settings.length, 3);
});

test('nobody sets another school, a place that is not there, or what makes no sense', async () => {
  const { schoolId } = all[0] as TerminalView;
  const body = { scope: 'zone', subject: v7(), own: {}, baseVersion: 0, reason: 'x' } as const;
  const as = async (login: string, over: object = {}) => {
    const actor = await s.as(login);
    const call = actor.call('saveHearing', { params: { schoolId }, body: { ...body, ...over } });
    return codeOf(call);
  };
  assert.equal(await as('affairs'), 'subject.unknown');
  assert.equal(await as('guard'), 'permission.denied');
  assert.equal(await as('leader2'), 'subject.unknown');
  assert.equal(await as('affairs', { own: { wakeFrom: 5 } }), 'request.invalid');
  assert.equal(await as('affairs', { reason: '' }), 'request.invalid');
});

test('what is only recorded calls nobody and is kept; neighbours that hear one event make one alarm', async () => {
  const floorOf = (x: { place: string }) => x.place.split(' · ').slice(0, -1).join(' · ');
  const command = await s.as('command');
  const { schools } = await command.call('listSchools');
  const one = all.find((x) => x.place.includes('层')) as TerminalView;
  const zones = schools.flatMap((x) => x.zones);
  const next = zones.find((z) => z.id !== one.zoneId && floorOf(z) === floorOf(one));
  const other = all.find((x) => x.id !== one.id && x.schoolId === one.schoolId) as TerminalView;
  assert.ok(next, 'two zones of one floor');
  const db = openDb(s.database.connection, { max: 1 });
  await db.query
    .updateTable('terminal')
    .set({ zone_id: next.id })
    .where('id', '=', other.id)
    .execute();
  await db.close();
  await s.advance(31);
  const [a, b] = [await s.terminal(one.name), await s.terminal(other.name)];
  const open = async () => (await command.call('listAlarms')).alarms.length;
  const before = await open();
  const now = s.clock.now();
  const about = { v: 1, kind: 'level', alarmKind: 'actual', beganAt: now, decidedAt: now };
  await a.publish('observation', { ...about, id: v7(), confidence: 1, reasons: [] });
  await a.publish('observation', '{"v":1}');
  assert.equal(await open(), before);
  const first = await a.detect({ beganAt: now - 1_000, levelDbfs: -30 });
  const second = await b.detect({ beganAt: now - 500, levelDbfs: -12 });
  await soon(() => assert.ok(a.acked.has(first.id) && b.acked.has(second.id)));
  assert.equal(await open(), before + 1);
  const pressed = await b.detect({ kind: 'button', confidence: 4 });
  await soon(() => assert.ok(b.acked.has(pressed.id)));
  assert.equal(await open(), before + 2);
});
