import { type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';

export interface HttpRequest {
  url: string;
  method: 'GET' | 'POST';
  headers?: Record<string, string>;
  body?: string | Uint8Array;
  /** PEM of the authority that signed the server, when it is not a public one. */
  ca?: string | undefined;
  timeoutMs: number;
}

/** @throws Error when no answer came in time or the connection failed. */
export function httpRequest(call: HttpRequest): Promise<{ status: number; text: string }> {
  const url = new URL(call.url);
  const open = url.protocol === 'https:' ? requestHttps : requestHttp;
  const body = call.body === undefined ? undefined : Buffer.from(call.body);
  const headers = {
    ...call.headers,
    ...(body === undefined ? {} : { 'content-length': String(body.length) }),
  };
  const ca = call.ca === undefined ? {} : { ca: call.ca };
  return new Promise((resolve, reject) => {
    const signal = AbortSignal.timeout(call.timeoutMs);
    const request = open(url, { method: call.method, headers, signal, ...ca }, (response) => {
      const parts: Buffer[] = [];
      let bytes = 0;
      response.on('data', (part: Buffer) => {
        bytes += part.length;
        // Our server's answers are small; a stranger's endless page must not fill the memory.
        if (bytes > 1_000_000) response.destroy(new Error('answer too long'));
        else parts.push(part);
      });
      response.on('error', reject);
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, text: Buffer.concat(parts).toString('utf8') }),
      );
    });
    request.on('error', reject);
    request.end(body);
  });
}

/**
 * A large answer, piece by piece. @throws Error when there is no connection or another status than 200;
 * the stream fails when it breaks off or nothing comes for half a minute.
 */
export function download(call: {
  url: string;
  authorization: string;
  ca?: string | undefined;
}): Promise<IncomingMessage> {
  const open = call.url.startsWith('https:') ? requestHttps : requestHttp;
  const ca = call.ca === undefined ? {} : { ca: call.ca };
  const headers = { authorization: call.authorization };
  return new Promise((resolve, reject) => {
    const request = open(call.url, { headers, timeout: 30_000, ...ca }, (response) => {
      if (response.statusCode === 200) return resolve(response);
      response.resume();
      reject(new Error(`HTTP ${response.statusCode}`));
    });
    request.on('timeout', () => request.destroy(new Error('nothing came')));
    request.on('error', reject);
    request.end();
  });
}
