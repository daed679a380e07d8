import type { Clock } from '@anyuan/contracts/clock.ts';
import type { Channel, Message } from './channel.ts';
import { askJson, type CodeTable, outcomeOfCode } from './post-json.ts';
import { makeRateGuard } from './rate-guard.ts';
import { linesOf, mentionsAll, robotChannel, withinBytes, withoutMarkup } from './robot.ts';

/**
 * 企业微信 群机器人 (developer.work.weixin.qq.com/document/path/91770): no signature, the key in the
 * address is the secret; 20 messages a minute; text up to 2048 bytes, markdown up to 4096.
 */
const codes: CodeTable = {
  field: 'errcode',
  ok: [0],
  // -1 busy.
  retry: [-1],
  // 45009 calls, 45033 calls at once.
  limited: [45009, 45033],
};
const textBytesMax = 2048;
const markdownBytesMax = 4096;

export function makeWecomRobotChannel(options: {
  clock: Clock;
  publicUrl: string | null;
}): Channel {
  return robotChannel({
    kind: 'wecomRobot',
    zh: '企业微信群机器人',
    en: 'WeCom group robot',
    addressHelp: {
      zh: '在企业微信群的“群设置 - 消息推送（群机器人）”中添加后复制的 Webhook 地址，含 key=。',
      en: 'In the WeCom group: settings, message push (group robot), add one and copy its webhook address with key=.',
    },
    secretHelp: null,
    isAddress: (url) => (url.searchParams.get('key') ?? '') !== '',
    guard: makeRateGuard(options),
    async post(message, robot, settings) {
      const body = mentionsAll(message, settings)
        ? wakingText(message, options.publicUrl)
        : markdown(message, options.publicUrl);
      const reply = await askJson(robot.url, { body, codeField: codes.field });
      return 'outcome' in reply ? reply.outcome : outcomeOfCode(codes, reply.body);
    },
  });
}

/** Only the text kind can mention everyone. */
function wakingText(message: Message, publicUrl: string | null) {
  const content = withinBytes(linesOf(message, publicUrl).join('\n'), textBytesMax);
  return { msgtype: 'text', text: { content, mentioned_list: ['@all'] } };
}

function markdown(message: Message, publicUrl: string | null) {
  const [title = '', ...rest] = linesOf(message, publicUrl, withoutMarkup);
  const text = [`**${title}**`, ...rest.map((line) => `> ${line}`)].join('\n');
  return { msgtype: 'markdown', markdown: { content: withinBytes(text, markdownBytesMax) } };
}
