import type { Clock } from '@anyuan/contracts/clock.ts';
import type { JsonReply } from './post-json.ts';

/** Codes of 企业微信 and 公众号 for a token that is wrong, unknown or too old. */
const staleCodes: readonly unknown[] = [40001, 40014, 42001];
/** Renewed this long before its end, so that none ends on its way. */
const marginMs = 5 * 60_000;

export interface AccessTokens {
  /**
   * Calls with a token, fetched when there is none; a token that the provider no longer takes (somebody
   * else renewed it) is fetched anew, once.
   */
  call(
    /** Changes with the credentials. */
    key: string,
    fetchToken: (isAnew: boolean) => Promise<JsonReply>,
    request: (token: string) => Promise<JsonReply>,
  ): Promise<JsonReply>;
}

interface Kept {
  reply: Promise<JsonReply>;
  endsAt: number;
}

/** Tokens in memory, one fetch at a time for each: providers limit fetches to some hundreds a day. */
export function makeAccessTokens({ clock }: { clock: Clock }): AccessTokens {
  const kept = new Map<string, Kept>();

  const keptOf = async (key: string, fetchToken: () => Promise<JsonReply>): Promise<Kept> => {
    const known = kept.get(key);
    if (known && known.endsAt > clock.now()) return known;
    const fresh: Kept = { reply: fetchToken(), endsAt: Number.POSITIVE_INFINITY };
    kept.set(key, fresh);
    const reply = await fresh.reply;
    const seconds = 'body' in reply ? Number(reply.body.expires_in) : Number.NaN;
    if (tokenIn(reply) === null) forget(key, fresh);
    else fresh.endsAt = clock.now() + Math.max(0, (seconds || 0) * 1000 - marginMs);
    return fresh;
  };

  /** Only the one that failed: another send may have renewed it meanwhile. */
  const forget = (key: string, one: Kept): void => {
    if (kept.get(key) === one) kept.delete(key);
  };

  return {
    async call(key, fetchToken, request) {
      const once = async (isAnew: boolean): Promise<JsonReply & { used?: Kept }> => {
        const used = await keptOf(key, () => fetchToken(isAnew));
        const reply = await used.reply;
        const token = tokenIn(reply);
        if (token === null) return withoutToken(reply);
        const answer = await request(token);
        const isStale = 'body' in answer && staleCodes.includes(answer.body.errcode);
        return isStale ? { ...answer, used } : answer;
      };
      const first = await once(false);
      if (!first.used) return first;
      forget(key, first.used);
      return once(true);
    },
  };
}

/** A refusal says itself; a success without a token must not pass for a message that was sent. */
function withoutToken(reply: JsonReply): JsonReply {
  const isRefusal = 'outcome' in reply || (reply.body.errcode ?? 0) !== 0;
  return isRefusal ? reply : { outcome: { outcome: 'retry', error: 'no access token' } };
}

function tokenIn(reply: JsonReply): string | null {
  const token = 'body' in reply ? reply.body.access_token : null;
  return typeof token === 'string' && token !== '' ? token : null;
}
