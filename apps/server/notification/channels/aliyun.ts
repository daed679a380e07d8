import { createHash } from 'node:crypto';
import type { FormField } from '@anyuan/contracts/routes/notifications.ts';
import { type Outcome, type SettingValues, textSetting } from './channel.ts';
import { limitedMs } from './post-json.ts';
import { idSetting, serverField, serverSetting } from './template-words.ts';

export interface AliyunSettings {
  accessKeyId: string;
  accessKeySecret: string;
  server: URL | null;
}

export interface AliyunProduct {
  host: string;
  version: string;
}

/**
 * The official core client with its generic request (ACS3-HMAC-SHA256): the official package for short
 * messages adds 21 MB to name one request, and there is none on npm for calls (dyvmsapi20170525).
 */
export interface Aliyun {
  /** The answer of an action. Throws what the client throws; see `aliyunFailure`. */
  request(
    settings: AliyunSettings,
    action: string,
    query: Record<string, string>,
  ): Promise<Record<string, unknown>>;
}

type Request = (action: string, query: Record<string, string>) => Promise<Record<string, unknown>>;

const connectTimeoutMs = 5000;
const readTimeoutMs = 8000;

export function makeAliyun(product: AliyunProduct): Aliyun {
  let current: { key: string; request: Promise<Request> } | null = null;
  return {
    async request(settings, action, query) {
      const key = createHash('sha256').update(JSON.stringify(settings)).digest('hex');
      if (current?.key !== key) current = { key, request: connect(product, settings) };
      return (await current.request)(action, query);
    },
  };
}

/** Loaded at the first message: most schools have no contract with this provider. */
async function connect(product: AliyunProduct, settings: AliyunSettings): Promise<Request> {
  const openApi = await import('@alicloud/openapi-client');
  const tea = await import('@alicloud/tea-util');
  const { accessKeyId, accessKeySecret, server } = settings;
  const isPlain = server?.protocol === 'http:';
  const protocol = isPlain ? 'HTTP' : 'HTTPS';
  const endpoint = server?.host ?? product.host;
  const config = new openApi.Config({ accessKeyId, accessKeySecret, endpoint, protocol });
  // A CommonJS module: its default is inside ours.
  const client = new openApi.default.default(config);
  const runtime = new tea.RuntimeOptions({
    autoretry: false,
    connectTimeout: connectTimeoutMs,
    readTimeout: readTimeoutMs,
  });
  return async (action, query) => {
    const params = new openApi.Params({
      action,
      version: product.version,
      protocol,
      method: 'POST',
      authType: 'AK',
      style: 'RPC',
      pathname: '/',
      reqBodyType: 'formData',
      bodyType: 'json',
    });
    const answer = await client.callApi(params, new openApi.OpenApiRequest({ query }), runtime);
    return (answer.body ?? {}) as Record<string, unknown>;
  };
}

/** Too much to one number or altogether (isv.BUSINESS_LIMIT_CONTROL: 1 a minute and number). */
const limited = /LIMIT_CONTROL|^Throttling|DAY_LIMIT/;
/** Busy, or something an administrator may be correcting right now. */
const mayWorkLater =
  /SYSTEM_ERROR|ServiceUnavailable|InternalError|AMOUNT_NOT_ENOUGH|OUT_OF_SERVICE|AccessKey|Signature|Timestamp|Forbidden|NoPermission/i;

/** `Code` of an answer; "OK" is a success. */
export function aliyunOutcome(code: unknown): Outcome {
  if (typeof code !== 'string') return { outcome: 'retry', error: 'answer not understood' };
  const error = code.slice(0, 80);
  if (limited.test(code)) return { outcome: 'retry', error, afterMs: limitedMs };
  return { outcome: mayWorkLater.test(code) ? 'retry' : 'gone', error };
}

/** What an exception of the client means: a refusal with a code, else the network. */
export function aliyunFailure(error: unknown): Outcome {
  const { code, data, name } = error as { code?: unknown; data?: unknown; name?: unknown };
  const status = (data as { statusCode?: unknown } | undefined)?.statusCode;
  if (typeof status === 'number') {
    const said = aliyunOutcome(typeof code === 'string' && code !== 'undefined' ? code : undefined);
    if (status < 500) return said;
    return { outcome: 'retry', error: 'error' in said ? said.error : `HTTP ${status}` };
  }
  const word = typeof code === 'string' ? code : typeof name === 'string' ? name : 'failed';
  return { outcome: 'retry', error: /timeout/i.test(word) ? 'timeout' : word.slice(0, 40) };
}

export function aliyunFields(product: AliyunProduct): FormField[] {
  return [
    {
      name: 'accessKeyId',
      kind: 'text',
      zh: 'AccessKey ID',
      en: 'AccessKey ID',
      required: true,
      help: {
        zh: '阿里云控制台右上角头像 - AccessKey 管理；建议用只有短信或语音权限的 RAM 用户。',
        en: 'Alibaba Cloud console, AccessKey management; better of a RAM user with this right only.',
      },
    },
    {
      name: 'accessKeySecret',
      kind: 'secret',
      zh: 'AccessKey Secret',
      en: 'AccessKey secret',
      required: true,
      help: { zh: '创建 AccessKey 时显示一次。', en: 'Shown once when the key is made.' },
    },
    serverField(`https://${product.host}`),
  ];
}

export function aliyunSettings(values: SettingValues): AliyunSettings {
  return {
    accessKeyId: idSetting(values, 'accessKeyId', /^\w{10,60}$/),
    accessKeySecret: textSetting(values, 'accessKeySecret', true),
    server: serverSetting(values),
  };
}
