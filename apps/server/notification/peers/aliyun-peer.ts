import { createHash, createHmac } from 'node:crypto';
import type { HttpHit } from './http-peer.ts';
import { type ProviderPeer, startProviderPeer } from './provider-peer.ts';

/**
 * 阿里云 by help.aliyun.com/zh/sdk/product-overview/v3-request-structure-and-signature: the signature is
 * computed here from that text, not with the client under test.
 */
export interface AliyunPeer extends ProviderPeer {
  /** Requests that passed, without the queries for receipts. */
  taken: Record<string, string>[];
  /** `Code` of the next sends. */
  refuse(code: string | null): void;
  /** What later questions are answered: nothing yet, or the result. */
  report(answer: Record<string, unknown> | null): void;
}

const sha256 = (data: string | Buffer) => createHash('sha256').update(data).digest('hex');

/** RFC 3986: also what encodeURIComponent leaves. */
const encode = (text: string) =>
  encodeURIComponent(text).replace(
    /[!'()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  );

export async function startAliyunPeer(given: { id: string; secret: string }): Promise<AliyunPeer> {
  const taken: Record<string, string>[] = [];
  let refusal: string | null = null;
  let report: Record<string, unknown> | null = null;
  const peer = await startProviderPeer((hit, url) => {
    if (!isSigned(hit, url, given)) {
      return { status: 400, body: { Code: 'SignatureDoesNotMatch', Message: 'refused' } };
    }
    const asked = { ...Object.fromEntries(url.searchParams), action: actionOf(hit) };
    switch (actionOf(hit)) {
      case 'QuerySendDetails': {
        const list = report === null ? [] : [report];
        return { body: { Code: 'OK', SmsSendDetailDTOs: { SmsSendDetailDTO: list } } };
      }
      case 'QueryCallDetailByCallId':
        return { body: { Code: 'OK', Data: report === null ? '' : JSON.stringify(report) } };
      default:
        if (refusal !== null) return { body: { Code: refusal, Message: 'refused' } };
        taken.push(asked);
        return { body: { Code: 'OK', BizId: 'biz-1', CallId: 'call^1', RequestId: 'r' } };
    }
  });
  return {
    ...peer,
    taken,
    refuse(code) {
      refusal = code;
    },
    report(answer) {
      report = answer;
    },
  };
}

const actionOf = (hit: HttpHit) => String(hit.headers['x-acs-action']);

function isSigned(hit: HttpHit, url: URL, given: { id: string; secret: string }): boolean {
  const pattern =
    /^ACS3-HMAC-SHA256 Credential=([^,]+),SignedHeaders=([^,]+),Signature=([0-9a-f]{64})$/;
  const [, id, names = '', signature] = pattern.exec(String(hit.headers.authorization)) ?? [];
  const must = ['host', 'x-acs-action', 'x-acs-content-sha256', 'x-acs-date', 'x-acs-version'];
  const signed = names.split(';');
  const hasAll = [...must, 'x-acs-signature-nonce'].every((name) => signed.includes(name));
  const isSorted = signed.join() === [...signed].sort().join();
  const isFresh = Math.abs(Date.parse(String(hit.headers['x-acs-date'])) - Date.now()) < 900_000;
  const payload = sha256(hit.body);
  if (!hasAll || !isSorted || !isFresh || hit.headers['x-acs-content-sha256'] !== payload)
    return false;
  const query = [...url.searchParams]
    .map(([k, v]) => `${encode(k)}=${encode(v)}`)
    .sort()
    .join('&');
  const headers = signed.map((name) => `${name}:${String(hit.headers[name]).trim()}\n`).join('');
  const canonical = [hit.method, url.pathname, query, headers, names, payload].join('\n');
  const text = `ACS3-HMAC-SHA256\n${sha256(canonical)}`;
  const expected = createHmac('sha256', given.secret).update(text).digest('hex');
  return id === given.id && signature === expected;
}
