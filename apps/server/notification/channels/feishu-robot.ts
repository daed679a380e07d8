import { createHmac } from 'node:crypto';
import type { Clock } from '@anyuan/contracts/clock.ts';
import type { Channel } from './channel.ts';
import { askJson, type CodeTable, outcomeOfCode } from './post-json.ts';
import { makeRateGuard } from './rate-guard.ts';
import { linesOf, mentionsAll, robotChannel, withinBytes, withoutMarkup } from './robot.ts';

/**
 * 飞书 自定义机器人 (open.feishu.cn/document/client-docs/bot-v3/add-custom-bot): timestamp in seconds and
 * signature in the body, 100 messages a minute and 5 a second, 20 KB.
 */
const codes: CodeTable = {
  field: 'code',
  ok: [0],
  // 19021 signature or clock, 19022 address list: may be being corrected.
  retry: [19021, 19022],
  // 11232 and 11233 too frequent, 9499 too many requests.
  limited: [11232, 11233, 9499],
};
const textBytesMax = 16_000;

/** Swapped against 钉钉: the key is `<timestamp>\n<secret>`, the message is empty. */
export function feishuSign(timestampSec: number, secret: string): string {
  return createHmac('sha256', `${timestampSec}\n${secret}`).update('').digest('base64');
}

export function makeFeishuRobotChannel(options: {
  clock: Clock;
  publicUrl: string | null;
}): Channel {
  const { clock, publicUrl } = options;
  return robotChannel({
    kind: 'feishuRobot',
    zh: '飞书群机器人',
    en: 'Feishu group robot',
    addressHelp: {
      zh: '在飞书群的“设置 - 群机器人 - 自定义机器人”中添加后复制的 Webhook 地址。',
      en: 'In the Feishu group: settings, bots, custom bot; copy its webhook address.',
    },
    secretHelp: {
      zh: '机器人“安全设置”开启“签名校验”后显示的密钥。未开启时不填。',
      en: 'Shown when signature verification is switched on under security; else empty.',
    },
    isAddress: (url) => /\/hook\/[^/]+$/.test(url.pathname),
    guard: makeRateGuard(options),
    async post(message, robot, settings) {
      const timestampSec = Math.floor(clock.now() / 1000);
      const signed =
        robot.secret === ''
          ? {}
          : { timestamp: String(timestampSec), sign: feishuSign(timestampSec, robot.secret) };
      const lines = linesOf(message, publicUrl, withoutMarkup);
      const call = mentionsAll(message, settings) ? ['<at user_id="all">所有人</at>'] : [];
      const text = withinBytes([...lines, ...call].join('\n'), textBytesMax);
      const body = { ...signed, msg_type: 'text', content: { text } };
      const reply = await askJson(robot.url, { body, codeField: codes.field });
      return 'outcome' in reply ? reply.outcome : outcomeOfCode(codes, reply.body);
    },
  });
}
