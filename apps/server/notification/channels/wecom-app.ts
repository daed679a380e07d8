import { createHash } from 'node:crypto';
import type { Clock } from '@anyuan/contracts/clock.ts';
import type { FormField } from '@anyuan/contracts/routes/notifications.ts';
import { messageKinds } from '@anyuan/core/notification/audience.ts';
import { makeAccessTokens } from './access-token.ts';
import { type Channel, channel, type Message, type Outcome, textSetting } from './channel.ts';
import { askJson, type CodeTable, outcomeOfCode } from './post-json.ts';
import { linesOf, withinBytes } from './robot.ts';
import { contactsOf, idSetting, serverField, serverSetting } from './template-words.ts';

interface WecomAppSettings {
  corpId: string;
  secret: string;
  agentId: number;
  server: string;
  loginIsMember: boolean;
}

/** 企业微信 发送应用消息 (developer.work.weixin.qq.com/document/path/90236). */
const codes: CodeTable = {
  field: 'errcode',
  ok: [0],
  // -1 busy; 40001/40013/42001/40014 credentials, 60020 address list: may be being corrected.
  retry: [-1, 40001, 40013, 40014, 42001, 60020],
  limited: [45009, 45033],
};
const usualServer = 'https://qyapi.weixin.qq.com';
const textBytesMax = 2048;
const cardTitleBytesMax = 128;
const cardTextBytesMax = 512;

const form: FormField[] = [
  {
    name: 'corpId',
    kind: 'text',
    zh: '企业 ID',
    en: 'Corp ID',
    required: true,
    help: {
      zh: '企业微信管理后台“我的企业 - 企业信息”最下方。',
      en: 'WeCom console: My company, company information, at the bottom.',
    },
  },
  {
    name: 'agentId',
    kind: 'text',
    zh: '应用 AgentId',
    en: 'AgentId',
    required: true,
    help: {
      zh: '管理后台“应用管理 - 自建”里该应用的详情页。',
      en: 'WeCom console: apps, self-built, details of the app.',
    },
  },
  {
    name: 'secret',
    kind: 'secret',
    zh: '应用 Secret',
    en: 'App secret',
    required: true,
    help: {
      zh: '同一详情页点“查看”，密钥会发到管理员的企业微信。应用的“企业可信 IP”要加入本服务器。',
      en: 'On the same page; it is sent to the administrator. Add this server to the trusted addresses.',
    },
  },
  {
    name: 'loginIsMember',
    kind: 'switch',
    zh: '登录名就是企业微信账号',
    en: 'Login is the WeCom member id',
    required: false,
    help: {
      zh: '没有单独登记企业微信账号的人员，用登录名发送。',
      en: 'People without a member id of their own are reached by their login.',
    },
  },
  serverField(usualServer),
];

/** To members by the app; the provider tells nothing of delivery or reading. */
export function makeWecomAppChannel(options: { clock: Clock; publicUrl: string | null }): Channel {
  const tokens = makeAccessTokens(options);
  return channel<WecomAppSettings>({
    kind: 'wecomApp',
    zh: '企业微信应用消息',
    en: 'WeCom application message',
    reports: ['sent'],
    form,
    enabledAtFirst: false,
    carries: messageKinds,
    carriesNotices: true,
    concurrencyMax: 16,
    attemptsMax: 20,
    parseSettings: (values) => ({
      corpId: idSetting(values, 'corpId', /^[\w-]{8,64}$/),
      agentId: Number(idSetting(values, 'agentId', /^\d{1,12}$/)),
      secret: textSetting(values, 'secret', true),
      server: (serverSetting(values)?.href ?? usualServer).replace(/\/$/, ''),
      loginIsMember: values.loginIsMember === true,
    }),
    targetsOf(person, { loginIsMember }) {
      const members = contactsOf(person, 'wecom');
      if (members.length > 0) return members;
      return person && loginIsMember ? [person.login] : [];
    },
    async send(message, target, settings) {
      const { corpId, secret, server } = settings;
      const reply = await tokens.call(
        createHash('sha256').update(`${server} ${corpId} ${secret}`).digest('hex'),
        () => {
          const query = new URLSearchParams({ corpid: corpId, corpsecret: secret });
          return askJson(`${server}/cgi-bin/gettoken?${query}`, { codeField: codes.field });
        },
        (token) => {
          const query = new URLSearchParams({ access_token: token });
          const body = bodyOf(message, target, settings, options.publicUrl);
          return askJson(`${server}/cgi-bin/message/send?${query}`, {
            body,
            codeField: codes.field,
          });
        },
      );
      return 'outcome' in reply ? reply.outcome : sendOutcome(reply.body);
    },
  });
}

/** With an address of our own a card that opens the alarm, else plain text. */
function bodyOf(
  message: Message,
  target: string,
  { agentId }: WecomAppSettings,
  publicUrl: string | null,
) {
  const common = { touser: target, agentid: agentId };
  const [title = '', ...rest] = linesOf(message, null);
  if (publicUrl === null) {
    const content = withinBytes([title, ...rest].join('\n'), textBytesMax);
    return { ...common, msgtype: 'text', text: { content } };
  }
  return {
    ...common,
    msgtype: 'textcard',
    textcard: {
      title: withinBytes(title, cardTitleBytesMax),
      description: withinBytes(rest.map(escaped).join('\n'), cardTextBytesMax),
      url: `${publicUrl}${message.path}`,
      btntxt: '打开',
    },
  };
}

/** The description of a card may hold markup. */
function escaped(text: string): string {
  return text.replaceAll('<', '＜').replaceAll('>', '＞');
}

/** Code 0 with the receiver among the invalid ones means that nobody got it. */
function sendOutcome(body: Record<string, unknown>): Outcome {
  const isRefused = [body.invaliduser, body.unlicenseduser].some(
    (u) => typeof u === 'string' && u !== '',
  );
  if (body.errcode === 0 && isRefused) return { outcome: 'gone', error: 'no such member' };
  return outcomeOfCode(codes, body);
}
