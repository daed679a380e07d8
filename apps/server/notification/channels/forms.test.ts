import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Refusal } from '@anyuan/contracts/errors.ts';
import { channelViewSchema } from '@anyuan/contracts/routes/notifications.ts';
import { makeTestClock } from '@anyuan/testkit/clock.ts';
import type { SettingValues } from './channel.ts';
import { makeChannels } from './channels.ts';

const channels = makeChannels({
  clock: makeTestClock(0),
  speakers: { terminalsOf: () => [], speak: async () => {} },
  publicUrl: null,
  smtpUrl: null,
  smtpFrom: null,
  vapid: async () => ({ publicKey: '', privateKey: '' }),
  findSubscription: async () => undefined,
  removeSubscription: async () => {},
});
const find = (kind: string) => {
  const found = channels.find((c) => c.kind === kind);
  assert.ok(found, kind);
  return found;
};

const wecom = 'https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=k';
const aliyun = { accessKeyId: 'LTAI0123456789', accessKeySecret: 's' };
const tencent = { secretId: 'AKID0123456789', secretKey: 's', sdkAppId: 1400006666 };
/** Settings that are right, by kind. */
const right: Record<string, SettingValues> = {
  live: {},
  webpush: {},
  email: { url: 'smtps://u:p@mail.example:465', from: 'anyuan@school.example' },
  wecomApp: { corpId: 'ww0123456789abcdef', agentId: 1000002, secret: 's' },
  wecomRobot: { webhook: wecom },
  dingtalkRobot: { webhook: 'https://oapi.dingtalk.com/robot/send?access_token=t', secret: 'SEC1' },
  feishuRobot: { webhook: 'https://open.feishu.cn/open-apis/bot/v2/hook/abc' },
  wechatTemplate: { appId: 'wx0123456789abcdef', secret: 's', templateId: 'T' },
  aliyunSms: { ...aliyun, signName: '安园', templateCode: 'SMS_123456789' },
  aliyunVoice: { ...aliyun, ttsCode: 'TTS_123456789', showNumber: '' },
  tencentSms: { ...tencent, signName: '安园', templateId: 449739 },
  tencentVoice: { ...tencent, templateId: '1234' },
  broadcast: { url: 'http://10.0.0.8/tts?text={text}' },
  speaker: { terminals: '门卫室终端' },
  webhook: { url: 'https://other.example/hook', secret: '0123456789abcdef' },
  cap: { secret: '0123456789abcdef01234567', sender: 'anyuan@school.example' },
};

function fieldRefused(kind: string, values: SettingValues): unknown {
  try {
    find(kind).parseSettings(values);
    return 'taken';
  } catch (error) {
    assert.ok(error instanceof Refusal && error.code === 'channel.badSettings', String(error));
    return error.detail?.field;
  }
}

test('every channel describes itself in both languages and takes settings that are right', () => {
  assert.deepEqual(channels.map((c) => c.kind).sort(), Object.keys(right).sort());
  for (const { kind, zh, en, reports, form } of channels) {
    const view = { kind, zh, en, reports, form, settings: {}, enabled: false, versions: [] };
    channelViewSchema.parse(view);
    for (const text of [zh, ...form.flatMap((f) => [f.zh, f.help?.zh ?? '字'])]) {
      assert.match(text, /\p{Script=Han}|^(AccessKey|Secret)/u, `${kind}: ${text}`);
    }
    for (const text of [en, ...form.flatMap((f) => [f.en, f.help?.en ?? 'a'])]) {
      assert.doesNotMatch(text, /\p{Script=Han}/u, `${kind}: ${text}`);
    }
    assert.equal(new Set(form.map((f) => f.name)).size, form.length);
    assert.equal(fieldRefused(kind, right[kind] ?? {}), 'taken', kind);
  }
});

test('a required field that is missing is refused by its name', () => {
  for (const { kind, form } of channels) {
    for (const { name, required } of form) {
      if (!required) continue;
      const without = { ...right[kind], [name]: '' };
      assert.equal(fieldRefused(kind, without), name, `${kind}.${name}`);
      assert.equal(fieldRefused(kind, { ...right[kind], [name]: true }), name, `${kind}.${name}`);
    }
  }
});

test('what is no address, key, number or template is refused by its name', () => {
  const wrong: [kind: string, field: string, value: string][] = [
    ['wecomRobot', 'webhook', 'https://qyapi.weixin.qq.com/cgi-bin/webhook/send'],
    ['wecomRobot', 'webhook', 'ftp://qyapi.weixin.qq.com/?key=k'],
    ['wecomRobot', 'more', `,${wecom}`],
    ['wecomRobot', 'more', '西街小学,not an address'],
    ['dingtalkRobot', 'webhook', 'https://oapi.dingtalk.com/robot/send?token=t'],
    ['feishuRobot', 'webhook', 'https://open.feishu.cn/'],
    ['wecomApp', 'agentId', 'agent'],
    ['wecomApp', 'server', 'qyapi.weixin.qq.com'],
    ['wechatTemplate', 'appId', 'ww0123456789abcdef'],
    ['wechatTemplate', 'variables', 'thing1=pupil'],
    ['aliyunSms', 'templateCode', '123'],
    ['aliyunSms', 'variables', 'place,,what'],
    ['aliyunVoice', 'showNumber', 'number'],
    ['tencentSms', 'sdkAppId', 'app'],
    ['broadcast', 'url', 'http://{place}/x'],
    ['broadcast', 'url', 'http://10.0.0.8/{pupil}'],
    ['broadcast', 'body', '{"tts":{text}}'],
    ['broadcast', 'text', '{name}'],
    ['broadcast', 'user', 'a:b'],
    ['speaker', 'terminals', ' ， '],
    ['speaker', 'repeat', 'many'],
    ['speaker', 'text', '{pupil}在哭'],
    ['cap', 'secret', 'short'],
    ['cap', 'sender', 'has, comma'],
  ];
  for (const [kind, field, value] of wrong) {
    assert.equal(fieldRefused(kind, { ...right[kind], [field]: value }), field, `${kind} ${value}`);
  }
});

test('nothing claims more than its provider tells', () => {
  const reports = Object.fromEntries(channels.map((c) => [c.kind, c.reports.at(-1)]));
  assert.deepEqual(reports, {
    live: 'read',
    webpush: 'read',
    email: 'sent',
    wecomApp: 'sent',
    wecomRobot: 'sent',
    dingtalkRobot: 'sent',
    feishuRobot: 'sent',
    wechatTemplate: 'sent',
    aliyunSms: 'delivered',
    aliyunVoice: 'delivered',
    tencentSms: 'delivered',
    tencentVoice: 'sent',
    broadcast: 'sent',
    speaker: 'delivered',
    webhook: 'sent',
    cap: undefined,
  });
  for (const c of channels) {
    // Our own terminals report by themselves.
    const isOurs = c.kind === 'speaker';
    const isAsked = c.reports.includes('delivered') && !c.reports.includes('read') && !isOurs;
    assert.equal(
      c.ask !== undefined,
      isAsked,
      `${c.kind}: delivered comes from the provider alone`,
    );
  }
});
