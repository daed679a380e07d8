import type { Clock } from '@anyuan/contracts/clock.ts';
import { makeAliyunSmsChannel } from './aliyun-sms.ts';
import { makeAliyunVoiceChannel } from './aliyun-voice.ts';
import { makeBroadcastChannel } from './broadcast.ts';
import { capChannel } from './cap.ts';
import type { Channel } from './channel.ts';
import { makeDingtalkRobotChannel } from './dingtalk-robot.ts';
import { type EmailOptions, makeEmailChannel } from './email.ts';
import { makeFeishuRobotChannel } from './feishu-robot.ts';
import { liveChannel } from './live.ts';
import { makeSpeakerChannel, type Speakers } from './speaker.ts';
import { makeTencentSmsChannel } from './tencent-sms.ts';
import { makeTencentVoiceChannel } from './tencent-voice.ts';
import { makeWebhookChannel } from './webhook.ts';
import { makeWebPushChannel, type WebPushOptions } from './webpush.ts';
import { makeWechatTemplateChannel } from './wechat-template.ts';
import { makeWecomAppChannel } from './wecom-app.ts';
import { makeWecomRobotChannel } from './wecom-robot.ts';

/** Every channel of the product, in the order of the console. */
export function makeChannels(
  options: { clock: Clock; speakers: Speakers } & EmailOptions & Omit<WebPushOptions, 'publicUrl'>,
): Channel[] {
  return [
    liveChannel,
    makeWebPushChannel(options),
    makeEmailChannel(options),
    makeWecomAppChannel(options),
    makeWecomRobotChannel(options),
    makeDingtalkRobotChannel(options),
    makeFeishuRobotChannel(options),
    makeWechatTemplateChannel(options),
    makeAliyunSmsChannel(),
    makeAliyunVoiceChannel(),
    makeTencentSmsChannel(),
    makeTencentVoiceChannel(),
    makeBroadcastChannel(options),
    makeSpeakerChannel(options),
    makeWebhookChannel(options),
    capChannel,
  ];
}
