import { createHash } from 'node:crypto';
import { lookup } from 'node:dns';
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { LookupFunction } from 'node:net';
import type { FormField } from '@anyuan/contracts/routes/notifications.ts';
import { type Outcome, type SettingValues, textSetting } from './channel.ts';
import { limitedMs } from './post-json.ts';
import { idSetting, serverField, serverSetting } from './template-words.ts';

export interface TencentSettings {
  secretId: string;
  secretKey: string;
  server: URL | null;
}

export interface TencentProduct {
  host: string;
  version: string;
}

/**
 * The official common client with its generic request (TC3-HMAC-SHA256) for both products: npm has no
 * official package for calls (tencentcloud-sdk-nodejs-vms), and the one for short messages only names
 * requests of this client.
 */
export interface Tencent {
  /** The answer of an action. Throws what the client throws; see `tencentFailure`. */
  request(
    settings: TencentSettings,
    action: string,
    body: Record<string, unknown>,
  ): Promise<Record<string, unknown>>;
}

type Request = (action: string, body: Record<string, unknown>) => Promise<Record<string, unknown>>;

const timeoutSec = 8;
/** Where the products for the mainland answer. */
const region = 'ap-guangzhou';

export function makeTencent(product: TencentProduct): Tencent {
  let current: { key: string; request: Promise<Request> } | null = null;
  return {
    async request(settings, action, body) {
      const key = createHash('sha256').update(JSON.stringify(settings)).digest('hex');
      if (current?.key !== key) current = { key, request: connect(product, settings) };
      return (await current.request)(action, body);
    },
  };
}

/** Loaded at the first message: most schools have no contract with this provider. */
async function connect(product: TencentProduct, settings: TencentSettings): Promise<Request> {
  const { CommonClient } = await import('tencentcloud-sdk-nodejs-common');
  const { secretId, secretKey, server } = settings;
  const client = new CommonClient(product.host, product.version, {
    credential: { secretId, secretKey },
    region,
    profile: {
      signMethod: 'TC3-HMAC-SHA256',
      httpProfile: { reqMethod: 'POST', reqTimeout: timeoutSec, ...routeTo(product, server) },
    },
  });
  return async (action, body) => (await client.request(action, body)) as Record<string, unknown>;
}

/**
 * The name of the interface is part of the signature, so another address changes only where the
 * connection goes.
 */
function routeTo({ host }: TencentProduct, server: URL | null) {
  if (server === null) return {};
  const toServer: LookupFunction = (_host, options, done) =>
    lookup(server.hostname.replace(/^\[|\]$/g, ''), options, done);
  const isPlain = server.protocol === 'http:';
  const agent = isPlain
    ? new HttpAgent({ lookup: toServer })
    : new HttpsAgent({ lookup: toServer });
  const port = server.port === '' ? '' : `:${server.port}`;
  return { protocol: `${server.protocol}//`, endpoint: `${host}${port}`, agent };
}

const limited = /^(RequestLimitExceeded|LimitExceeded)/;
/** Busy, or something an administrator may be correcting right now. */
const mayWorkLater =
  /^(InternalError|AuthFailure|UnauthorizedOperation|FailedOperation\.(InsufficientBalance|FailResolvePacket))/;

/** `Code` of an answer or an error. */
export function tencentOutcome(code: unknown): Outcome {
  if (typeof code !== 'string' || code === '') {
    return { outcome: 'retry', error: 'answer not understood' };
  }
  const error = code.slice(0, 80);
  if (limited.test(code)) return { outcome: 'retry', error, afterMs: limitedMs };
  return { outcome: mayWorkLater.test(code) ? 'retry' : 'gone', error };
}

/** What an exception of the client means: a refusal with a code, else the network. */
export function tencentFailure(error: unknown): Outcome {
  const { code, httpCode, message } = error as {
    code?: unknown;
    httpCode?: unknown;
    message?: unknown;
  };
  if (typeof httpCode === 'number') return { outcome: 'retry', error: `HTTP ${httpCode}` };
  if (typeof code === 'string') return tencentOutcome(code);
  return { outcome: 'retry', error: /timeout/i.test(String(message)) ? 'timeout' : 'unreachable' };
}

export function tencentFields(product: TencentProduct): FormField[] {
  return [
    {
      name: 'secretId',
      kind: 'text',
      zh: 'SecretId',
      en: 'SecretId',
      required: true,
      help: {
        zh: '腾讯云控制台“访问管理 - 访问密钥 - API 密钥管理”；建议用只有短信或语音权限的子用户。',
        en: 'Tencent Cloud console, access management, API keys; better of a sub-user with this right only.',
      },
    },
    {
      name: 'secretKey',
      kind: 'secret',
      zh: 'SecretKey',
      en: 'SecretKey',
      required: true,
      help: { zh: '创建密钥时显示一次。', en: 'Shown once when the key is made.' },
    },
    serverField(`https://${product.host}`),
  ];
}

export function tencentSettings(values: SettingValues): TencentSettings {
  return {
    secretId: idSetting(values, 'secretId', /^\w{10,80}$/),
    secretKey: textSetting(values, 'secretKey', true),
    server: serverSetting(values),
  };
}
