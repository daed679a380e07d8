import assert from 'node:assert/strict';
import { beforeEach, type TestContext, test } from 'node:test';
import { makeTestClock } from '@anyuan/testkit/clock.ts';
import { freshDatabase } from '@anyuan/testkit/fresh-database.ts';
import { startAliyunPeer } from './peers/aliyun-peer.ts';
import { startHttpPeer } from './peers/http-peer.ts';
import {
  addContact,
  call,
  enable,
  makeWorld,
  startMs,
  type World,
  wang,
} from './peers/notification-world.ts';
import type { ProviderPeer } from './peers/provider-peer.ts';
import { startFeishuRobotPeer, startWecomRobotPeer } from './peers/robot-peers.ts';
import { startSmtpPeer } from './peers/smtp-peer.ts';
import { startTencentPeer } from './peers/tencent-peer.ts';
import { startWechatPeer, startWecomAppPeer } from './peers/wechat-peers.ts';

const corp = { corpId: 'ww0123456789abcdef', secret: 'app secret', agentId: 1000002 };
const account = { appId: 'wx0123456789abcdef', secret: 'account secret', templateId: 'TPL-1' };
const aliyunKey = { id: 'LTAI0123456789abcdef', secret: 'aliyun secret' };
const tencentKey = { id: 'AKID0123456789abcdef', key: 'tencent secret' };

type Providers = Record<string, ProviderPeer>;
let providers: Providers;
let world: World;

async function startProviders(now: () => number): Promise<Providers> {
  return {
    wecomApp: await startWecomAppPeer({ ...corp, members: ['WangXiao'] }),
    wecomRobot: await startWecomRobotPeer('k', { now }),
    feishuRobot: await startFeishuRobotPeer('s', { now }),
    wechatTemplate: await startWechatPeer({ ...account, followers: ['openid'] }),
    aliyunSms: await startAliyunPeer(aliyunKey),
    tencentSms: await startTencentPeer({ ...tencentKey, service: 'sms', version: '2021-01-11' }),
  };
}

const at = (kind: string): string => providers[kind]?.url ?? '';

async function enableProviders(): Promise<void> {
  const { id: accessKeyId, secret: accessKeySecret } = aliyunKey;
  const { id: secretId, key: secretKey } = tencentKey;
  const settings: Record<string, Record<string, string | number>> = {
    wecomApp: { ...corp, server: at('wecomApp') },
    wecomRobot: { webhook: `${at('wecomRobot')}/cgi-bin/webhook/send?key=k` },
    feishuRobot: { webhook: `${at('feishuRobot')}/open-apis/bot/v2/hook/robot-1`, secret: 's' },
    wechatTemplate: { ...account, server: at('wechatTemplate') },
    aliyunSms: {
      ...{ accessKeyId, accessKeySecret, server: at('aliyunSms') },
      ...{ signName: '安园', templateCode: 'SMS_123456789' },
    },
    tencentSms: {
      ...{ secretId, secretKey, server: at('tencentSms'), sdkAppId: '1400006666' },
      ...{ signName: '安园', templateId: '449739' },
    },
  };
  for (const [kind, values] of Object.entries(settings)) await enable(world, kind, values);
}

beforeEach(async (t) => {
  const clock = makeTestClock(startMs);
  providers = await startProviders(clock.now);
  const smtp = await startSmtpPeer();
  const settings = { smtpUrl: smtp.url, smtpFrom: 'anyuan@school.example' };
  world = await makeWorld({ fresh: await freshDatabase(), clock, settings });
  await addContact(world, wang, 'wecom', 'WangXiao');
  await addContact(world, wang, 'wechat', 'openid');
  await addContact(world, wang, 'phone', '13800000001');
  await enableProviders();
  (t as TestContext).after(async () => {
    for (const peer of Object.values(providers)) await peer.stop();
    await world.end();
    await smtp.stop();
  });
});

const statesOf = async (alarmId: string): Promise<Map<string, string>> => {
  const rows = await world.messages(`alarm_id = '${alarmId}' and channel <> 'live'`);
  return new Map(rows.map((r) => [r.channel, r.state]));
};
const kinds = [
  'wecomApp',
  'wecomRobot',
  'feishuRobot',
  'wechatTemplate',
  'aliyunSms',
  'tencentSms',
];

for (const slow of kinds) {
  test(`${slow} hangs: every other channel has sent before it gives up`, async () => {
    providers[slow]?.behave('hang');
    const alarmId = await world.raise(1);
    const begun = world.happen(call(alarmId, wang));
    const others = [...kinds, 'email'].filter((kind) => kind !== slow);
    let states = new Map<string, string>();
    while (others.some((kind) => states.get(kind) !== 'sent')) {
      states = await statesOf(alarmId);
      await new Promise((resolve) => setImmediate(resolve));
    }
    assert.equal(states.get(slow), 'queued');
    // Cut the line instead of waiting for the patience of the channel to end.
    await providers[slow]?.stop();
    await begun;
    assert.equal((await statesOf(alarmId)).get(slow), 'queued', 'to be tried again');
  });
}

test('a provider that is not there at all fails alone and in the end says why', async () => {
  await providers.wecomRobot?.stop();
  const alarmId = await world.raise(1);
  await world.happen(call(alarmId, wang));
  for (let i = 0; i < 12; i++) await world.pass(60_000);
  const states = await statesOf(alarmId);
  assert.equal(states.get('wecomRobot'), 'failed');
  assert.ok([...states].every(([kind, state]) => kind === 'wecomRobot' || state === 'sent'));
});

test('a loudspeaker that hangs holds up no robot of the same alarm', async () => {
  const speaker = await startHttpPeer();
  let release = () => {};
  speaker.before(
    () =>
      new Promise<void>((resolve) => {
        release = resolve;
      }),
  );
  await enable(world, 'broadcast', { url: `${speaker.url}/say?text={text}` });
  const alarmId = await world.raise(1);
  const begun = world.happen(call(alarmId, wang));
  while ((await statesOf(alarmId)).get('wecomRobot') !== 'sent' || speaker.hits.length === 0) {
    await new Promise((resolve) => setImmediate(resolve));
  }
  assert.equal((await statesOf(alarmId)).get('broadcast'), 'queued');
  release();
  await begun;
  assert.equal((await statesOf(alarmId)).get('broadcast'), 'sent');
  await speaker.stop();
});
