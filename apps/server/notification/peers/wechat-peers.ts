import { jsonOf, type ProviderPeer, startProviderPeer } from './provider-peer.ts';

/** 企业微信 applications and 公众号, by their published rules. */
export interface TokenPeer extends ProviderPeer {
  shown: Record<string, unknown>[];
  /** Tokens handed out. */
  fetches: number;
  /** As when somebody else renewed it, or it was withdrawn. */
  endTokens(code: number): void;
}

/** developer.work.weixin.qq.com/document/path/91039 and 90236. `members` are those of the company. */
export async function startWecomAppPeer(given: {
  corpId: string;
  secret: string;
  agentId: number;
  members: readonly string[];
}): Promise<TokenPeer> {
  return startTokenPeer((hit, url, tokens) => {
    const fail = (errcode: number) => ({ body: { errcode, errmsg: 'refused' } });
    if (url.pathname === '/cgi-bin/gettoken') {
      const isRight =
        url.searchParams.get('corpid') === given.corpId &&
        url.searchParams.get('corpsecret') === given.secret;
      return isRight ? tokens.grant() : fail(40001);
    }
    const refused = tokens.check(url.searchParams.get('access_token'));
    if (refused) return fail(refused);
    const message = jsonOf(hit);
    const card = message.textcard as Record<string, string> | undefined;
    const isCard = message.msgtype === 'textcard' && card?.title && card.description && card.url;
    if (message.agentid !== given.agentId) return fail(40056);
    if (!isCard || Buffer.byteLength(card.title ?? '') > 128) return fail(40058);
    if (!given.members.includes(String(message.touser))) {
      return { body: { errcode: 0, errmsg: 'ok', invaliduser: message.touser } };
    }
    tokens.shown.push(message);
    return { body: { errcode: 0, errmsg: 'ok', msgid: 'm1' } };
  });
}

/** Stable token and template message of 公众号. */
export async function startWechatPeer(given: {
  appId: string;
  secret: string;
  templateId: string;
  followers: readonly string[];
}): Promise<TokenPeer> {
  return startTokenPeer((hit, url, tokens) => {
    const fail = (errcode: number) => ({ body: { errcode, errmsg: 'refused' } });
    const message = jsonOf(hit);
    if (url.pathname === '/cgi-bin/stable_token') {
      const isRight =
        message.grant_type === 'client_credential' &&
        message.appid === given.appId &&
        message.secret === given.secret;
      return isRight ? tokens.grant() : fail(40125);
    }
    if (url.pathname !== '/cgi-bin/message/template/send') return fail(40066);
    const refused = tokens.check(url.searchParams.get('access_token'));
    if (refused) return fail(refused);
    if (message.template_id !== given.templateId) return fail(40037);
    if (!given.followers.includes(String(message.touser))) return fail(43004);
    const data = message.data as Record<string, { value?: string }>;
    const things = Object.entries(data).filter(([name]) => name.startsWith('thing'));
    if (things.some(([, { value = '' }]) => value === '' || [...value].length > 20))
      return fail(47003);
    tokens.shown.push(message);
    return { body: { errcode: 0, errmsg: 'ok', msgid: 1 } };
  });
}

interface Tokens {
  shown: Record<string, unknown>[];
  grant(): { body: unknown };
  /** The code of refusal, or null. */
  check(token: string | null): number | null;
}

async function startTokenPeer(
  rules: (
    hit: Parameters<Parameters<typeof startProviderPeer>[0]>[0],
    url: URL,
    tokens: Tokens,
  ) => { body: unknown },
): Promise<TokenPeer> {
  let current = 'none yet';
  let code = 40014;
  const state = { fetches: 0 };
  const tokens: Tokens = {
    shown: [],
    grant() {
      state.fetches++;
      current = `token-${state.fetches}`;
      return { body: { errcode: 0, access_token: current, expires_in: 7200 } };
    },
    check: (token) => (token === current ? null : code),
  };
  const peer = await startProviderPeer((hit, url) => rules(hit, url, tokens));
  return {
    ...peer,
    shown: tokens.shown,
    get fetches() {
      return state.fetches;
    },
    endTokens(refusal) {
      current = 'ended';
      code = refusal;
    },
  };
}
