import type { Locale } from '../platform/locale.ts';

/** Short names for the message table; a channel unknown here keeps its own word. */
const names: Record<string, Record<Locale, string>> = {
  live: { zh: '页面', en: 'Live page' },
  webpush: { zh: '手机推送', en: 'Web push' },
  push: { zh: '手机推送', en: 'Web push' },
  email: { zh: '电子邮件', en: 'E-mail' },
  smtp: { zh: '电子邮件', en: 'E-mail' },
  webhook: { zh: '网络回调', en: 'Webhook' },
};

export function channelName(kind: string, locale: Locale): string {
  return names[kind]?.[locale] ?? kind;
}
