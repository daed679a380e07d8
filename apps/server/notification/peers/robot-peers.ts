import { createHmac } from 'node:crypto';
import {
  jsonOf,
  makeMinuteCounter,
  type ProviderPeer,
  startProviderPeer,
} from './provider-peer.ts';

/**
 * Group robots by the providers' published rules. Signatures are computed here from those rules, not with
 * the code under test.
 */
export interface RobotPeer extends ProviderPeer {
  webhook: string;
  /** What the group shows. */
  shown: Record<string, unknown>[];
}

interface RobotRules {
  now(): number;
  perMinute?: number;
}

type Parts = Record<string, Record<string, unknown> | undefined>;

/** developer.work.weixin.qq.com/document/path/91770 */
export async function startWecomRobotPeer(key: string, rules: RobotRules): Promise<RobotPeer> {
  const shown: Record<string, unknown>[] = [];
  const count = makeMinuteCounter(rules.now);
  const peer = await startProviderPeer((hit, url) => {
    const fail = (errcode: number) => ({ body: { errcode, errmsg: 'refused' } });
    if (url.pathname !== '/cgi-bin/webhook/send' || url.searchParams.get('key') !== key)
      return fail(93000);
    if (count() > (rules.perMinute ?? 20)) return fail(45009);
    const message = jsonOf(hit);
    const { text, markdown } = message as Parts;
    const [content, bytesMax] =
      message.msgtype === 'text' ? [text?.content, 2048] : [markdown?.content, 4096];
    const isRight = message.msgtype === 'text' || message.msgtype === 'markdown';
    if (!isRight || typeof content !== 'string' || content === '') return fail(40008);
    if (Buffer.byteLength(content) > bytesMax) return fail(40058);
    shown.push(message);
    return { body: { errcode: 0, errmsg: 'ok' } };
  });
  return { ...peer, shown, webhook: `${peer.url}/cgi-bin/webhook/send?key=${key}` };
}

/** open.dingtalk.com/document/robots/customize-robot-security-settings: clock within an hour. */
export async function startDingtalkRobotPeer(
  given: { token: string; secret: string },
  rules: RobotRules,
): Promise<RobotPeer> {
  const shown: Record<string, unknown>[] = [];
  const count = makeMinuteCounter(rules.now);
  const peer = await startProviderPeer((hit, url) => {
    const fail = (errcode: number) => ({ body: { errcode, errmsg: 'refused' } });
    const query = url.searchParams;
    if (url.pathname !== '/robot/send' || query.get('access_token') !== given.token)
      return fail(300001);
    const timestamp = query.get('timestamp') ?? '';
    const expected = createHmac('sha256', given.secret)
      .update(`${timestamp}\n${given.secret}`, 'utf8')
      .digest('base64');
    const isFresh = Math.abs(Number(timestamp) - rules.now()) <= 3_600_000;
    if (!isFresh || query.get('sign') !== expected) return fail(310000);
    if (count() > (rules.perMinute ?? 20)) return fail(130101);
    const message = jsonOf(hit);
    const { markdown } = message as Parts;
    if (message.msgtype !== 'markdown' || !markdown?.title || !markdown.text) return fail(400105);
    shown.push(message);
    return { body: { errcode: 0, errmsg: 'ok' } };
  });
  return { ...peer, shown, webhook: `${peer.url}/robot/send?access_token=${given.token}` };
}

/** open.feishu.cn/document/client-docs/bot-v3/add-custom-bot: clock within an hour. */
export async function startFeishuRobotPeer(secret: string, rules: RobotRules): Promise<RobotPeer> {
  const shown: Record<string, unknown>[] = [];
  const count = makeMinuteCounter(rules.now);
  const peer = await startProviderPeer((hit, url) => {
    const fail = (code: number) => ({ status: 400, body: { code, msg: 'refused', data: {} } });
    if (!url.pathname.endsWith('/bot/v2/hook/robot-1')) return fail(19001);
    const message = jsonOf(hit);
    const timestamp = String(message.timestamp);
    const signer = createHmac('sha256', Buffer.from(`${timestamp}\n${secret}`, 'utf8'));
    const isFresh = Math.abs(Number(timestamp) * 1000 - rules.now()) <= 3_600_000;
    if (!isFresh || message.sign !== signer.digest('base64')) return fail(19021);
    if (count() > (rules.perMinute ?? 100)) return fail(11232);
    const { content } = message as Parts;
    if (message.msg_type !== 'text' || typeof content?.text !== 'string') return fail(9499);
    shown.push(message);
    return { body: { code: 0, msg: 'success', data: {} } };
  });
  return { ...peer, shown, webhook: `${peer.url}/open-apis/bot/v2/hook/robot-1` };
}
