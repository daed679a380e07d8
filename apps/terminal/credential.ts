import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Clock } from '@anyuan/contracts/clock.ts';
import { type Enrolment, enrolmentSchema } from '@anyuan/contracts/terminal.ts';
import { z } from 'zod';
import { waitUntil } from './clock.ts';
import { readJson, writeDurably } from './durable-file.ts';
import { httpRequest } from './http-client.ts';
import { adviceOf, parseJson } from './json.ts';
import type { Log } from './log.ts';
import type { Credential } from './uplink.ts';

/** What an enrolment left in the data folder, mode 600. */
const credentialSchema: z.ZodType<Credential> = enrolmentSchema.extend({
  server: z.string(),
  codeHash: z.string().nullable(),
});

/** The server says no: another try with the same code is pointless. */
export class EnrolmentRefused extends Error {}

export interface EnrolOptions {
  dir: string;
  server: string;
  code: string | undefined;
  name: string | undefined;
  ca: string | undefined;
  clock: Clock;
  log: Log;
  random: () => number;
  /** Stop trying. */
  stopped: () => boolean;
}

const fileOf = (dir: string) => join(dir, 'credential.json');
const hashOf = (code: string | undefined) =>
  code === undefined ? null : createHash('sha256').update(code).digest('hex');

/**
 * The credential of an earlier start, when it is for this server and the code was not changed
 * since: a new code on the command line means that somebody wants to enrol again.
 */
export async function loadCredential(
  options: Pick<EnrolOptions, 'dir' | 'server' | 'code'>,
): Promise<Credential | null> {
  const parsed = credentialSchema.safeParse(await readJson(fileOf(options.dir)));
  if (!parsed.success || parsed.data.server !== options.server) return null;
  const given = hashOf(options.code);
  return given !== null && given !== parsed.data.codeHash ? null : parsed.data;
}

/** One try. @throws EnrolmentRefused on a final no, Error when the server cannot be reached. */
async function enrolOnce(options: EnrolOptions): Promise<Enrolment> {
  const { code, name } = options;
  const answer = await httpRequest({
    url: `${options.server}/api/terminals/enrol`,
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ...(code ? { code } : {}), ...(name ? { name } : {}) }),
    ca: options.ca,
    timeoutMs: 10_000,
  });
  if (answer.status === 200 || answer.status === 201) {
    return enrolmentSchema.parse(parseJson(answer.text));
  }
  const advice = adviceOf(answer);
  const final = answer.status >= 400 && answer.status < 500 && answer.status !== 429;
  if (final) throw new EnrolmentRefused(`${advice.text} (${advice.code})`);
  throw new Error(advice.text);
}

/**
 * Enrols, trying for ever with growing pauses (2 s .. 60 s) while the server cannot be reached.
 *
 * @returns the stored credential, or null when stopped meanwhile.
 * @throws EnrolmentRefused when the server refuses the code.
 */
export async function enrol(options: EnrolOptions): Promise<Credential | null> {
  const { clock, log } = options;
  for (let attempt = 0; !options.stopped(); attempt += 1) {
    try {
      const enrolment = await enrolOnce(options);
      const credential = { ...enrolment, server: options.server, codeHash: hashOf(options.code) };
      await writeDurably({ path: fileOf(options.dir), data: JSON.stringify(credential) });
      log.info({ terminal: credential.terminalId, name: credential.name }, '终端已登记  enrolled');
      return credential;
    } catch (error) {
      if (error instanceof EnrolmentRefused) throw error;
      const pauseMs = Math.min(60_000, 2_000 * 2 ** Math.min(attempt, 6));
      log.warn(
        { server: options.server, reason: (error as Error).message },
        '连不上服务器，登记稍后重试；本地报警照常  server unreachable, enrolment will be retried',
      );
      await waitUntil(clock, clock.now() + pauseMs * (0.8 + 0.4 * options.random()));
    }
  }
  return null;
}
