import { enrolmentSchema } from '@anyuan/contracts/terminal.ts';
import { terminalSocketPath } from '@anyuan/contracts/topics.ts';
import { systemClock, waitUntil } from '@anyuan/terminal/clock.ts';
import { adviceOf, parseJson } from '@anyuan/terminal/json.ts';
import type { Credential, Network } from '@anyuan/terminal/uplink.ts';
import { z } from 'zod';
import type { Enrolled } from './messages.ts';
import type { Base } from './stores.ts';

const credentialSchema: z.ZodType<Credential> = enrolmentSchema.extend({
  server: z.string(),
  codeHash: z.string().nullable(),
});

async function post(call: Parameters<Network['request']>[0]) {
  const reply = await fetch(call.url, {
    method: call.method,
    headers: call.headers,
    body: call.body as BodyInit,
    signal: AbortSignal.timeout(call.timeoutMs),
    credentials: 'omit',
  });
  return { status: reply.status, text: await reply.text() };
}

/**
 * A browser's way to the server: the same one-time codes, the credential in IndexedDB, MQTT as a
 * WebSocket at the address of the page. Without a code only a demonstration lets it in.
 */
export function browserNetwork(options: {
  db: Base;
  server: string;
  code: string | null;
  onEnrolled(state: Enrolled): void;
}): Network {
  const { db, server, code, onEnrolled } = options;

  async function enrolOnce(): Promise<Credential | 'later' | 'refused'> {
    const answer = await post({
      url: `${server}/api/terminals/enrol`,
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(code === null || code === '' ? {} : { code }),
      timeoutMs: 10_000,
    }).catch(() => null);
    if (answer === null || answer.status >= 500) return 'later';
    if (answer.status !== 200) {
      onEnrolled({ at: 'refused', text: adviceOf(answer).text });
      return 'refused';
    }
    const enrolment = enrolmentSchema.parse(parseJson(answer.text));
    const credential = { ...enrolment, server, codeHash: null };
    await db.put('kept', credential, 'credential');
    onEnrolled({ at: 'done' });
    return credential;
  }

  return {
    async load() {
      // A code that was typed in means that somebody wants to enrol again.
      if (code !== null) return null;
      const kept = credentialSchema.safeParse(await db.get('kept', 'credential'));
      if (!kept.success || kept.data.server !== server) return null;
      onEnrolled({ at: 'done' });
      return kept.data;
    },
    async enrol(stopped) {
      if (code === null) {
        onEnrolled({ at: 'needed' });
        return null;
      }
      for (let attempt = 0; !stopped(); attempt += 1) {
        onEnrolled({ at: 'trying' });
        const result = await enrolOnce();
        if (result === 'refused') return null;
        if (result !== 'later') return result;
        await waitUntil(systemClock, Date.now() + Math.min(30_000, 2_000 * 2 ** attempt));
      }
      return null;
    },
    request: post,
    mqttUrl: `${server.replace(/^http/, 'ws')}${terminalSocketPath}`,
    ca: undefined,
    refused: () =>
      onEnrolled({
        at: 'refused',
        text: '服务器不认可本终端的登记，请在控制台生成新的登记码后重新登记。  The enrolment is no longer valid: make a new code on the console.',
      }),
  };
}
