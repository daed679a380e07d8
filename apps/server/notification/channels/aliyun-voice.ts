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
  badSetting,
  type Channel,
  channel,
  type Outcome,
  textSetting,
} from './channel.ts';
import {
  filled,
  idSetting,
  phoneChannel,
  referenceOf,
  slotsField,
  slotsSetting,
  type TemplateSlot,
  withoutChina,
} from './template-words.ts';

interface VoiceSettings extends AliyunSettings {
  ttsCode: string;
  showNumber: string;
  slots: TemplateSlot[];
}

/** 语音服务 2017-05-25: SingleCallByTts, QueryCallDetailByCallId (help.aliyun.com/zh/vms). */
const product = { host: 'dyvmsapi.aliyuncs.com', version: '2017-05-25' };
/** 语音通知 in QueryCallDetailByCallId. */
const noticeProductId = '11000000300006';
const usualSlots = 'place,what';
const variableCharactersMax = 60;
const playTimes = 2;

const form: FormField[] = [
  ...aliyunFields(product).slice(0, 2),
  {
    name: 'ttsCode',
    kind: 'text',
    zh: '语音模板 ID',
    en: 'Voice template ID',
    required: true,
    help: {
      zh: '语音服务控制台“语音通知 - 文本转语音模板”里已通过审核的模板，形如 TTS_123456789。',
      en: 'Voice console, text-to-speech templates: an approved one, like TTS_123456789.',
    },
  },
  {
    name: 'showNumber',
    kind: 'text',
    zh: '被叫显号',
    en: 'Number shown',
    required: false,
    help: {
      zh: '控制台“号码管理”里购买的号码；用公共模式时不填。',
      en: 'A number bought in the console; empty for the shared ones.',
    },
  },
  slotsField(usualSlots, true),
  ...aliyunFields(product).slice(2),
];

/** `delivered` means here that somebody took the call. */
export function makeAliyunVoiceChannel(): Channel {
  const aliyun = makeAliyun(product);
  return channel<VoiceSettings>({
    kind: 'aliyunVoice',
    zh: '阿里云语音电话',
    en: 'Voice call (Alibaba Cloud)',
    reports: ['sent', 'delivered'],
    form,
    ...phoneChannel,
    attemptsMax: 8,
    parseSettings: (values) => ({
      ...aliyunSettings(values),
      ttsCode: idSetting(values, 'ttsCode', /^TTS_\d{4,20}$/),
      showNumber: numberSetting(textSetting(values, 'showNumber', false)),
      slots: slotsSetting(values, usualSlots),
    }),
    async send(message, target, settings): Promise<Outcome> {
      const values = filled(settings.slots, message, variableCharactersMax);
      try {
        const answer = await aliyun.request(settings, 'SingleCallByTts', {
          CalledNumber: withoutChina(target),
          ...(settings.showNumber === '' ? {} : { CalledShowNumber: settings.showNumber }),
          TtsCode: settings.ttsCode,
          TtsParam: JSON.stringify(Object.fromEntries(values)),
          PlayTimes: String(playTimes),
          OutId: message.id.replaceAll('-', '').slice(0, 15),
        });
        if (answer.Code !== 'OK') return aliyunOutcome(answer.Code);
        return { outcome: 'sent', ...referenceOf(answer.CallId) };
      } catch (error) {
        return aliyunFailure(error);
      }
    },
    async ask({ reference, sentAt }, settings) {
      const answer = await aliyun.request(settings, 'QueryCallDetailByCallId', {
        CallId: reference,
        ProdId: noticeProductId,
        QueryDate: String(sentAt),
      });
      return arrivalOf(answer.Data);
    },
  });
}

function numberSetting(text: string): string {
  if (text !== '' && !/^\d{5,15}$/.test(text)) throw badSetting('showNumber');
  return text;
}

/** `Data` is JSON in a string, empty while the call goes on. Only a call that lasted was answered. */
function arrivalOf(data: unknown): Arrival {
  if (typeof data !== 'string' || data === '') return 'unknown';
  const { duration, state, endDate } = JSON.parse(data) as Record<string, unknown>;
  if (Number(duration) > 0) return 'delivered';
  const isOver = (endDate ?? '') !== '' || (typeof state === 'string' && state !== '');
  return isOver ? { failed: `not answered: ${String(state).slice(0, 40)}` } : 'unknown';
}
