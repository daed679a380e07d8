import assert from 'node:assert/strict';
import { beforeEach, type TestContext, test } from 'node:test';
import { makeTestClock } from '@anyuan/testkit/clock.ts';
import { freshDatabase } from '@anyuan/testkit/fresh-database.ts';
import {
  addContact,
  call,
  enable,
  li,
  makeWorld,
  startMs,
  type World,
  wang,
  zhao,
} from './peers/notification-world.ts';
import { startWechatPeer, startWecomAppPeer, type TokenPeer } from './peers/wechat-peers.ts';

const corp = { corpId: 'ww0123456789abcdef', secret: 'app secret', agentId: 1000002 };
const account = { appId: 'wx0123456789abcdef', secret: 'account secret', templateId: 'TPL-1' };
const hourMs = 3_600_000;
let wecom: TokenPeer;
let wechat: TokenPeer;
let world: World;

beforeEach(async (t) => {
  wecom = await startWecomAppPeer({ ...corp, members: ['WangXiao', 'li'] });
  wechat = await startWechatPeer({ ...account, followers: ['openid-wang'] });
  world = await makeWorld({ fresh: await freshDatabase(), clock: makeTestClock(startMs) });
  await addContact(world, wang, 'wecom', 'WangXiao');
  await addContact(world, wang, 'wechat', 'openid-wang');
  (t as TestContext).after(async () => {
    await world.end();
    await Promise.all([wecom.stop(), wechat.stop()]);
  });
});

const enableWecom = (change = {}) =>
  enable(world, 'wecomApp', { ...corp, server: wecom.url, ...change });
const enableWechat = (change = {}) =>
  enable(world, 'wechatTemplate', { ...account, server: wechat.url, ...change });
const stateOf = async (channel: string) =>
  (await world.messages(`channel = '${channel}'`)).map((r) => [r.state, r.error]);

test('application message: to the member id of the person, as a card that opens the alarm', async () => {
  await enableWecom();
  const alarmId = await world.raise(1, { alarm_kind: 'test' });
  await world.happen(call(alarmId, wang, li));
  assert.deepEqual(wecom.shown, [
    {
      touser: 'WangXiao',
      agentid: corp.agentId,
      msgtype: 'textcard',
      textcard: {
        title: '【测试】教学楼 2 层 · 东侧卫生间：听到尖叫',
        description: '很可能有人遇险（尖叫 93%）\n1 秒前\n还没有人前往\n请点开应答\n开始时间 09:59',
        url: `https://anyuan.example.cn/m/alarms/${alarmId}`,
        btntxt: '打开',
      },
    },
  ]);
  assert.deepEqual(await stateOf('wecomApp'), [['sent', null]], 'nobody without a member id');
});

test('application message: the login may stand for the member id; an unknown member fails at once', async () => {
  await enableWecom({ loginIsMember: true });
  await world.happen(call(await world.raise(1), wang, li, zhao));
  assert.deepEqual(wecom.shown.map((m) => m.touser).sort(), ['WangXiao', 'li']);
  const [failed] = await world.messages(`channel = 'wecomApp' and person_id = '${zhao}'`);
  assert.deepEqual([failed?.state, failed?.error], ['failed', 'no such member']);
});

test('application message: one token for many, renewed before its end and when it is refused', async () => {
  await enableWecom();
  await world.happen(call(await world.raise(1), wang));
  await world.happen(call(await world.raise(2), wang));
  assert.equal(wecom.fetches, 1);
  await world.pass(2 * hourMs);
  await world.happen(call(await world.raise(3), wang));
  assert.equal(wecom.fetches, 2, 'by its age');
  for (const code of [40014, 42001]) {
    wecom.endTokens(code);
    await world.happen(call(await world.raise(code), wang));
  }
  assert.equal(wecom.fetches, 4, 'by the refusal');
  assert.ok((await stateOf('wecomApp')).every(([state]) => state === 'sent'));
});

test('application message: a wrong secret is waited for, and no success without a token', async () => {
  await enableWecom({ secret: 'wrong' });
  await world.happen(call(await world.raise(1), wang));
  assert.deepEqual(await stateOf('wecomApp'), [['queued', 'errcode 40001']]);
  wecom.behave('error500');
  await enableWecom();
  await world.pass(2000);
  assert.deepEqual(await stateOf('wecomApp'), [['queued', 'HTTP 500']]);
  wecom.behave('well');
  await world.pass(4000);
  assert.deepEqual(await stateOf('wecomApp'), [['sent', null]]);
});

test('公众号: the fields of the template, cut to what they take, an exercise said first', async () => {
  await enableWechat();
  const alarmId = await world.raise(1, { alarm_kind: 'exercise' });
  await world.happen(call(alarmId, wang, li));
  const [row] = await world.messages(`channel = 'wechatTemplate'`);
  assert.deepEqual(wechat.shown, [
    {
      touser: 'openid-wang',
      template_id: 'TPL-1',
      url: `https://anyuan.example.cn/m/alarms/${alarmId}`,
      client_msg_id: row?.id.replaceAll('-', ''),
      data: {
        thing1: { value: '演练，教学楼 2 层 东侧卫生间' },
        thing2: { value: '听到尖叫' },
        time3: { value: '2026年3月2日 09:59' },
      },
    },
  ]);
});

test('公众号: renewed by force when refused; who does not follow fails at once', async () => {
  await enableWechat({ variables: 'thing5=school,thing6=what' });
  await addContact(world, li, 'wechat', 'openid-stranger');
  await world.happen(call(await world.raise(1), wang));
  wechat.endTokens(42001);
  await world.happen(call(await world.raise(2), wang, li));
  const bodies = wechat.hits
    .filter((h) => h.path === '/cgi-bin/stable_token')
    .map((h) => JSON.parse(h.body.toString()).force_refresh);
  assert.deepEqual(bodies.slice(0, 2), [false, true]);
  assert.match(JSON.stringify(wechat.shown[0]?.data), /"thing5":\{"value":"西街小学"\}/);
  const rows = await world.messages(`channel = 'wechatTemplate'`);
  assert.deepEqual(rows.map((r) => [r.state, r.error]).sort(), [
    ['failed', 'errcode 43004'],
    ['sent', null],
    ['sent', null],
  ]);
});
