import type { FormField } from '@anyuan/contracts/routes/notifications.ts';
import {
  badSetting,
  type Channel,
  type Message,
  type Recipient,
  type SettingValues,
  textSetting,
} from './channel.ts';

/** Words that a template may be filled with. */
const wordNames = ['place', 'what', 'detail', 'school', 'time', 'date'] as const;
type WordName = (typeof wordNames)[number];

/** One variable of an approved template: its name there (or its turn) and the word for it. */
export interface TemplateSlot {
  name: string;
  word: WordName;
}

export function slotsField(usual: string, isNamed: boolean): FormField {
  const words = 'place 地点、what 事由、detail 详情、school 学校、time 时刻、date 日期时间';
  return {
    name: 'variables',
    kind: 'text',
    zh: '模板变量',
    en: 'Template variables',
    required: false,
    help: isNamed
      ? {
          zh: `写成“变量名=词”，用逗号隔开。可用的词：${words}。不填为 ${usual}。演练、测试标在第一个变量前。`,
          en: `As "variable=word", separated by commas. Words: ${wordNames.join(', ')}. Empty for ${usual}. Exercises and tests are marked in the first.`,
        }
      : {
          zh: `按模板中 {1}{2}… 的顺序写词，用逗号隔开。可用的词：${words}。不填为 ${usual}。演练、测试标在第一个变量前。`,
          en: `Words in the order of {1}{2}…, separated by commas: ${wordNames.join(', ')}. Empty for ${usual}. Exercises and tests are marked in the first.`,
        },
  };
}

/** `place=thing1,…`; without "=" variable and word have the same name. */
export function slotsSetting(values: SettingValues, usual: string): TemplateSlot[] {
  const given = textSetting(values, 'variables', false);
  return (given === '' ? usual : given).split(/[,，]/).map((part) => {
    const [name = '', word = name] = part.split('=').map((p) => p.trim());
    const known = wordNames.find((w) => w === word);
    if (known === undefined || !/^\w{1,40}$/.test(name)) throw badSetting('variables');
    return { name, word: known };
  });
}

/** Values in the order of the template; the first says when it is only an exercise or a test. */
export function filled(
  slots: readonly TemplateSlot[],
  { words }: Message,
  charactersMax: number,
): [name: string, value: string][] {
  return slots.map(({ name, word }, i) => {
    const value = i === 0 ? `${words.mark}${words[word]}` : words[word];
    return [name, cut(value, charactersMax)];
  });
}

function cut(text: string, charactersMax: number): string {
  const characters = [...text];
  if (characters.length <= charactersMax) return text;
  return `${characters.slice(0, charactersMax - 1).join('')}…`;
}

/** Telephone numbers of a person, digits with an optional country code; what is no number is left out. */
export function phonesOf(person: Recipient | null): string[] {
  const own = contactsOf(person, 'phone');
  const all = own.length > 0 ? own : person?.phone ? [person.phone] : [];
  return [...new Set(all.map((p) => p.replace(/[\s()-]/g, '')))].filter((p) =>
    /^\+?\d{7,15}$/.test(p),
  );
}

export function contactsOf(person: Recipient | null, channel: string): string[] {
  return (person?.contacts ?? []).filter((c) => c.channel === channel).map((c) => c.address);
}

/** A template of its own for confirmation codes; providers approve those apart from notices. */
export function codeTemplateField(example: { zh: string; en: string }): FormField {
  return {
    name: 'codeTemplate',
    kind: 'text',
    zh: '确认码模板',
    en: 'Template for codes',
    required: false,
    help: {
      zh: `发送联系方式确认码用的验证码类模板，${example.zh}。不填则用上面的通知模板发送确认码。`,
      en: `Approved template for confirmation codes, ${example.en}. Empty: the notice template above carries the code.`,
    },
  };
}

/** A mainland number without its country code; +86 is China. */
export function withoutChina(phone: string): string {
  return phone.replace(/^\+86/, '');
}

/** "+8613800138000": E.164, for a mainland number written without country code too. */
export function withCountry(phone: string): string {
  if (phone.startsWith('+')) return phone;
  return /^86\d{11}$/.test(phone) ? `+${phone}` : `+86${phone.replace(/^0/, '')}`;
}

/** Another address of the provider: private deployment, proxy of a closed network. */
export function serverField(usual: string): FormField {
  return {
    name: 'server',
    kind: 'url',
    zh: '接口地址',
    en: 'Interface address',
    required: false,
    help: {
      zh: `私有部署或经内网代理访问时填写；不填为 ${usual}。`,
      en: `For a private deployment or a proxy of a closed network; empty for ${usual}.`,
    },
  };
}

export function serverSetting(values: SettingValues): URL | null {
  const text = textSetting(values, 'server', false);
  if (text === '') return null;
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol)) throw badSetting('server');
  return new URL(text);
}

/** An id of the provider: printable, no spaces. Numbers may come as such from the form. */
export function idSetting(values: SettingValues, field: string, pattern = /^\S{1,200}$/): string {
  const value = values[field];
  const text = typeof value === 'number' ? String(value) : textSetting(values, field, true);
  if (!pattern.test(text)) throw badSetting(field);
  return text;
}

/** What short messages and calls have in common: to the person's number, for calls for help only. */
export const phoneChannel = {
  enabledAtFirst: false,
  carries: ['call', 'nobody'],
  concurrencyMax: 16,
  targetsOf: phonesOf,
} satisfies Partial<Channel>;

/** The number under which a provider took a message, where it gave one. */
export function referenceOf(value: unknown): { reference: string } | Record<string, never> {
  return typeof value === 'string' && value !== '' ? { reference: value } : {};
}
