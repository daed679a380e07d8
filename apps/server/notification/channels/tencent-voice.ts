import type { FormField } from '@anyuan/contracts/routes/notifications.ts';
import { type Channel, channel, type Outcome } from './channel.ts';
import {
  filled,
  idSetting,
  phoneChannel,
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

interface VoiceSettings extends TencentSettings {
  sdkAppId: string;
  templateId: string;
  slots: TemplateSlot[];
}

/** 语音消息 2020-09-02: SendTtsVoice (cloud.tencent.com/document/product/1128). */
const product = { host: 'vms.tencentcloudapi.com', version: '2020-09-02' };
const usualSlots = 'place,what';
const variableCharactersMax = 60;
/** At most 3. */
const playTimes = 2;

const form: FormField[] = [
  ...tencentFields(product).slice(0, 2),
  {
    name: 'sdkAppId',
    kind: 'text',
    zh: '语音应用 SDKAppID',
    en: 'Voice SDKAppID',
    required: true,
    help: {
      zh: '语音消息控制台“应用管理”里的数字，如 1400006666。',
      en: 'Voice message console, applications: a number like 1400006666.',
    },
  },
  {
    name: 'templateId',
    kind: 'text',
    zh: '语音模板 ID',
    en: 'Voice template ID',
    required: true,
    help: {
      zh: '“语音模板”里已通过审核的模板 ID，是数字。',
      en: 'Voice message console, templates: the number of an approved one.',
    },
  },
  slotsField(usualSlots, false),
  ...tencentFields(product).slice(2),
];

/** The provider tells the end of a call to a callback only, so this reports *sent* and no more. */
export function makeTencentVoiceChannel(): Channel {
  const tencent = makeTencent(product);
  return channel<VoiceSettings>({
    kind: 'tencentVoice',
    zh: '腾讯云语音电话',
    en: 'Voice call (Tencent Cloud)',
    reports: ['sent'],
    form,
    ...phoneChannel,
    attemptsMax: 8,
    parseSettings: (values) => ({
      ...tencentSettings(values),
      sdkAppId: idSetting(values, 'sdkAppId', /^\d{6,20}$/),
      templateId: idSetting(values, 'templateId', /^\d{1,20}$/),
      slots: slotsSetting(values, usualSlots),
    }),
    async send(message, target, settings): Promise<Outcome> {
      const values = filled(settings.slots, message, variableCharactersMax);
      try {
        const answer = await tencent.request(settings, 'SendTtsVoice', {
          TemplateId: settings.templateId,
          TemplateParamSet: values.map(([, value]) => value),
          CalledNumber: withCountry(target),
          VoiceSdkAppid: settings.sdkAppId,
          PlayTimes: playTimes,
          SessionContext: message.id,
        });
        const status = answer.SendStatus as { CallId?: unknown } | undefined;
        return typeof status?.CallId === 'string' ? { outcome: 'sent' } : tencentOutcome(undefined);
      } catch (error) {
        return tencentFailure(error);
      }
    },
  });
}
