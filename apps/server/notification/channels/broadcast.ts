import { createHmac } from 'node:crypto';
import type { Clock } from '@anyuan/contracts/clock.ts';
import type { FormField } from '@anyuan/contracts/routes/notifications.ts';
import {
  badSetting,
  type Channel,
  channel,
  failureWord,
  type Message,
  type Outcome,
  outcomeOfStatus,
  type SettingValues,
  textSetting,
} from './channel.ts';
import { namesSetting, schoolsField } from './robot.ts';

interface BroadcastSettings {
  url: string;
  body: string;
  user: string;
  password: string;
  hmacSecret: string;
  schools: readonly string[];
}

const timeoutMs = 5000;
const placeholders = ['text', 'mark', 'place', 'what', 'school', 'time', 'kind', 'id'] as const;
const usualText = '请注意，{place}，{what}，请值班人员立即前往。';

const form: FormField[] = [
  {
    name: 'url',
    kind: 'text',
    zh: '广播系统接口地址',
    en: 'Address of the broadcast system',
    required: true,
    help: {
      zh: '在广播服务器的接口说明里；可含 {text} {place} {what} {school} {time} {kind} {id}，会替换成内容。',
      en: 'From its interface manual; may hold {text} {place} {what} {school} {time} {kind} {id}.',
    },
  },
  {
    name: 'body',
    kind: 'text',
    zh: 'POST 内容',
    en: 'POST body',
    required: false,
    help: {
      zh: 'JSON，可含同样的替换词，如 {"zone":3,"tts":"{text}"}；不填则用 GET。',
      en: 'JSON with the same words, like {"zone":3,"tts":"{text}"}; empty for GET.',
    },
  },
  {
    name: 'text',
    kind: 'text',
    zh: '播报内容',
    en: 'Words spoken',
    required: false,
    help: {
      zh: `不填为“${usualText}”。全校都听得到，不要写出学生姓名。演练、测试会先说明。`,
      en: 'Empty for a call to the staff on duty with place and cause. The whole school hears it: no names of pupils. Exercises and tests say so first.',
    },
  },
  {
    name: 'user',
    kind: 'text',
    zh: '账号',
    en: 'User',
    required: false,
    help: {
      zh: '接口要求 HTTP Basic 认证时填写。',
      en: 'Where HTTP basic authentication is asked for.',
    },
  },
  { name: 'password', kind: 'secret', zh: '密码', en: 'Password', required: false },
  {
    name: 'hmacSecret',
    kind: 'secret',
    zh: '签名密钥',
    en: 'Signing secret',
    required: false,
    help: {
      zh: '填写后附带 X-Anyuan-Timestamp（秒）和 X-Anyuan-Signature：sha256=，对“时间.内容”（GET 为“时间.地址路径和参数”）作 HMAC-SHA256。',
      en: 'Adds X-Anyuan-Timestamp (s) and X-Anyuan-Signature: sha256= HMAC-SHA256 of "timestamp.body" (GET: "timestamp.path and query").',
    },
  },
  schoolsField,
];

/** IP 广播 by HTTP, as vendors offer it: an address, words in it, an answer. Called once per alarm. */
export function makeBroadcastChannel({ clock }: { clock: Clock }): Channel {
  return channel<BroadcastSettings & { text: string }>({
    kind: 'broadcast',
    zh: '校园 IP 广播',
    en: 'School broadcast (IP)',
    reports: ['sent'],
    form,
    enabledAtFirst: false,
    carries: [],
    carriesToGroups: ['call'],
    callsOnce: true,
    concurrencyMax: 4,
    attemptsMax: 5,
    parseSettings,
    targetsOf: () => [],
    groupsOf: (school, { schools }) =>
      schools.length === 0 || schools.includes(school) ? ['broadcast'] : [],
    async send(message, _target, settings): Promise<Outcome> {
      const words = wordsOf(message, settings.text);
      const url = filledIn(settings.url, words, encodeURIComponent);
      const body = settings.body === '' ? null : filledIn(settings.body, words, insideJson);
      const { pathname, search } = new URL(url);
      const signed = body ?? `${pathname}${search}`;
      try {
        const response = await fetch(url, {
          method: body === null ? 'GET' : 'POST',
          ...(body === null ? {} : { body }),
          redirect: 'manual',
          signal: AbortSignal.timeout(timeoutMs),
          headers: headersOf(settings, signed, clock.now(), body !== null),
        });
        await response.body?.cancel();
        return outcomeOfStatus(response.status, response.headers.get('retry-after'));
      } catch (error) {
        return { outcome: 'retry', error: failureWord(error) };
      }
    },
  });
}

function parseSettings(values: SettingValues): BroadcastSettings & { text: string } {
  const url = textSetting(values, 'url', true);
  const sample = Object.fromEntries(placeholders.map((name) => [name, 'x']));
  const isWeb =
    /^https?:\/\/[^{}/]+(\/|$|\?)/.test(url) && URL.canParse(filledIn(url, sample, String));
  if (!isWeb) throw badSetting('url');
  const body = textSetting(values, 'body', false);
  if (body !== '' && !isJson(filledIn(body, sample, String))) throw badSetting('body');
  const text = textSetting(values, 'text', false);
  for (const [field, template] of Object.entries({ url, body, text })) {
    const unknown = [...template.matchAll(/\{(\w+)\}/g)].some(
      ([, name]) => !placeholders.some((p) => p === name),
    );
    if (unknown) throw badSetting(field);
  }
  const user = textSetting(values, 'user', false);
  // A colon ends the user in RFC 7617.
  if (user.includes(':')) throw badSetting('user');
  return {
    url,
    body,
    text: text === '' ? usualText : text,
    user,
    password: textSetting(values, 'password', false),
    hmacSecret: textSetting(values, 'hmacSecret', false),
    schools: namesSetting(values, 'schools'),
  };
}

function wordsOf({ words, alarmKind, id }: Message, text: string): Record<string, string> {
  const { mark, what, school, time } = words;
  // Everybody who hears it is at that school.
  const place = words.place.replace(`${school} `, '');
  const known = { mark, place, what, school, time, kind: alarmKind, id };
  // Whatever text was chosen: an exercise is said first.
  return { ...known, text: `${mark}${filledIn(text, known, String)}` };
}

function filledIn(
  template: string,
  words: Record<string, string>,
  encode: (text: string) => string,
): string {
  return template.replace(/\{(\w+)\}/g, (all, name: string) => {
    const word = words[name];
    return word === undefined ? all : encode(word);
  });
}

/** For a place inside the quotes of a JSON text. */
function insideJson(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function headersOf(
  { user, password, hmacSecret }: BroadcastSettings,
  signed: string,
  now: number,
  isPost: boolean,
): Record<string, string> {
  const timestamp = String(Math.floor(now / 1000));
  const hmac = createHmac('sha256', hmacSecret).update(`${timestamp}.${signed}`).digest('hex');
  const basic = Buffer.from(`${user}:${password}`).toString('base64');
  return {
    ...(isPost ? { 'content-type': 'application/json; charset=utf-8' } : {}),
    ...(user === '' ? {} : { authorization: `Basic ${basic}` }),
    ...(hmacSecret === ''
      ? {}
      : { 'x-anyuan-timestamp': timestamp, 'x-anyuan-signature': `sha256=${hmac}` }),
  };
}
