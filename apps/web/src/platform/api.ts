import { routeTable } from 'virtual:anyuan-routes';
import type { ErrorReply } from '@anyuan/contracts/errors.ts';
import type { RouteName, routes } from '@anyuan/contracts/routes/index.ts';
import type { z } from 'zod';
import type { Locale } from './locale.ts';

type Routes = typeof routes;
export type Reply<N extends RouteName> = z.output<Routes[N]['reply']>;
type Part<S extends z.ZodType, Name extends string> =
  // biome-ignore lint/complexity/noBannedTypes: asks whether everything in it may be left out
  {} extends z.input<S> ? { [K in Name]?: z.input<S> } : { [K in Name]: z.input<S> };
type BodyPart<S extends z.ZodType> =
  null extends z.input<S> ? { body?: Exclude<z.input<S>, null> } : { body: z.input<S> };
export type Input<N extends RouteName> = Part<Routes[N]['params'], 'params'> &
  Part<Routes[N]['query'], 'query'> &
  BodyPart<Routes[N]['body']> & { signal?: AbortSignal; timeoutMs?: number };

/** Nothing but the network can produce these; every other code comes from the server's catalog. */
const ownErrors = {
  'network.unreachable': {
    zh: '连不上服务器，请检查网络；恢复后会自动继续。',
    en: 'The server cannot be reached; check the network. Work goes on when it is back.',
  },
  'network.timeout': {
    zh: '服务器没有及时回应，请重试。',
    en: 'The server did not answer in time; please try again.',
  },
  'server.unreadable': {
    zh: '服务器的回应看不懂，可能正在升级，请刷新页面。',
    en: 'The reply was not understood; the server may be upgrading. Reload the page.',
  },
} as const;
type OwnCode = keyof typeof ownErrors;

/** A failed call: a code for programs, advice for people. */
export class ApiError extends Error {
  readonly code: ErrorReply['error']['code'] | OwnCode;
  readonly status: number;
  readonly advice: Record<Locale, string>;
  constructor(code: ApiError['code'], status: number, advice: Record<Locale, string>) {
    super(code);
    this.name = 'ApiError';
    this.code = code;
    this.status = status;
    this.advice = advice;
  }
}

export function ownError(code: OwnCode, status = 0): ApiError {
  return new ApiError(code, status, ownErrors[code]);
}

/** Advice of anything that was thrown. */
export function adviceOf(thrown: unknown, locale: Locale): string {
  if (thrown instanceof ApiError) return thrown.advice[locale];
  return ownErrors['server.unreadable'][locale];
}

/** True when trying again later may help without anybody changing anything. */
export function isPassing(thrown: unknown): boolean {
  if (!(thrown instanceof ApiError)) return false;
  return thrown.status === 0 || thrown.status >= 500 || thrown.status === 429;
}

/** True when asking again is no use: what somebody may not do is refused until their post changes. */
export function isDenied(thrown: unknown): boolean {
  return thrown instanceof ApiError && thrown.code === 'permission.denied';
}

/** Set by the session: what to do when the server no longer knows us. */
let onSignedOut: () => void = () => undefined;
export function whenSignedOut(run: () => void): void {
  onSignedOut = run;
}

interface Loose {
  params?: Record<string, string>;
  query?: Record<string, unknown>;
  body?: unknown;
  file?: Blob;
  signal?: AbortSignal;
  timeoutMs?: number;
}

/** Path of a route with its parameters and its query filled in. */
export function addressOf(
  path: string,
  { params = {}, query = {} }: Pick<Loose, 'params' | 'query'>,
): string {
  const filled = path.replace(/:(\w+)/g, (_, key: string) => encodeURIComponent(params[key] ?? ''));
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) {
    if (value !== undefined && value !== '') search.set(key, String(value));
  }
  const tail = search.toString();
  return tail ? `${filled}?${tail}` : filled;
}

/** What a refusal says. The session ends where the server no longer knows us. */
export function failureFrom(body: unknown, status: number): ApiError {
  const { error } = (body ?? {}) as Partial<ErrorReply>;
  if (!error?.code) return ownError('server.unreadable', status);
  const { code, zh, en } = error;
  if (code === 'session.required') onSignedOut();
  return new ApiError(code, status, { zh, en });
}

/** One signal for "took too long" and "nobody wants it any more"; older phones lack AbortSignal.any. */
function deadline(ms: number, outer?: AbortSignal) {
  const abort = new AbortController();
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    abort.abort();
  }, ms);
  const give = () => abort.abort();
  if (outer?.aborted) give();
  outer?.addEventListener('abort', give);
  const end = () => {
    clearTimeout(timer);
    outer?.removeEventListener('abort', give);
  };
  return { signal: abort.signal, isLate: () => late, end };
}

const typeOf = ({ file }: Loose) => (file ? 'application/octet-stream' : 'application/json');

async function send(name: RouteName, input: Loose): Promise<Response> {
  const entry = routeTable[name];
  if (!entry) throw ownError('server.unreadable');
  const writes = entry.method !== 'GET';
  const limit = deadline(input.timeoutMs ?? 15_000, input.signal);
  try {
    return await fetch(addressOf(entry.path, input), {
      method: entry.method,
      credentials: 'same-origin',
      // A page of another site cannot send this header without asking the server first.
      headers: writes ? { 'x-anyuan': '1', 'content-type': typeOf(input) } : {},
      signal: limit.signal,
      ...(writes ? { body: input.file ?? JSON.stringify(input.body ?? {}) } : {}),
    });
  } catch (thrown) {
    if (input.signal?.aborted) throw thrown;
    throw ownError(limit.isLate() ? 'network.timeout' : 'network.unreachable');
  } finally {
    limit.end();
  }
}

async function checked(name: RouteName, input: Loose): Promise<Response> {
  const reply = await send(name, input);
  if (reply.ok) return reply;
  throw failureFrom(await reply.json().catch(() => null), reply.status);
}

/** Calls a route of the contract. Throws `ApiError`, or the abort reason when the caller aborted. */
export async function call<N extends RouteName>(name: N, input: Input<N>): Promise<Reply<N>> {
  const reply = await checked(name, input as Loose);
  try {
    return (await reply.json()) as Reply<N>;
  } catch {
    throw ownError('server.unreadable', reply.status);
  }
}

/** Calls a route that answers with bytes. */
export async function callBytes<N extends RouteName>(
  name: N,
  input: Input<N>,
): Promise<ArrayBuffer> {
  const reply = await checked(name, { timeoutMs: 60_000, ...(input as Loose) });
  return reply.arrayBuffer();
}

/** Sends a file as it is; patient, because a school's line may be slow. */
export async function callWithFile<N extends RouteName>(
  name: N,
  input: Omit<Input<N>, 'body'> & { file: Blob },
): Promise<Reply<N>> {
  const reply = await checked(name, { timeoutMs: 300_000, ...(input as Loose) });
  return (await reply.json()) as Reply<N>;
}
