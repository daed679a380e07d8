import assert from 'node:assert/strict';
import { beforeEach, type TestContext, test } from 'node:test';
import { makeTestClock } from '@anyuan/testkit/clock.ts';
import { freshDatabase } from '@anyuan/testkit/fresh-database.ts';
import { type AliyunPeer, startAliyunPeer } from './peers/aliyun-peer.ts';
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
import { startTencentPeer, type TencentPeer } from './peers/tencent-peer.ts';

const aliyunKey = { id: 'LTAI0123456789abcdef', secret: 'aliyun secret' };
const tencentKey = { id: 'AKID0123456789abcdef', key: 'tencent secret' };
let aliyun: AliyunPeer;
let sms: TencentPeer;
let vms: TencentPeer;
let world: World;

beforeEach(async (t) => {
  aliyun = await startAliyunPeer(aliyunKey);
  sms = await startTencentPeer({ ...tencentKey, service: 'sms', version: '2021-01-11' });
  vms = await startTencentPeer({ ...tencentKey, service: 'vms', version: '2020-09-02' });
  world = await makeWorld({ fresh: await freshDatabase(), clock: makeTestClock(startMs) });
  await addContact(world, wang, 'phone', '+86 138-0000-0001');
  await addContact(world, li, 'phone', 'ask at the gate');
  await world.fresh.pool.query(`update person set phone = '13800000003' where id = '${zhao}'`);
  (t as TestContext).after(async () => {
    await world.end();
    await Promise.all([aliyun.stop(), sms.stop(), vms.stop()]);
  });
});

const aliyunBase = () => ({
  accessKeyId: aliyunKey.id,
  accessKeySecret: aliyunKey.secret,
  server: aliyun.url,
});
const tencentBase = (peer: TencentPeer) => ({
  secretId: tencentKey.id,
  secretKey: tencentKey.key,
  server: peer.url,
  sdkAppId: '1400006666',
});
const enableAliyunSms = (change = {}) =>
  enable(world, 'aliyunSms', {
    ...aliyunBase(),
    signName: '安园',
    templateCode: 'SMS_123456789',
    ...change,
  });
const one = async (channel: string) => {
  const [row] = await world.messages(`channel = '${channel}'`);
  return [row?.state, row?.error];
};

test('阿里云 SMS: signed, filled in, to numbers only; delivered when the operator says so', async () => {
  await enableAliyunSms();
  const alarmId = await world.raise(1, { alarm_kind: 'exercise' });
  await world.happen(call(alarmId, wang, li));
  const [row] = await world.messages(`channel = 'aliyunSms'`);
  assert.deepEqual(aliyun.taken, [
    {
      action: 'SendSms',
      PhoneNumbers: '13800000001',
      SignName: '安园',
      TemplateCode: 'SMS_123456789',
      TemplateParam: '{"place":"演练，教学楼 2 层 东侧卫生间","what":"听到尖叫","time":"09:59"}',
      OutId: row?.id,
    },
  ]);
  assert.deepEqual(await one('aliyunSms'), ['sent', null]);
  await world.pass(5000);
  assert.deepEqual(await one('aliyunSms'), ['sent', null], 'the operator has not answered');
  aliyun.report({ SendStatus: 3, ErrCode: 'DELIVERED' });
  await world.pass(10_000);
  assert.deepEqual(await one('aliyunSms'), ['delivered', null]);
  const question = new URL(aliyun.hits.at(-1)?.path ?? '', 'http://peer').searchParams;
  assert.deepEqual(
    ['PhoneNumber', 'BizId', 'SendDate'].map((name) => question.get(name)),
    ['13800000001', 'biz-1', '20260302'],
  );
  const asked = aliyun.hits.length;
  await world.pass(600_000);
  assert.equal(aliyun.hits.length, asked, 'asked no more');
});

test('阿里云 SMS: success and never delivered stays sent; refused by the operator fails with a fact', async () => {
  await enableAliyunSms();
  await world.happen(call(await world.raise(1), wang));
  for (let i = 0; i < 30; i++) await world.pass(60_000);
  assert.deepEqual(await one('aliyunSms'), ['sent', null]);
  assert.ok(aliyun.hits.length < 25, `asked ${aliyun.hits.length} times`);
  aliyun.report({ SendStatus: 2, ErrCode: 'MOBILE_NOT_ON_SERVICE' });
  const second = await world.raise(2);
  await world.happen(call(second, zhao));
  await world.pass(5000);
  const [row] = await world.messages(`alarm_id = '${second}' and channel = 'aliyunSms'`);
  assert.deepEqual([row?.state, row?.error], ['failed', 'not delivered: MOBILE_NOT_ON_SERVICE']);
  const facts = await world.fresh.pool.query(
    `select body from fact where type = 'notification.failed'`,
  );
  assert.equal(facts.rows[0]?.body.notificationId, row?.id);
});

test('阿里云 SMS: limits are waited for, wrong keys may be corrected, a bad number is for good', async () => {
  await enableAliyunSms();
  aliyun.refuse('isv.BUSINESS_LIMIT_CONTROL');
  await world.happen(call(await world.raise(1), wang));
  assert.deepEqual(await one('aliyunSms'), ['queued', 'isv.BUSINESS_LIMIT_CONTROL']);
  aliyun.refuse(null);
  await enableAliyunSms({ accessKeySecret: 'wrong' });
  await world.pass(60_000);
  assert.deepEqual(await one('aliyunSms'), ['queued', 'SignatureDoesNotMatch']);
  await enableAliyunSms();
  aliyun.behave('error500');
  await world.pass(10_000);
  assert.equal((await one('aliyunSms'))[0], 'queued');
  aliyun.behave('well');
  await world.pass(10_000);
  assert.deepEqual(await one('aliyunSms'), ['sent', null]);
  aliyun.refuse('isv.MOBILE_NUMBER_ILLEGAL');
  const second = await world.raise(2);
  await world.happen(call(second, wang));
  const [row] = await world.messages(`alarm_id = '${second}' and channel = 'aliyunSms'`);
  assert.deepEqual([row?.state, row?.error], ['failed', 'isv.MOBILE_NUMBER_ILLEGAL']);
});

test('阿里云 voice: calls with the words of the template; delivered only when somebody took the call', async () => {
  await enable(world, 'aliyunVoice', { ...aliyunBase(), ttsCode: 'TTS_123456789' });
  await world.happen(call(await world.raise(1), wang));
  const [taken] = aliyun.taken;
  assert.equal(taken?.action, 'SingleCallByTts');
  assert.equal(taken?.CalledNumber, '13800000001');
  assert.equal(taken?.TtsParam, '{"place":"教学楼 2 层 东侧卫生间","what":"听到尖叫"}');
  assert.equal(taken && 'CalledShowNumber' in taken, false);
  aliyun.report({ duration: 12, state: '200000', endDate: '2026-03-02 10:00:30' });
  await world.pass(5000);
  assert.deepEqual(await one('aliyunVoice'), ['delivered', null]);
  aliyun.report({ duration: 0, state: '200005', endDate: '2026-03-02 10:01:30' });
  const second = await world.raise(2);
  await world.happen(call(second, wang));
  await world.pass(5000);
  const [row] = await world.messages(`alarm_id = '${second}' and channel = 'aliyunVoice'`);
  assert.deepEqual([row?.state, row?.error], ['failed', 'not answered: 200005']);
});

test('腾讯云 SMS: signed, positional words, delivered by its receipt only', async () => {
  await enable(world, 'tencentSms', {
    ...tencentBase(sms),
    signName: '安园',
    templateId: '449739',
    variables: 'place, what, detail',
  });
  await world.happen(call(await world.raise(1, { alarm_kind: 'test' }), zhao));
  const [row] = await world.messages(`channel = 'tencentSms'`);
  const [taken] = sms.taken;
  assert.deepEqual(
    [taken?.action, taken?.PhoneNumberSet, taken?.SmsSdkAppId, taken?.SignName, taken?.TemplateId],
    ['SendSms', ['+8613800000003'], '1400006666', '安园', '449739'],
  );
  assert.equal(taken?.SessionContext, row?.id);
  const [place, what, detail] = (taken?.TemplateParamSet ?? []) as string[];
  assert.deepEqual([place, what], ['测试，教学楼 2 层 东侧卫生间', '听到尖叫']);
  assert.ok([...(detail ?? '')].length <= 35);
  sms.report([{ SerialNo: 'another', ReportStatus: 'FAIL', Description: 'x' }]);
  await world.pass(5000);
  assert.deepEqual(await one('tencentSms'), ['sent', null], 'the receipt of another message');
  sms.report([{ SerialNo: 'serial-1', ReportStatus: 'SUCCESS', Description: 'DELIVERED' }]);
  await world.pass(10_000);
  assert.deepEqual(await one('tencentSms'), ['delivered', null]);
});

test('腾讯云: limits are waited for, refusals are for good, wrong keys may be corrected', async () => {
  const settings = { ...tencentBase(sms), signName: '安园', templateId: '449739' };
  await enable(world, 'tencentSms', { ...settings, secretKey: 'wrong' });
  await world.happen(call(await world.raise(1), wang));
  assert.deepEqual(await one('tencentSms'), ['queued', 'AuthFailure.SignatureFailure']);
  await enable(world, 'tencentSms', settings);
  sms.refuse('LimitExceeded.PhoneNumberThirtySecondLimit');
  await world.pass(2000);
  assert.deepEqual(await one('tencentSms'), [
    'queued',
    'LimitExceeded.PhoneNumberThirtySecondLimit',
  ]);
  sms.refuse('FailedOperation.PhoneNumberInBlacklist');
  await world.pass(60_000);
  assert.deepEqual(await one('tencentSms'), ['failed', 'FailedOperation.PhoneNumberInBlacklist']);
});

test('腾讯云 voice: signed for its own service; sent is all it says', async () => {
  await enable(world, 'tencentVoice', { ...tencentBase(vms), templateId: '1234' });
  vms.behave('error500');
  await world.happen(call(await world.raise(1), wang));
  assert.deepEqual(await one('tencentVoice'), ['queued', 'HTTP 500']);
  vms.behave('well');
  await world.pass(2000);
  assert.deepEqual(await one('tencentVoice'), ['sent', null]);
  const [taken] = vms.taken;
  assert.deepEqual(
    [taken?.action, taken?.CalledNumber, taken?.VoiceSdkAppid, taken?.PlayTimes],
    ['SendTtsVoice', '+8613800000001', '1400006666', 2],
  );
  assert.deepEqual(taken?.TemplateParamSet, ['教学楼 2 层 东侧卫生间', '听到尖叫']);
});
