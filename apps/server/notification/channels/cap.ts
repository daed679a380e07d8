import { badSetting, channel, textSetting } from './channel.ts';
import { namesSetting, schoolsField } from './robot.ts';
import { idSetting } from './template-words.ts';

export interface CapSettings {
  secret: string;
  sender: string;
  schools: readonly string[];
}

const secretPattern = /^[\w-]{24,80}$/;

/** A feed is fetched, not sent: here is only its form. The feed itself is cap-feed.ts. */
export const capChannel = channel<CapSettings>({
  kind: 'cap',
  zh: 'CAP 1.2 预警信息源',
  en: 'CAP 1.2 feed',
  reports: [],
  form: [
    {
      name: 'secret',
      kind: 'secret',
      zh: '地址口令',
      en: 'Secret of the address',
      required: true,
      help: {
        zh: '24 至 80 位字母或数字。对方从 /api/feeds/cap/口令 读取；更换口令后旧地址失效。',
        en: '24 to 80 letters or digits. Others read /api/feeds/cap/SECRET; a new secret ends the old address.',
      },
    },
    {
      name: 'sender',
      kind: 'text',
      zh: '发布方标识',
      en: 'Sender',
      required: true,
      help: {
        zh: '写进每条信息，全国唯一，通常用本单位的域名或邮箱，如 anyuan@school.example。',
        en: 'Stands in every message; unique, usually a domain or mailbox like anyuan@school.example.',
      },
    },
    schoolsField,
  ],
  enabledAtFirst: false,
  carries: [],
  concurrencyMax: 1,
  attemptsMax: 1,
  parseSettings(values) {
    const secret = textSetting(values, 'secret', true);
    if (!secretPattern.test(secret)) throw badSetting('secret');
    // CAP-v1.2-os 3.2.1: no spaces, commas, < or &.
    const sender = idSetting(values, 'sender', /^[^\s,<&]{3,200}$/);
    return { secret, sender, schools: namesSetting(values, 'schools') };
  },
  targetsOf: () => [],
  send: async () => ({ outcome: 'gone', error: 'not sent by the sender' }),
});
