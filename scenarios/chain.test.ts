import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
  type Scenario,
  type ScenarioTerminal,
  soon,
  startScenario,
} from '@anyuan/testkit/scenario.ts';

let s: Scenario;
let terminal: ScenarioTerminal;
before(async () => {
  s = await startScenario();
  terminal = await s.terminal();
});
after(() => s.end());

const calledTiers = (timeline: { type: string; detail: Record<string, unknown> }[]) =>
  timeline.filter((e) => e.type === 'dispatch.called').map((e) => e.detail.tier);

test('a scream: first tier at once, second after 20 s, accepted, arrived, closed, reviewed', async () => {
  const guard = await s.as('guard');
  const screen = await guard.live();
  const { id } = await terminal.detect();
  await soon(() => assert.ok(terminal.acked.has(id)));
  const alarm = await soon(() => {
    const [found] = [...screen.alarms.values()];
    assert.ok(found);
    return found;
  });
  assert.deepEqual([alarm.state, alarm.tier, alarm.kind], ['calling', 0, 'scream']);
  assert.ok(alarm.people.some((p) => p.post === 'guard'));
  assert.match(alarm.place, / · /);
  screen.send({ type: 'rang', alarmIds: [alarm.id] });
  await soon(() => assert.ok(screen.alarms.get(alarm.id)?.times.t3));

  await s.advance(19);
  assert.deepEqual(calledTiers((await s.record(alarm.id)).timeline), [0]);
  await s.advance(6);
  assert.deepEqual(calledTiers((await s.record(alarm.id)).timeline), [0, 1]);

  await guard.call('acceptAlarm', { params: { alarmId: alarm.id } });
  await soon(() => assert.equal(terminal.states.at(-1)?.stage, 'accepted'));
  assert.match(terminal.states.at(-1)?.accepter ?? '', /赵/);

  await terminal.publish('arrival', { v: 1, id, at: s.clock.now(), sentAt: s.clock.now() });
  await soon(() => assert.equal(terminal.states.at(-1)?.stage, 'arrived'));

  await guard.call('closeAlarm', {
    params: { alarmId: alarm.id },
    body: { verdict: 'true', reason: '两名学生争执，已劝开' },
  });
  await soon(() => assert.equal(terminal.states.at(-1)?.stage, 'closed'));
  const leader = await s.as('leader');
  await leader.call('reviewAlarm', {
    params: { alarmId: alarm.id },
    body: { conclusion: '课间增加楼层巡视' },
  });

  const record = await s.record(alarm.id);
  const times = Object.values(record.times);
  assert.ok(times.every((t) => t !== null));
  assert.deepEqual(
    [...times].sort((a, b) => (a ?? 0) - (b ?? 0)),
    times,
    't0..t8 in order',
  );
  for (const type of ['alarm.raised', 'alarm.accepted', 'review.opened']) {
    await soon(async () =>
      assert.ok(
        (await s.record(alarm.id)).timeline.some((e) => e.type === type),
        type,
      ),
    );
  }
});

test('nobody answers: the last tier is called again and again', async () => {
  const { id } = await terminal.detect({ kind: 'button', confidence: 4 });
  await soon(() => assert.ok(terminal.acked.has(id)));
  await s.advance(180);
  const command = await s.as('command');
  const { alarms } = await command.call('listAlarms', { query: { state: 'open' } });
  const alarm = alarms.find((a) => a.detectionIds.includes(id));
  assert.ok(alarm);
  const tiers = calledTiers((await s.record(alarm.id)).timeline);
  assert.deepEqual(tiers.slice(0, 3), [0, 1, 2]);
  assert.ok(tiers.length >= 6 && tiers.slice(3).every((t) => t === 2), String(tiers));
});
