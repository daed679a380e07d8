import assert from 'node:assert/strict';
import { beforeEach, type TestContext, test } from 'node:test';
import { makeTestClock } from '@anyuan/testkit/clock.ts';
import { freshDatabase } from '@anyuan/testkit/fresh-database.ts';
import { call, enable, makeWorld, startMs, type World, wang } from './peers/notification-world.ts';
import {
  type RobotPeer,
  startDingtalkRobotPeer,
  startFeishuRobotPeer,
  startWecomRobotPeer,
} from './peers/robot-peers.ts';

const dingtalkSecret = 'SEC0123456789abcdef';
const feishuSecret = 'feishu robot secret';
let wecom: RobotPeer;
let dingtalk: RobotPeer;
let feishu: RobotPeer;
let world: World;

beforeEach(async (t) => {
  const clock = makeTestClock(startMs);
  const rules = { now: clock.now };
  wecom = await startWecomRobotPeer('robot-key-1', rules);
  dingtalk = await startDingtalkRobotPeer({ token: 'robot-token', secret: dingtalkSecret }, rules);
  feishu = await startFeishuRobotPeer(feishuSecret, rules);
  world = await makeWorld({ fresh: await freshDatabase(), clock });
  (t as TestContext).after(async () => {
    await world.end();
    await Promise.all([wecom.stop(), dingtalk.stop(), feishu.stop()]);
  });
});

const enableAll = async (): Promise<void> => {
  await enable(world, 'wecomRobot', { webhook: wecom.webhook });
  await enable(world, 'dingtalkRobot', { webhook: dingtalk.webhook, secret: dingtalkSecret });
  await enable(world, 'feishuRobot', { webhook: feishu.webhook, secret: feishuSecret });
};
const robotRows = () => world.messages(`channel like '%Robot'`);
const stateOf = async (channel: string) =>
  (await world.messages(`channel = '${channel}'`)).map((r) => [r.state, r.error]);

test('three robots: signed by their rules, place first, no name, a sign-in behind the link', async () => {
  await enableAll();
  const alarmId = await world.raise(1, { alarm_kind: 'exercise' });
  await world.happen(call(alarmId, wang));
  const title = '【演练】西街小学 · 教学楼 2 层 · 东侧卫生间：听到尖叫';
  const link = `https://anyuan.example.cn/m/alarms/${alarmId}`;
  const [card] = wecom.shown as { msgtype: string; markdown: { content: string } }[];
  assert.equal(
    card?.markdown.content,
    [
      `**${title}**`,
      '> 很可能有人遇险（尖叫 93%）',
      '> 1 秒前',
      '> 还没有人前往',
      '> 请点开应答',
      '> 开始时间 09:59',
      `> ${link}`,
    ].join('\n'),
  );
  const [ding] = dingtalk.shown as { markdown: { title: string; text: string }; at: unknown }[];
  assert.equal(ding?.markdown.title, title);
  assert.ok(ding?.markdown.text.startsWith(`### ${title}\n\n很可能`));
  assert.deepEqual(ding?.at, { isAtAll: false });
  const [fly] = feishu.shown as { content: { text: string } }[];
  assert.ok(fly?.content.text.startsWith(`${title}\n很可能`) && fly.content.text.endsWith(link));
  const rows = await robotRows();
  assert.deepEqual(
    rows.map((r) => r.state),
    ['sent', 'sent', 'sent'],
    'a success is sent, no more',
  );
  const written = JSON.stringify(rows);
  assert.equal(/robot-key-1|robot-token|hook/.test(written), false, 'addresses are secrets');
});

test('everyone is mentioned for actual calls only', async () => {
  await enable(world, 'wecomRobot', { webhook: wecom.webhook, mentionAll: true });
  await world.happen(call(await world.raise(1, { alarm_kind: 'test' }), wang));
  await world.happen(call(await world.raise(2), wang));
  assert.deepEqual(
    wecom.shown.map((m) => [m.msgtype, (m.text as { mentioned_list?: unknown })?.mentioned_list]),
    [
      ['markdown', undefined],
      ['text', ['@all']],
    ],
  );
});

test('a robot speaks for its schools; the steps of an alarm are told, a repeated fact is not', async () => {
  const other = await startWecomRobotPeer('other', { now: world.clock.now });
  const more = `东街小学,${other.webhook};西街小学,${other.webhook.replace('other', 'wrong')}`;
  await enable(world, 'wecomRobot', {
    webhook: wecom.webhook,
    schools: '西街小学、东街小学',
    more,
  });
  const alarmId = await world.raise(1, { people: '[]' });
  const accepted = { type: 'alarm.accepted', alarmId, personId: wang } as const;
  await world.happen(call(alarmId, wang), accepted, accepted);
  assert.equal(wecom.shown.length, 2);
  // Both leave at once, in either order.
  assert.match(JSON.stringify(wecom.shown), /王老师正在赶去/);
  assert.equal(other.hits.filter((h) => h.path.includes('other')).length, 0);
  assert.deepEqual(
    [...new Set((await stateOf('wecomRobot')).map(String))].sort(),
    ['failed,errcode 93000', 'sent,'],
    'a wrong key fails at once and says so',
  );
  await other.stop();
});

test('a hundred alarms in a minute: never more than 20 messages, none forgotten', async () => {
  await enableAll();
  for (let n = 1; n <= 100; n++) {
    await world.happen(call(await world.raise(n), wang));
    await world.pass(600);
  }
  await world.pass(20_000);
  for (const peer of [wecom, dingtalk, feishu]) {
    assert.ok(peer.shown.length >= 9 && peer.shown.length <= 20, String(peer.shown.length));
    assert.equal(peer.hits.length, peer.shown.length, 'the provider had to refuse none');
  }
  const rows = await robotRows();
  assert.equal(rows.filter((r) => r.payload.type === 'tell').length, 300);
  assert.ok(rows.every((r) => r.state === 'sent'));
  assert.match(JSON.stringify(wecom.shown.at(-1)), /另有 \d+ 起报警/);
});

test('a robot that somebody else uses too is over its limit: told after a minute, not lost', async () => {
  const busy = await startWecomRobotPeer('busy', { now: world.clock.now, perMinute: 1 });
  await enable(world, 'wecomRobot', { webhook: busy.webhook });
  await world.happen(call(await world.raise(1), wang));
  await world.happen(call(await world.raise(2), wang));
  assert.deepEqual(await stateOf('wecomRobot'), [
    ['sent', null],
    ['queued', 'errcode 45009'],
  ]);
  await world.pass(59_000);
  assert.equal(busy.hits.length, 2);
  await world.pass(1000);
  assert.deepEqual(await stateOf('wecomRobot'), [
    ['sent', null],
    ['sent', null],
  ]);
  await busy.stop();
});

test('500 and nonsense are tried again; a wrong secret may be corrected meanwhile', async () => {
  await enableAll();
  await enable(world, 'dingtalkRobot', { webhook: dingtalk.webhook, secret: 'SECwrong' });
  await enable(world, 'feishuRobot', { webhook: feishu.webhook, secret: 'wrong' });
  wecom.behave('nonsense');
  await world.happen(call(await world.raise(1), wang));
  assert.deepEqual(await stateOf('wecomRobot'), [['queued', 'answer not understood']]);
  assert.deepEqual(await stateOf('dingtalkRobot'), [['queued', 'errcode 310000']]);
  assert.deepEqual(await stateOf('feishuRobot'), [['queued', 'code 19021']]);
  wecom.behave('error500');
  await world.pass(2000);
  assert.deepEqual(await stateOf('wecomRobot'), [['queued', 'HTTP 500']]);
  wecom.behave('well');
  await enableAll();
  await world.pass(4000);
  assert.ok((await robotRows()).every((r) => r.state === 'sent'));
});
