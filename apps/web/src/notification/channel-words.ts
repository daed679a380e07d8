import type { Locale } from '../platform/locale.ts';

/** Short names for the message table; a channel unknown here keeps its own word. */
const names: Record<string, Record<Locale, string>> = {
  live: { zh: '页面', en: 'Live page' },
  webpush: { zh: '手机推送', en: 'Web push' },
  push: { zh: '手机推送', en: 'Web push' },
  email: { zh: '电子邮件', en: 'E-mail' },
  smtp: { zh: '电子邮件', en: 'E-mail' },
  webhook: { zh: '网络回调', en: 'Webhook' },
  wecomRobot: { zh: '企业微信群机器人', en: 'WeCom robot' },
  wecomApp: { zh: '企业微信', en: 'WeCom' },
  dingtalkRobot: { zh: '钉钉群机器人', en: 'DingTalk robot' },
  feishuRobot: { zh: '飞书群机器人', en: 'Feishu robot' },
  aliyunSms: { zh: '短信（阿里云）', en: 'SMS (Aliyun)' },
  aliyunVoice: { zh: '语音电话（阿里云）', en: 'Voice call (Aliyun)' },
  tencentSms: { zh: '短信（腾讯云）', en: 'SMS (Tencent)' },
  tencentVoice: { zh: '语音电话（腾讯云）', en: 'Voice call (Tencent)' },
  wechatTemplate: { zh: '微信公众号', en: 'WeChat account' },
  broadcast: { zh: '校园广播', en: 'Public address' },
  speaker: { zh: '终端喇叭', en: 'Terminal speaker' },
  cap: { zh: '公共预警（CAP）', en: 'CAP feed' },
};

export function channelName(kind: string, locale: Locale): string {
  return names[kind]?.[locale] ?? kind;
}
