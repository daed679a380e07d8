import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ErrorReply } from '@anyuan/contracts/errors.ts';
import { type Fit, fitSchema, voiceListSchema } from '@anyuan/contracts/routes/voices.ts';
import { z } from 'zod';
import { decodeFile } from './capture/decode.ts';
import { encodeWav } from './capture/wav.ts';
import { Refused } from './options.ts';
import { type KeptTake, readConsents, readTakes } from './record-store.ts';

/** The server keeps background by the minute. */
const minuteSamples = 60 * 16_000;
const within = 60_000;

const schoolsSchema = z.object({
  schools: z.array(z.object({ id: z.string(), name: z.string() })),
});

/** A school on the server, for somebody who may manage its phrases. */
export type School = Awaited<ReturnType<typeof openSchool>>;

async function refusalOf(reply: Response): Promise<Refused> {
  const { error } = (await reply.json().catch(() => ({}))) as Partial<ErrorReply>;
  const { zh, en } = error ?? { zh: `服务器答 ${reply.status}`, en: `HTTP ${reply.status}` };
  return new Refused(zh, en);
}

/** Signs in. @throws Refused with the server's own advice */
export async function openSchool(to: {
  server: string;
  login: string;
  password: string;
  school: string | undefined;
}) {
  const base = to.server.replace(/\/$/, '');
  let cookie = '';

  async function call(
    method: 'GET' | 'POST' | 'PUT' | 'DELETE',
    path: string,
    body?: object | Uint8Array,
  ): Promise<Response> {
    const isSound = body instanceof Uint8Array;
    const type =
      body === undefined ? {} : { 'content-type': isSound ? 'audio/wav' : 'application/json' };
    const reply = await fetch(`${base}${path}`, {
      ...{ method, headers: { cookie, 'x-anyuan': '1', ...type } },
      ...(body === undefined ? {} : { body: isSound ? (body as BodyInit) : JSON.stringify(body) }),
      signal: AbortSignal.timeout(within),
    }).catch((error: Error) => {
      throw new Refused(
        `连不上 ${base}：${error.message}`,
        `cannot reach ${base}: ${error.message}`,
      );
    });
    if (!reply.ok) throw await refusalOf(reply);
    return reply;
  }

  const session = await call('POST', '/api/session', { login: to.login, password: to.password });
  cookie = session.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  const { schools } = schoolsSchema.parse(await (await call('GET', '/api/schools')).json());
  const fitting = schools.filter(
    ({ id, name }) => to.school === undefined || [id, name].includes(to.school),
  );
  const [own, ...others] = fitting;
  if (own === undefined || others.length > 0) {
    const names = schools.map(({ name }) => name).join('，');
    throw new Refused(`用 --school 指明学校：${names}`, `name one with --school: ${names}`);
  }
  const at = `/api/schools/${own.id}`;
  return {
    name: own.name,
    list: async () => voiceListSchema.parse(await (await call('GET', `${at}/voices`)).json()),
    agree: (code: string, consentVersion: number) =>
      call('POST', `${at}/voices`, { code, agreed: true, consentVersion, locale: 'zh' }),
    forget: (code: string) => call('DELETE', `${at}/voices/${code}`),
    forgetBackground: () => call('DELETE', `${at}/background`),
    putTake(take: KeptTake, wav: Uint8Array) {
      const { text: phrase, manner, metres, recordedAt } = take;
      const query = new URLSearchParams({ phrase, manner, metres, recordedAt: `${recordedAt}` });
      return call('PUT', `${at}/voices/${take.person}/takes/${take.id}?${query}`, wav);
    },
    putBackground: (id: string, about: { recordedAt: number; wav: Uint8Array }) =>
      call('PUT', `${at}/background/${id}?recordedAt=${about.recordedAt}`, about.wav),
    fit: async (): Promise<Fit> =>
      fitSchema.parse(await (await call('GET', `${at}/voices/fit`)).json()),
    save: ({ version, phrases }: Fit) => call('PUT', `${at}/phrases`, { version, phrases }),
  };
}

/** An id for each minute of a recording, the same whenever it is sent. */
const minuteId = (id: string, minute: number) =>
  `${id.slice(0, -4)}${(Number.parseInt(id.slice(-4), 16) ^ minute).toString(16).padStart(4, '0')}`;

async function sendBackground(dir: string, take: KeptTake, school: School): Promise<number> {
  const pcm = Int16Array.from(await decodeFile(join(dir, take.path)), (s) =>
    Math.round(s * 32_767),
  );
  let minutes = 0;
  for (let at = 0; at < pcm.length; at += minuteSamples) {
    const wav = encodeWav(pcm.subarray(at, at + minuteSamples));
    const { recordedAt } = take;
    await school.putBackground(minuteId(take.id, minutes), { recordedAt, wav });
    minutes += 1;
  }
  return minutes;
}

/**
 * Takes the recordings of a folder to the school. What is there already is not doubled.
 *
 * @throws Refused when somebody agreed to other words than the school's
 */
export async function sendFolder(
  dir: string,
  school: School,
): Promise<{ takes: number; minutes: number }> {
  const { consent, voices } = await school.list();
  const known = new Set(voices.map(({ code }) => code));
  const sent = { takes: 0, minutes: 0 };
  for (const [person, version] of await readConsents(dir)) {
    if (version !== consent.version) {
      throw new Refused(
        `${person} 同意的不是学校现在的同意书，请读给本人听后重新记录同意：${consent.zh}`,
        `${person} agreed to other words than the school's: read these out and note it again: ${consent.en}`,
      );
    }
    if (!known.has(person)) await school.agree(person, version);
  }
  for (const take of await readTakes(dir)) {
    if (take.label === 'background') sent.minutes += await sendBackground(dir, take, school);
    else {
      await school.putTake(take, await readFile(join(dir, take.path)));
      sent.takes += 1;
    }
  }
  return sent;
}
