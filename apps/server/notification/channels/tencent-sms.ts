import type { FormField } from '@anyuan/contracts/routes/notifications.ts';
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
  withCountry,
} from './template-words.ts';
import {
  makeTencent,
  type TencentSettings,
  tencentFailure,
  tencentFields,
  tencentOutcome,
  tencentSettings,
} from './tencent.ts';

interface SmsSettings extends TencentSettings {
  sdkAppId: string;
  signName: string;
  templateId: string;
  codeTemplate: string | null;
  slots: TemplateSlot[];
}

/** 短信 2021-01-11: SendSms, PullSmsSendStatusByPhoneNumber (cloud.tencent.com/document/product/382). */
const product = { host: 'sms.tencentcloudapi.com', version: '2021-01-11' };
const usualSlots = 'place,what,time';
const variableCharactersMax = 35;
const pageMax = 100;

const form: FormField[] = [
  ...tencentFields(product).slice(0, 2),
  {
    name: 'sdkAppId',
    kind: 'text',
    zh: '短信应用 SDKAppID',
    en: 'SMS SDKAppID',
    required: true,
    help: {
      zh: '短信控制台“应用管理 - 应用列表”里的数字，如 1400006666。',
      en: 'SMS console, applications: a number like 1400006666.',
    },
  },
  {
    name: 'signName',
    kind: 'text',
    zh: '签名内容',
    en: 'Signature',
    required: true,
    help: {
      zh: '短信控制台“国内短信 - 签名管理”里已通过审核的签名内容，不带括号。',
      en: 'SMS console, signatures: an approved one, without brackets.',
    },
  },
  {
    name: 'templateId',
    kind: 'text',
    zh: '模板 ID',
    en: 'Template ID',
    required: true,
    help: {
      zh: '“正文模板管理”里已通过审核的模板 ID，是数字。',
      en: 'SMS console, text templates: the number of an approved one.',
    },
  },
  slotsField(usualSlots, false),
  codeTemplateField({ zh: '只有一个变量 {1}', en: 'with the one variable {1}' }),
  ...tencentFields(product).slice(2),
];

export function makeTencentSmsChannel(): Channel {
  const tencent = makeTencent(product);
  return channel<SmsSettings>({
    kind: 'tencentSms',
    zh: '腾讯云短信',
    en: 'SMS (Tencent Cloud)',
    reports: ['sent', 'delivered'],
    form,
    ...phoneChannel,
    attemptsMax: 12,
    parseSettings: (values) => ({
      ...tencentSettings(values),
      sdkAppId: idSetting(values, 'sdkAppId', /^\d{6,20}$/),
      signName: textSetting(values, 'signName', true),
      templateId: idSetting(values, 'templateId', /^\d{1,20}$/),
      codeTemplate: values.codeTemplate ? idSetting(values, 'codeTemplate', /^\d{1,20}$/) : null,
      slots: slotsSetting(values, usualSlots),
    }),
    async send(message, target, settings): Promise<Outcome> {
      const { templateId, values } = templateOf(message, settings);
      try {
        const answer = await tencent.request(settings, 'SendSms', {
          PhoneNumberSet: [withCountry(target)],
          SmsSdkAppId: settings.sdkAppId,
          SignName: settings.signName,
          TemplateId: templateId,
          TemplateParamSet: values,
          SessionContext: message.id,
        });
        const [status] = listIn(answer.SendStatusSet);
        if (status?.Code !== 'Ok') return tencentOutcome(status?.Code);
        return { outcome: 'sent', ...referenceOf(status.SerialNo) };
      } catch (error) {
        return tencentFailure(error);
      }
    },
    /** Works where 短信小助手 has opened the pulling of receipts for the account; else it stays *sent*. */
    async ask({ reference, target, sentAt }, settings) {
      const answer = await tencent.request(settings, 'PullSmsSendStatusByPhoneNumber', {
        BeginTime: Math.floor(sentAt / 1000) - 60,
        Offset: 0,
        Limit: pageMax,
        PhoneNumber: withCountry(target),
        SmsSdkAppId: settings.sdkAppId,
      });
      const reports = listIn(answer.PullSmsSendStatusSet);
      return arrivalOf(reports.find((r) => r.SerialNo === reference));
    },
  });
}

function templateOf(message: Message, { templateId, codeTemplate, slots }: SmsSettings) {
  if (message.code !== undefined && codeTemplate !== null) {
    return { templateId: codeTemplate, values: [message.code] };
  }
  const values = filled(slots, message, variableCharactersMax).map(([, value]) => value);
  return { templateId, values };
}

function listIn(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? (value as Record<string, unknown>[]) : [];
}

function arrivalOf(report: Record<string, unknown> | undefined): Arrival {
  if (report?.ReportStatus === 'SUCCESS') return 'delivered';
  if (report?.ReportStatus !== 'FAIL') return 'unknown';
  return { failed: `not delivered: ${String(report.Description).slice(0, 40)}` };
}
