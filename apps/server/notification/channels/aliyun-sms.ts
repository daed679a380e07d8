import type { FormField } from '@anyuan/contracts/routes/notifications.ts';
import {
  type AliyunSettings,
  aliyunFailure,
  aliyunFields,
  aliyunOutcome,
  aliyunSettings,
  makeAliyun,
} from './aliyun.ts';
import {
  type Arrival,
  type Channel,
  channel,
  type Message,
  type Outcome,
  textSetting,
} from './channel.ts';
import {
  codeTemplateField,
  filled,
  idSetting,
  phoneChannel,
  referenceOf,
  slotsField,
  slotsSetting,
  type TemplateSlot,
  withoutChina,
} from './template-words.ts';

interface SmsSettings extends AliyunSettings {
  signName: string;
  templateCode: string;
  codeTemplate: string | null;
  slots: TemplateSlot[];
}

/** 短信服务 2017-05-25: SendSms, QuerySendDetails (help.aliyun.com/zh/sms). */
const product = { host: 'dysmsapi.aliyuncs.com', version: '2017-05-25' };
const templatePattern = /^SMS_\d{4,20}$/;
const usualSlots = 'place,what,time';
/** A variable takes 35 characters. */
const variableCharactersMax = 35;

const form: FormField[] = [
  ...aliyunFields(product).slice(0, 2),
  {
    name: 'signName',
    kind: 'text',
    zh: '短信签名',
    en: 'Signature',
    required: true,
    help: {
      zh: '短信服务控制台“国内消息 - 签名管理”里已通过审核的签名名称，不带括号。',
      en: 'SMS console, signatures: an approved one, without brackets.',
    },
  },
  {
    name: 'templateCode',
    kind: 'text',
    zh: '模板 CODE',
    en: 'Template code',
    required: true,
    help: {
      zh: '“模板管理”里已通过审核的通知类模板，形如 SMS_123456789。',
      en: 'SMS console, templates: an approved notice, like SMS_123456789.',
    },
  },
  slotsField(usualSlots, true),
  codeTemplateField({ zh: '只有一个变量 code', en: 'with the one variable code' }),
  ...aliyunFields(product).slice(2),
];

export function makeAliyunSmsChannel(): Channel {
  const aliyun = makeAliyun(product);
  return channel<SmsSettings>({
    kind: 'aliyunSms',
    zh: '阿里云短信',
    en: 'SMS (Alibaba Cloud)',
    reports: ['sent', 'delivered'],
    form,
    ...phoneChannel,
    attemptsMax: 12,
    parseSettings: (values) => ({
      ...aliyunSettings(values),
      signName: textSetting(values, 'signName', true),
      templateCode: idSetting(values, 'templateCode', templatePattern),
      codeTemplate: values.codeTemplate ? idSetting(values, 'codeTemplate', templatePattern) : null,
      slots: slotsSetting(values, usualSlots),
    }),
    async send(message, target, settings): Promise<Outcome> {
      const { templateCode, values } = templateOf(message, settings);
      try {
        const answer = await aliyun.request(settings, 'SendSms', {
          PhoneNumbers: withoutChina(target),
          SignName: settings.signName,
          TemplateCode: templateCode,
          TemplateParam: JSON.stringify(values),
          OutId: message.id,
        });
        if (answer.Code !== 'OK') return aliyunOutcome(answer.Code);
        return { outcome: 'sent', ...referenceOf(answer.BizId) };
      } catch (error) {
        return aliyunFailure(error);
      }
    },
    async ask(sent, settings) {
      const answer = await aliyun.request(settings, 'QuerySendDetails', {
        PhoneNumber: withoutChina(sent.target),
        BizId: sent.reference,
        SendDate: chinaDay(sent.sentAt),
        PageSize: '10',
        CurrentPage: '1',
      });
      return arrivalOf(answer);
    },
  });
}

function templateOf(message: Message, { templateCode, codeTemplate, slots }: SmsSettings) {
  if (message.code !== undefined && codeTemplate !== null) {
    return { templateCode: codeTemplate, values: { code: message.code } };
  }
  const values = Object.fromEntries(filled(slots, message, variableCharactersMax));
  return { templateCode, values };
}

/** "20260302": the day that the provider files a message under, in China's time. */
function chinaDay(atMs: number): string {
  const chinaAheadMs = 8 * 3_600_000;
  return new Date(atMs + chinaAheadMs).toISOString().slice(0, 10).replaceAll('-', '');
}

/** SendStatus: 1 waiting for the operator, 2 failed, 3 arrived. */
function arrivalOf(answer: Record<string, unknown>): Arrival {
  const list = (answer.SmsSendDetailDTOs as { SmsSendDetailDTO?: unknown } | undefined)
    ?.SmsSendDetailDTO;
  const [detail] = Array.isArray(list) ? (list as Record<string, unknown>[]) : [];
  if (detail?.SendStatus === 3) return 'delivered';
  if (detail?.SendStatus !== 2) return 'unknown';
  return { failed: `not delivered: ${String(detail.ErrCode).slice(0, 40)}` };
}
