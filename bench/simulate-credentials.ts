import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { makeSteadyClock } from '@anyuan/server/platform/clock.ts';
import { openDb } from '@anyuan/server/platform/db.ts';
import { findRunningPostgres } from '@anyuan/server/platform/postgres-launcher.ts';
import { seedForBench } from '@anyuan/server/seed/seed-for-bench.ts';
import type { Credential } from './load.ts';

export interface Simulated {
  mqttUrl: string;
  credentials: Credential[];
}

export interface CredentialSource {
  count: number;
  /** `http://host:port`. */
  server: string;
  mqttUrl: string | null;
  /** Data folder of a server on this machine. */
  data: string | null;
  file: string | null;
}

const terminalsPerSchool = 50;

/** Credentials from a file, from the server's database, or by enrolling at a demonstration server. */
export async function findCredentials(source: CredentialSource): Promise<Simulated> {
  if (source.file !== null) return fromFile(source.file, source);
  if (source.data !== null) return fromDatabase(source.data, source);
  return byEnrolment(source);
}

function fromFile(file: string, source: CredentialSource): Simulated {
  const read = parseFile(file);
  const mqttUrl = source.mqttUrl ?? read.mqttUrl ?? defaultMqttUrl(source.server);
  if (read.terminals.length < source.count) {
    throw new Error(
      `${file} 只有 ${read.terminals.length} 个终端 / has ${read.terminals.length} terminals, ${source.count} wanted (--terminals)`,
    );
  }
  const wanted = read.terminals.slice(0, source.count);
  return { mqttUrl, credentials: wanted.map((t) => ({ id: t.terminalId, secret: t.secret })) };
}

interface CredentialFile {
  mqttUrl?: string;
  terminals: { terminalId: string; secret: string }[];
}

function parseFile(file: string): CredentialFile {
  try {
    const read: CredentialFile = JSON.parse(readFileSync(file, 'utf8'));
    const isRight = (t: { terminalId?: unknown; secret?: unknown }) =>
      typeof t.terminalId === 'string' && typeof t.secret === 'string';
    if (Array.isArray(read.terminals) && read.terminals.every(isRight)) return read;
    throw new Error('terminals: [{ terminalId, secret }]');
  } catch (error) {
    const detail = (error as Error).message;
    throw new Error(`凭据文件无法使用 / credentials cannot be used: ${file}: ${detail}`);
  }
}

async function fromDatabase(data: string, source: CredentialSource): Promise<Simulated> {
  const connection = findRunningPostgres(join(resolve(data), 'database'));
  if (connection === null) {
    throw new Error(
      `数据目录 ${data} 的数据库没有运行 / the database of ${data} is not running: bin/anyuan start`,
    );
  }
  const db = openDb(connection, { max: 1 });
  try {
    const { terminals } = await seedForBench({
      db,
      clock: makeSteadyClock(),
      terminals: source.count,
      schools: Math.ceil(source.count / terminalsPerSchool),
      consoles: 0,
    });
    return { mqttUrl: source.mqttUrl ?? defaultMqttUrl(source.server), credentials: terminals };
  } finally {
    await db.close();
  }
}

async function byEnrolment(source: CredentialSource): Promise<Simulated> {
  const credentials: Credential[] = [];
  let mqttUrl = source.mqttUrl;
  while (credentials.length < source.count) {
    const reply = await enrol(source.server);
    if (!reply.ok) {
      throw new Error(
        `服务器登记了 ${credentials.length} 个终端，还需 ${source.count - credentials.length} 个；请用 --data 或 --credentials，或减少 --terminals\n` +
          `the server enrolled ${credentials.length} of ${source.count} terminals: ${reply.text}\n` +
          'name its --data folder, give --credentials, or ask for fewer --terminals',
      );
    }
    const enrolled: { terminalId: string; secret: string; mqttUrl: string } = JSON.parse(
      reply.text,
    );
    // An enrolment may hand out the same place again when none is free: its older secret has ended.
    const known = credentials.findIndex((c) => c.id === enrolled.terminalId);
    if (known >= 0)
      throw new Error(`only ${credentials.length} demonstration terminals: use --data`);
    credentials.push({ id: enrolled.terminalId, secret: enrolled.secret });
    mqttUrl ??= enrolled.mqttUrl;
  }
  return { mqttUrl: mqttUrl ?? defaultMqttUrl(source.server), credentials };
}

async function enrol(server: string): Promise<{ ok: boolean; text: string }> {
  try {
    const reply = await fetch(`${server}/api/terminals/enrol`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-anyuan': '1' },
      body: '{}',
    });
    return { ok: reply.ok, text: await reply.text() };
  } catch (error) {
    const detail = ((error as Error).cause as Error | undefined)?.message ?? String(error);
    throw new Error(`连不上服务器 / server not reachable: ${server}: ${detail}`);
  }
}

function defaultMqttUrl(server: string): string {
  const { protocol, hostname } = new URL(server);
  return protocol === 'https:' ? `mqtts://${hostname}:8883` : `mqtt://${hostname}:1883`;
}
