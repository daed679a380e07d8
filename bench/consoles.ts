import { Worker } from 'node:worker_threads';
import type { ConsoleReply, ConsoleRequest, ConsoleWorkerData } from './console-worker.ts';

/** All consoles, on a thread of their own: what they read must not delay what is sent. */
export interface Consoles {
  readonly count: number;
  /** Forgets what was seen. */
  reset(): Promise<void>;
  /** Detections that every console has seen since the reset. Costs nothing to ask. */
  complete(): number;
  collect(): Promise<Collected>;
  stop(): Promise<void>;
}

export interface Collected {
  /** Per detection, the arrival at each console, monotonic ms; 0 where it never came. */
  arrivals: Map<string, Float64Array>;
  /** Detections that two alarms claim. */
  doubled: string[];
  /** Live channels that broke. */
  breaks: number;
}

export async function openConsoles(
  url: string,
  logins: { login: string; password: string }[],
): Promise<Consoles> {
  const complete = new SharedArrayBuffer(4);
  const counter = new Int32Array(complete);
  const workerData: ConsoleWorkerData = {
    url,
    logins: logins.map(({ login, password }) => ({ login, password })),
    complete,
  };
  const worker = new Worker(new URL('./console-worker.ts', import.meta.url), { workerData });

  let fail = (_error: Error): void => {};
  worker.on('error', (error: Error) => fail(error));
  const next = () =>
    new Promise<ConsoleReply>((resolve, reject) => {
      worker.once('message', resolve);
      fail = reject;
    });
  const ask = async (request: ConsoleRequest): Promise<ConsoleReply> => {
    const answer = next();
    worker.postMessage(request);
    return answer;
  };
  const opened = await next();
  if (opened.type === 'failed') {
    await worker.terminate();
    throw new Error(`控制台连不上 / consoles cannot connect: ${opened.message}`);
  }
  return {
    count: logins.length,
    async reset() {
      await ask({ type: 'reset' });
    },
    complete: () => Atomics.load(counter, 0),
    async collect() {
      const answer = await ask({ type: 'collect' });
      if (answer.type !== 'collected') throw new Error(`unexpected answer ${answer.type}`);
      const { ids, times, doubled, breaks } = answer;
      const at = (i: number) => times.subarray(i * logins.length, (i + 1) * logins.length);
      return { arrivals: new Map(ids.map((id, i) => [id, at(i)])), doubled, breaks };
    },
    async stop() {
      await ask({ type: 'stop' }).catch(() => {});
      await worker.terminate();
    },
  };
}
