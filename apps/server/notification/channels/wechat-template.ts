import { createHash } from 'node:crypto';
import type { Clock } from '@anyuan/contracts/clock.ts';
import type { FormField } from '@anyuan/contracts/routes/notifications.ts';
import { messageKinds } from '@anyuan/core/notification/audience.ts';
import { makeAccessTokens } from './access-token.ts';
import { type Channel, channel, textSetting } from './channel.ts';
import { askJson, type CodeTable, outcomeOfCode } from './post-json.ts';
import {
  contactsOf,
  filled,
  idSetting,
  serverField,
  serverSetting,
  slotsField,
  slotsSetting,
  type TemplateSlot,
} from './template-words.ts';

interface WechatSettings {
  appId: string;
  secret: string;
  templateId: string;
  slots: TemplateSlot[];
  server: string;
}

/** 公众号模板消息 (developers.weixin.qq.com/doc/offiaccount/Message_Management/Template_Message_Interface.html). */
const codes: CodeTable = {
  field: 'errcode',
  ok: [0],
  // -1 busy; 40001/40013/40014/40125/42001 credentials, 40164 address list: may be being corrected.
  retry: [-1, 40001, 40013, 40014, 40125, 40164, 42001],
  limited: [45009, 45011],
};
const usualServer = 'https://api.weixin.qq.com';
const usualSlots = 'thing1=place,thing2=what,time3=date';
/** A `thing` of a template takes 20 characters. */
const thingCharactersMax = 20;

const form: FormField[] = [
  {
    name: 'appId',
    kind: 'text',
    zh: '开发者 ID（AppID）',
    en: 'AppID',
    required: true,
    help: {
      zh: '公众平台“设置与开发 - 开发接口管理 - 基本配置”。须为已认证的服务号。',
      en: 'Official account console: settings and development, basic configuration. Needs a verified service account.',
    },
  },
  {
    name: 'secret',
    kind: 'secret',
    zh: '开发者密码（AppSecret）',
    en: 'AppSecret',
    required: true,
    help: {
      zh: '同一页重置后显示一次；“IP 白名单”要加入本服务器。',
      en: 'On the same page, shown once after a reset; add this server to the address list.',
    },
  },
  {
    name: 'templateId',
    kind: 'text',
    zh: '模板 ID',
    en: 'Template ID',
    required: true,
    help: {
      zh: '“广告与服务 - 模板消息 - 我的模板”里的模板 ID。',
      en: 'Console: template messages, my templates.',
    },
  },
  slotsField(usualSlots, true),
  serverField(usualServer),
];

/**
 * To followers by openid. Whether it reached the phone is only told to a callback of the account, so
 * this reports *sent*.
 */
export function makeWechatTemplateChannel(options: {
  clock: Clock;
  publicUrl: string | null;
}): Channel {
  const tokens = makeAccessTokens(options);
  return channel<WechatSettings>({
    kind: 'wechatTemplate',
    zh: '公众号模板消息',
    en: 'WeChat official account template message',
    reports: ['sent'],
    form,
    enabledAtFirst: false,
    carries: messageKinds,
    concurrencyMax: 16,
    attemptsMax: 20,
    parseSettings: (values) => ({
      appId: idSetting(values, 'appId', /^wx[\w-]{6,62}$/),
      secret: textSetting(values, 'secret', true),
      templateId: idSetting(values, 'templateId'),
      slots: slotsSetting(values, usualSlots),
      server: (serverSetting(values)?.href ?? usualServer).replace(/\/$/, ''),
    }),
    targetsOf: (person) => contactsOf(person, 'wechat'),
    async send(message, target, { appId, secret, templateId, slots, server }) {
      const data = filled(slots, message, thingCharactersMax).map(([name, value]) => [
        name,
        { value },
      ]);
      const body = {
        touser: target,
        template_id: templateId,
        ...(options.publicUrl === null ? {} : { url: `${options.publicUrl}${message.path}` }),
        // The same at every attempt: the provider drops the repeat.
        client_msg_id: message.id.replaceAll('-', ''),
        data: Object.fromEntries(data),
      };
      const reply = await tokens.call(
        createHash('sha256').update(`${server} ${appId} ${secret}`).digest('hex'),
        // The stable token: fetching it does not end the one another server uses.
        (isAnew) =>
          askJson(`${server}/cgi-bin/stable_token`, {
            body: { grant_type: 'client_credential', appid: appId, secret, force_refresh: isAnew },
            codeField: codes.field,
          }),
        (token) => {
          const query = new URLSearchParams({ access_token: token });
          const url = `${server}/cgi-bin/message/template/send?${query}`;
          return askJson(url, { body, codeField: codes.field });
        },
      );
      return 'outcome' in reply ? reply.outcome : outcomeOfCode(codes, reply.body);
    },
  });
}
