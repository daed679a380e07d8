import { createHash, createHmac } from 'node:crypto';
import type { HttpHit } from './http-peer.ts';
import { jsonOf, type ProviderPeer, startProviderPeer } from './provider-peer.ts';

/**
 * 腾讯云 by cloud.tencent.com/document/api/382/52072 (TC3-HMAC-SHA256): the signature is computed here
 * from that text, not with the client under test.
 */
export interface TencentPeer extends ProviderPeer {
  taken: Record<string, unknown>[];
  /** `Code` of the next messages. */
  refuse(code: string | null): void;
  /** Receipts that later questions find. */
  report(list: Record<string, unknown>[]): void;
}

const sha256 = (data: string | Buffer) => createHash('sha256').update(data).digest('hex');
const hmac = (key: string | Buffer, data: string) =>
  createHmac('sha256', key).update(data).digest();

export async function startTencentPeer(given: {
  id: string;
  key: string;
  service: 'sms' | 'vms';
  version: string;
}): Promise<TencentPeer> {
  const taken: Record<string, unknown>[] = [];
  let refusal: string | null = null;
  let reports: Record<string, unknown>[] = [];
  const peer = await startProviderPeer((hit, url) => {
    const answer = (response: Record<string, unknown>) => ({ body: { Response: response } });
    if (!isSigned(hit, url, given) || hit.headers['x-tc-version'] !== given.version) {
      return answer({ Error: { Code: 'AuthFailure.SignatureFailure', Message: 'refused' } });
    }
    const action = String(hit.headers['x-tc-action']);
    const asked = { ...jsonOf(hit), action };
    if (action === 'PullSmsSendStatusByPhoneNumber')
      return answer({ PullSmsSendStatusSet: reports });
    if (refusal !== null && action === 'SendTtsVoice') {
      return answer({ Error: { Code: refusal, Message: 'refused' } });
    }
    if (refusal !== null) return answer({ SendStatusSet: [{ Code: refusal, SerialNo: '' }] });
    taken.push(asked);
    return action === 'SendTtsVoice'
      ? answer({ SendStatus: { CallId: 'call-1', SessionContext: '' } })
      : answer({ SendStatusSet: [{ Code: 'Ok', SerialNo: 'serial-1' }] });
  });
  return {
    ...peer,
    taken,
    refuse(code) {
      refusal = code;
    },
    report(list) {
      reports = list;
    },
  };
}

function isSigned(
  hit: HttpHit,
  url: URL,
  given: { id: string; key: string; service: string },
): boolean {
  const pattern =
    /^TC3-HMAC-SHA256 Credential=([^/]+)\/(\d{4}-\d\d-\d\d)\/(\w+)\/tc3_request, SignedHeaders=([^,]+), Signature=([0-9a-f]{64})$/;
  const found = pattern.exec(String(hit.headers.authorization));
  const [, id, date = '', service = '', names = '', signature] = found ?? [];
  const timestamp = String(hit.headers['x-tc-timestamp']);
  const day = new Date(Number(timestamp) * 1000).toISOString().slice(0, 10);
  const isFresh = Math.abs(Number(timestamp) * 1000 - Date.now()) < 300_000;
  const signed = names.split(';');
  if (!isFresh || day !== date || service !== given.service || id !== given.id) return false;
  if (!signed.includes('host') || !signed.includes('content-type')) return false;
  // The name of the interface, whatever port this peer listens on.
  const host = String(hit.headers.host).replace(/:\d+$/, '');
  if (host !== `${given.service}.tencentcloudapi.com`) return false;
  const value = (name: string) => (name === 'host' ? host : String(hit.headers[name]));
  const headers = signed.map((name) => `${name}:${value(name).trim().toLowerCase()}\n`).join('');
  const query = url.search.slice(1);
  const canonical = [hit.method, url.pathname, query, headers, names, sha256(hit.body)].join('\n');
  const scope = `${date}/${service}/tc3_request`;
  const text = ['TC3-HMAC-SHA256', timestamp, scope, sha256(canonical)].join('\n');
  const key = hmac(hmac(hmac(`TC3${given.key}`, date), service), 'tc3_request');
  return hmac(key, text).toString('hex') === signature;
}
