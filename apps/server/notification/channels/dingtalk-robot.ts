import { createHmac } from 'node:crypto';
import type { Clock } from '@anyuan/contracts/clock.ts';
import type { Channel } from './channel.ts';
import { askJson, type CodeTable, outcomeOfCode } from './post-json.ts';
import { makeRateGuard } from './rate-guard.ts';
import { linesOf, mentionsAll, robotChannel, withinBytes, withoutMarkup } from './robot.ts';

/**
 * 钉钉 自定义机器人 (open.dingtalk.com/document/robots/custom-robot-access): signed with timestamp (ms)
 * and secret, 20 messages a minute, then 10 minutes of refusal.
 */
const codes: CodeTable = {
  field: 'errcode',
  ok: [0],
  // -1 busy; 310000 signature, address list or keyword refused: may be being corrected.
  retry: [-1, 310000],
  // 130101 and 410100 too fast, 90018 and 90030 calls above the limit.
  limited: [130101, 410100, 90018, 90030],
};
const textBytesMax = 16_000;

/** `sign` of the address, before URL encoding: key is the secret, message `<timestamp>\n<secret>`. */
export function dingtalkSign(timestampMs: number, secret: string): string {
  return createHmac('sha256', secret).update(`${timestampMs}\n${secret}`).digest('base64');
}

export function makeDingtalkRobotChannel(options: {
  clock: Clock;
  publicUrl: string | null;
}): Channel {
  const { clock, publicUrl } = options;
  return robotChannel({
    kind: 'dingtalkRobot',
    zh: '钉钉群机器人',
    en: 'DingTalk group robot',
    addressHelp: {
      zh: '在钉钉群的“群设置 - 机器人 - 自定义”中添加后复制的 Webhook 地址，含 access_token=。',
      en: 'In the DingTalk group: settings, robots, custom; copy its webhook address with access_token=.',
    },
    secretHelp: {
      zh: '机器人“安全设置”勾选“加签”后显示，以 SEC 开头。用关键词方式时不填。',
      en: 'Shown under security settings when "sign" is ticked, begins with SEC. Empty for keyword robots.',
    },
    isAddress: (url) => (url.searchParams.get('access_token') ?? '') !== '',
    guard: makeRateGuard(options),
    async post(message, robot, settings) {
      const url = new URL(robot.url);
      if (robot.secret !== '') {
        const timestampMs = clock.now();
        url.searchParams.set('timestamp', String(timestampMs));
        url.searchParams.set('sign', dingtalkSign(timestampMs, robot.secret));
      }
      const [title = '', ...rest] = linesOf(message, publicUrl, withoutMarkup);
      const text = [`### ${title}`, ...rest].join('\n\n');
      const isAtAll = mentionsAll(message, settings);
      const body = {
        msgtype: 'markdown',
        markdown: { title, text: withinBytes(isAtAll ? `${text}\n\n@所有人` : text, textBytesMax) },
        at: { isAtAll },
      };
      const reply = await askJson(url.href, { body, codeField: codes.field });
      return 'outcome' in reply ? reply.outcome : outcomeOfCode(codes, reply.body);
    },
  });
}
