import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
  type Scenario,
  type ScenarioTerminal,
  soon,
  startScenario,
} from '@anyuan/testkit/scenario.ts';

let s: Scenario;
before(async () => {
  s = await startScenario();
});
after(() => s.end());

const sdp = 'v=0\r\na=rtpmap:0 PCMU/8000\r\n';

async function alarmAt(
  terminal: ScenarioTerminal,
): Promise<{ id: string; schoolId: string; zoneId: string }> {
  const now = s.clock.now();
  await terminal.publish('status', { v: 1, online: true, at: now });
  const { id } = await terminal.detect({ kind: 'button' });
  await soon(() => assert.ok(terminal.acked.has(id)));
  await s.advance(2);
  const command = await s.as('command');
  const { alarms } = await command.call('listAlarms', { query: { state: 'open' } });
  const alarm = alarms.find((a) => a.detectionIds.includes(id));
  assert.ok(alarm);
  return alarm;
}

/** Answers the next offer as a terminal does. */
async function answer(
  terminal: ScenarioTerminal,
  type: 'answer' | 'refused',
): Promise<Record<string, unknown>> {
  const offer = await soon(() => {
    const found = terminal.heard.findLast((h) => h.leaf === 'talk' && h.value.type === 'offer');
    assert.ok(found);
    return found.value;
  });
  const more = type === 'answer' ? { sdp } : { reason: 'failed' };
  await terminal.publish('talkback', { v: 1, type, talkId: offer.talkId, ...more });
  return offer;
}

test('a privacy zone is never listened to; talking there begins with the notice', async () => {
  const toilet = await s.terminal('T02 教学楼二层卫生间');
  const leader = await s.as('leader');
  const alarm = await alarmAt(toilet);
  const params = { alarmId: alarm.id };
  const listen = { mode: 'listen', reason: '核实情况', sdp } as const;
  const refused = leader.call('openTalk', { params, body: listen });
  await assert.rejects(refused, { code: 'talk.privacyZone' });
  const admin = await s.as('admin');
  const zone = { schoolId: alarm.schoolId, zoneId: alarm.zoneId };
  const allow = admin.call('setListening', { params: zone, body: { allowed: true } });
  await assert.rejects(allow, { code: 'talk.privacyZone' });
  assert.equal((await leader.call('showTalk', { params })).listenRefusal, 'talk.privacyZone');
  const [opened, offer] = await Promise.all([
    leader.call('openTalk', { params, body: { mode: 'talk', sdp } }),
    answer(toilet, 'answer'),
  ]);
  assert.deepEqual([offer.notice, offer.mode, opened.sdp], [true, 'talk', sdp]);
  await leader.call('endTalk', { params: { ...params, talkId: opened.talkId } });
  await soon(() => assert.ok(toilet.heard.some((h) => h.value.type === 'end')));
});

test('listening needs the permission, the reason and the leave of the zone; it is on record', async () => {
  const corridor = await s.terminal('T01 教学楼一层走廊');
  const leader = await s.as('leader');
  const guard = await s.as('guard');
  const alarm = await alarmAt(corridor);
  const params = { alarmId: alarm.id };
  const listen = { mode: 'listen', reason: '核实是否有人受伤', sdp } as const;
  const denied = (code: string, who = leader, body: object = listen) =>
    assert.rejects(who.call('openTalk', { params, body: body as typeof listen }), { code });
  await denied('permission.denied', guard);
  await denied('talk.notAllowedHere');
  await denied('talk.needsReason', leader, { ...listen, reason: ' ' });
  await denied('talk.noCodec', leader, { mode: 'talk', sdp: 'v=0 only opus' });
  const zone = { schoolId: alarm.schoolId, zoneId: alarm.zoneId };
  await (await s.as('admin')).call('setListening', { params: zone, body: { allowed: true } });
  const [opened, offer] = await Promise.all([
    leader.call('openTalk', { params, body: listen }),
    answer(corridor, 'answer'),
  ]);
  assert.deepEqual([offer.mode, offer.notice, offer.iceServers], ['listen', false, []]);
  await denied('talk.busy', guard, { mode: 'talk', sdp });
  const stranger = await s.terminal('T06 明德楼走廊');
  await stranger.publish('talkback', {
    v: 1,
    type: 'ended',
    talkId: opened.talkId,
    reason: 'lost',
  });
  assert.ok((await leader.call('showTalk', { params })).current?.mine, 'not for another terminal');
  const body = { verdict: 'true', reason: '已处置' } as const;
  await guard.call('closeAlarm', { params, body });
  await s.advance(2);
  const { timeline } = await s.record(alarm.id);
  const of = (type: string) => timeline.find((e) => e.type === type);
  assert.equal(of('talk.started')?.detail.reason, '核实是否有人受伤');
  assert.equal(of('talk.ended')?.detail.why, 'alarmClosed');
  await denied('alarm.closed', guard, { mode: 'talk', sdp });
});

test('a terminal that is away or refuses is said plainly', async () => {
  const gate = await s.terminal('T04 小学校门');
  const leader = await s.as('leader');
  const alarm = await alarmAt(gate);
  const params = { alarmId: alarm.id };
  const talk = () => leader.call('openTalk', { params, body: { mode: 'talk', sdp } });
  const [opened] = await Promise.allSettled([talk(), answer(gate, 'refused')]);
  assert.equal((opened as PromiseRejectedResult).reason.code, 'talk.noAnswer');
  await gate.publish('status', { v: 1, online: false, at: s.clock.now() });
  await s.advance(2);
  await assert.rejects(talk(), { code: 'talk.offline' });
});
