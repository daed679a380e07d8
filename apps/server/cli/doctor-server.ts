import { spawnSync } from 'node:child_process';
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statfsSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ServerSettings } from '@anyuan/contracts/settings.ts';
import mqtt from 'mqtt';
import pg from 'pg';
import { asAccount, findAccount } from '../platform/postgres-account.ts';
import { findRunningPostgres } from '../platform/postgres-launcher.ts';
import { prepareNative } from '../platform/postgres-native.ts';
import { examine, type Finding, fine, wrong } from './doctor-finding.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const answerMs = 5_000;

/** What a server needs on this machine. */
export function examineServer(settings: ServerSettings): Promise<Finding[]> {
  const { databaseUrl, mqttUrl, host } = settings;
  return Promise.all([
    examine({ name: 'runtime', zh: '运行环境' }, checkRuntime),
    examine({ name: 'memory', zh: '内存' }, checkMemory),
    examine({ name: 'clock', zh: '时钟' }, checkClock),
    examine({ name: 'data folder', zh: '数据目录' }, () => checkDataFolder(settings.data)),
    databaseUrl === null
      ? examine({ name: 'database', zh: '数据库' }, () => checkEmbedded(settings.data))
      : examine({ name: 'database', zh: '数据库' }, () => checkDatabaseUrl(databaseUrl)),
    examine({ name: `port ${settings.port}`, zh: '网页端口' }, () =>
      checkPort({ host, port: settings.port, flag: '--port', settings }),
    ),
    mqttUrl === null
      ? examine({ name: `port ${settings.mqttPort}`, zh: '终端端口' }, () =>
          checkPort({ host, port: settings.mqttPort, flag: '--mqtt-port', settings }),
        )
      : examine({ name: 'broker', zh: '消息服务器' }, () => checkMqttUrl(mqttUrl)),
    examine({ name: 'certificate', zh: '证书' }, () => checkCertificate(settings)),
    examine({ name: 'web pages', zh: '网页' }, checkWeb),
  ]);
}

function checkRuntime() {
  const major = Number(process.versions.node.split('.')[0]);
  if (major >= 24) return fine(`Node ${process.version}, ${process.arch}`);
  const zh = '请用 bin/anyuan 启动，它会使用自带的 Node 24';
  return wrong('broken', `Node ${process.version}`, {
    zh,
    en: 'use bin/anyuan: it brings Node 24',
  });
}

function checkMemory() {
  const text = readFileSync('/proc/meminfo', 'utf8');
  const freeMb = Math.round(Number(/MemAvailable:\s+(\d+)/.exec(text)?.[1] ?? 0) / 1024);
  if (freeMb >= 600) return fine(`${freeMb} MB`);
  const zh = '服务器约需 450 MB，请关闭其他程序';
  return wrong('warning', `${freeMb} MB`, {
    zh,
    en: 'a server needs about 450 MB; close other programs',
  });
}

/** Alarms carry times: a clock that is off by years spoils every time line, minutes spoil the comparison of devices. */
function checkClock() {
  const now = new Date();
  const year = now.getUTCFullYear();
  if (year < 2026 || year > 2100) {
    const zh = '系统时间明显不对，请校时：timedatectl set-ntp true';
    return wrong('broken', now.toISOString(), {
      zh,
      en: 'the clock is wrong: timedatectl set-ntp true',
    });
  }
  const show = ['show', '--property=NTPSynchronized', '--value'];
  const synced = spawnSync('timedatectl', show, { encoding: 'utf8', timeout: answerMs });
  if (synced.status === 0 && synced.stdout.trim() === 'no') {
    const zh = '时钟未与网络同步，建议 timedatectl set-ntp true';
    return wrong('warning', now.toISOString(), {
      zh,
      en: 'not synchronised: timedatectl set-ntp true',
    });
  }
  return fine(now.toISOString());
}

function checkDataFolder(dir: string) {
  const isNew = !existsSync(dir);
  const existing = nearestFolder(dir);
  accessSync(existing, constants.W_OK);
  if (!isNew) probeWrite(dir);
  const { bavail, bsize } = statfsSync(existing);
  const freeGb = (bavail * bsize) / 1e9;
  const seen = `${dir}${isNew ? ' (new)' : ''}, ${freeGb.toFixed(1)} GB free`;
  const zh = `请在 ${dir} 所在磁盘腾出空间，或用 --data 指定其他磁盘`;
  const en = `free space on the disk of ${dir}, or name another with --data`;
  if (freeGb < 1) return wrong('broken', seen, { zh, en });
  return freeGb < 5 ? wrong('warning', seen, { zh, en }) : fine(seen);
}

function nearestFolder(dir: string): string {
  return existsSync(dir) ? dir : nearestFolder(dirname(dir));
}

/** A disk can be full or read-only although the permissions look right. */
function probeWrite(dir: string): void {
  const probe = join(dir, `.doctor-${process.pid}`);
  mkdirSync(probe);
  try {
    writeFileSync(join(probe, 'probe'), 'x'.repeat(65_536), { flush: true });
  } finally {
    rmSync(probe, { recursive: true, force: true });
  }
}

function checkEmbedded(dataDir: string) {
  const account = findAccount();
  const native = prepareNative(account);
  const flags = { ...asAccount(account), encoding: 'utf8', timeout: answerMs } as const;
  const result = spawnSync(join(native.binDir, 'postgres'), ['--version'], flags);
  if (result.status !== 0) {
    const zh = '内置 PostgreSQL 无法运行；请使用 glibc 系统（如 Debian 12），或用 --database-url';
    const en =
      'the built-in PostgreSQL does not run here; use a glibc system such as Debian 12, or --database-url';
    const seen = (result.stderr || result.error?.message || '').split('\n')[0] ?? '';
    return wrong('broken', seen, { zh, en });
  }
  const state = findRunningPostgres(dataDir) === null ? '' : ', running';
  return fine(`${result.stdout.trim()}${state}`);
}

async function checkDatabaseUrl(url: string) {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: answerMs });
  client.on('error', () => {});
  try {
    await client.connect();
    const { rows } = await client.query(
      `select current_setting('server_version_num')::int as version,
        has_database_privilege(current_database(), 'create') as may_create`,
    );
    const seen = `PostgreSQL ${Math.floor(rows[0].version / 10_000)}`;
    if (rows[0].version < 150_000) {
      const zh = '需要 PostgreSQL 15 或更新版本';
      return wrong('broken', seen, { zh, en: 'PostgreSQL 15 or newer is needed' });
    }
    if (rows[0].may_create) return fine(seen);
    const zh = '该用户不能建表，请执行 GRANT CREATE ON DATABASE';
    return wrong('broken', seen, {
      zh,
      en: 'this user may not create tables: GRANT CREATE ON DATABASE',
    });
  } catch (error) {
    const zh = '无法连接 --database-url：请检查地址、密码、防火墙与 pg_hba.conf';
    const en =
      '--database-url cannot be reached: check address, password, firewall and pg_hba.conf';
    return wrong('broken', error instanceof Error ? error.message : '', { zh, en });
  } finally {
    await client.end().catch(() => {});
  }
}

async function checkMqttUrl(url: string) {
  try {
    const options = { reconnectPeriod: 0, connectTimeout: answerMs, protocolVersion: 4 } as const;
    const client = await mqtt.connectAsync(url, options, false);
    await client.endAsync(true);
    return fine('connected');
  } catch (error) {
    const zh = '无法连接 --mqtt-url：请检查地址、账号、证书与防火墙';
    const en = '--mqtt-url cannot be reached: check address, account, certificate and firewall';
    return wrong('broken', error instanceof Error ? error.message : '', { zh, en });
  }
}

async function checkPort(options: {
  host: string;
  port: number;
  flag: string;
  settings: ServerSettings;
}) {
  const { host, port, flag, settings } = options;
  const code = await tryListen(host, port);
  if (code === null) return fine('free');
  if (code === 'EADDRINUSE') {
    if (await isAnyuan(settings)) return fine('used by the running Anyuan server');
    const zh = `端口 ${port} 已被占用，请停止占用它的程序（ss -ltnp 可查）或用 ${flag} 另选`;
    const en = `port ${port} is taken: stop that program (see ss -ltnp) or choose another with ${flag}`;
    return wrong('broken', code, { zh, en });
  }
  if (code === 'EACCES') {
    const zh = `端口 ${port} 需要 root 权限，请用 ${flag} 选择 1024 以上的端口`;
    return wrong('broken', code, {
      zh,
      en: `port ${port} needs root; choose one above 1024 with ${flag}`,
    });
  }
  const zh = `本机没有地址 ${host}，请检查 --host`;
  return wrong('broken', code, { zh, en: `this machine has no address ${host}; check --host` });
}

function tryListen(host: string, port: number): Promise<string | null> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? 'unknown'));
    server.listen(port, host, () => server.close(() => resolve(null)));
  });
}

async function isAnyuan(settings: ServerSettings): Promise<boolean> {
  const host = settings.host === '0.0.0.0' || settings.host === '::' ? '127.0.0.1' : settings.host;
  const protocol = settings.tlsCert === null ? 'http' : 'https';
  try {
    const url = `${protocol}://${host}:${settings.port}/healthz`;
    const reply = await fetch(url, { signal: AbortSignal.timeout(2_000) });
    return 'ready' in ((await reply.json()) as object);
  } catch {
    return false;
  }
}

function checkCertificate(settings: ServerSettings) {
  const files = [settings.tlsCert, settings.tlsKey].filter((file) => file !== null);
  for (const file of files) accessSync(file, constants.R_OK);
  return fine(files.length === 0 ? 'none (plain HTTP and MQTT)' : files.join(', '));
}

function checkWeb() {
  if (existsSync(join(root, 'apps/web/dist/index.html'))) return fine('built');
  const zh = '首次 bin/anyuan start 时会自动生成';
  return wrong('note', 'not built yet', { zh, en: 'the first bin/anyuan start builds them' });
}
