import { routeTable } from 'virtual:anyuan-routes';
import type { RouteName } from '@anyuan/contracts/routes/index.ts';
import { addressOf, failureFrom, type Input, ownError, type Reply } from './api.ts';

export interface UploadOptions<N extends RouteName> {
  input: Omit<Input<N>, 'body'>;
  file: Blob;
  /** Bytes that left so far; all of them have when it equals the size: then the server checks. */
  onProgress: (sentBytes: number) => void;
  signal: AbortSignal;
}

/**
 * Sends a large file and says how far it is, which `fetch` cannot. Throws `ApiError`; the reason of
 * the signal when it was given up.
 */
export function uploadWithProgress<N extends RouteName>(
  name: N,
  { input, file, onProgress, signal }: UploadOptions<N>,
): Promise<Reply<N>> {
  const entry = routeTable[name];
  if (!entry) return Promise.reject(ownError('server.unreadable'));
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open(entry.method, addressOf(entry.path, input as Parameters<typeof addressOf>[1]));
    request.setRequestHeader('x-anyuan', '1');
    request.setRequestHeader('content-type', 'application/octet-stream');
    request.responseType = 'json';
    request.upload.onprogress = (event) => onProgress(event.loaded);
    request.onload = () => {
      if (request.status < 300) resolve(request.response as Reply<N>);
      else reject(failureFrom(request.response, request.status));
    };
    request.onerror = () => reject(ownError('network.unreachable'));
    request.onabort = () => reject(signal.reason);
    signal.addEventListener('abort', () => request.abort());
    request.send(file);
  });
}
