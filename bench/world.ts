import type { ChildProcess } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeSteadyClock } from '@anyuan/server/platform/clock.ts';
import { type Connection, type Db, openDb } from '@anyuan/server/platform/db.ts';
import { findAccount } from '@anyuan/server/platform/postgres-account.ts';
import {
  findRunningPostgres,
  stopRunningPostgres,
} from '@anyuan/server/platform/postgres-launcher.ts';
import { findPlace } from '@anyuan/server/platform/postgres-place.ts';
import { readPostmasterFile } from '@anyuan/server/platform/postgres-process.ts';
import { type BenchSeed, seedForBench } from '@anyuan/server/seed/seed-for-bench.ts';
import { monotonicMs } from '@anyuan/testkit/virtual-terminal.ts';
import { endChild, ended, freePorts, startChild } from './child.ts';
import { startMosquitto } from './mosquitto.ts';
import { processTree } from './process-tree.ts';
import { enableStatements } from './statements.ts';

export type BrokerKind = 'embedded' | 'mosquitto';

/** A server of our own on a fresh data folder, as a process that can be killed. */
export interface World {
  readonly url: string;
  readonly mqttUrl: string;
  /** Starts the server with this broker; ms until it says it is ready. */
  start(broker: BrokerKind): Promise<number>;
  /** kill -9, in the middle of whatever it does; resolves when it is gone. */
  kill(): Promise<void>;
  /** As an operator stops it; its database stops too. */
  stopServer(): Promise<void>;
  serverPid(): number;
  /** Ids of the processes of the server and of its database, apart. */
  processes(): { server: number[]; database: number[] };
  connection(): Connection;
  seed(options: { terminals: number; schools: number; consoles: number }): Promise<BenchSeed>;
  withDb<T>(run: (db: Db) => Promise<T>): Promise<T>;
  /** Folder for profiles and statement costs, when they are wanted. */
  readonly profileDir: string | null;
  /** From the next start on the database counts what each statement costs. */
  countStatements(): void;
  /** Last lines the server wrote, for a report of what went wrong. */
  logTail(): string;
  /** Everything stopped and removed. */
  stop(): Promise<void>;
}

const serverMain = fileURLToPath(new URL('../apps/server/cli/start.ts', import.meta.url));
const readyWithinMs = 60_000;
const pollMs = 20;

export async function makeWorld(options: { profileDir?: string } = {}): Promise<World> {
  const dir = mkdtempSync(join(tmpdir(), 'anyuan-bench-'));
  // The database runs as another user when we are root: it must be able to pass.
  chmodSync(dir, 0o755);
  const data = join(dir, 'data');
  const databaseDir = join(data, 'database');
  const logFile = join(dir, 'server.log');
  const [port = 0, mqttPort = 0, outsidePort = 0] = await freePorts(3);
  const url = `http://127.0.0.1:${port}`;
  let server: ChildProcess | null = null;
  let mosquitto: Awaited<ReturnType<typeof startMosquitto>> | null = null;
  let broker: BrokerKind = 'embedded';

  const connection = (): Connection => {
    const found = findRunningPostgres(databaseDir);
    if (!found) throw new Error('the database of the bench is not running');
    return found;
  };
  const logTail = () =>
    existsSync(logFile) ? readFileSync(logFile, 'utf8').split('\n').slice(-25).join('\n') : '';

  const withDb = async <T>(run: (db: Db) => Promise<T>): Promise<T> => {
    const db = openDb(connection(), { max: 2 });
    try {
      return await run(db);
    } finally {
      await db.close();
    }
  };

  const start = async (wanted: BrokerKind): Promise<number> => {
    broker = wanted;
    if (wanted === 'mosquitto') mosquitto ??= await startMosquitto(dir, outsidePort);
    const beganAt = monotonicMs();
    const child = startChild(
      [
        process.execPath,
        '--disable-warning=ExperimentalWarning',
        ...(options.profileDir ? ['--cpu-prof', `--cpu-prof-dir=${options.profileDir}`] : []),
        serverMain,
        ...['--data', data, '--port', `${port}`, '--mqtt-port', `${mqttPort}`],
        ...(wanted === 'mosquitto' ? ['--mqtt-url', `mqtt://127.0.0.1:${outsidePort}`] : []),
      ],
      logFile,
    );
    server = child;
    while (!(await isReady(url))) {
      const isGone = child.exitCode !== null || child.signalCode !== null;
      if (isGone || monotonicMs() - beganAt > readyWithinMs) {
        throw new Error(`服务器没有启动 / the server did not start:\n${logTail()}`);
      }
      await new Promise((resolve) => setTimeout(resolve, pollMs));
    }
    return monotonicMs() - beganAt;
  };

  return {
    url,
    get mqttUrl() {
      return `mqtt://127.0.0.1:${broker === 'mosquitto' ? outsidePort : mqttPort}`;
    },
    start,
    async kill() {
      server?.kill('SIGKILL');
      if (server) await ended(server);
    },
    async stopServer() {
      if (server) await endChild(server);
      server = null;
    },
    serverPid: () => server?.pid ?? 0,
    processes() {
      const place = findPlace(databaseDir, findAccount());
      const postmaster = place && readPostmasterFile(place.clusterDir)?.pid;
      const database = postmaster ? processTree(postmaster) : [];
      // The postmaster is a child of the server that started it.
      const all = server?.pid ? processTree(server.pid) : [];
      return { server: all.filter((pid) => !database.includes(pid)), database };
    },
    connection,
    withDb,
    profileDir: options.profileDir ?? null,
    countStatements() {
      const place = findPlace(databaseDir, findAccount());
      if (place) enableStatements(place.clusterDir);
    },
    seed: (wanted) => withDb((db) => seedForBench({ db, clock: makeSteadyClock(), ...wanted })),
    logTail,
    async stop() {
      if (server) await endChild(server);
      await mosquitto?.stop();
      // A server that was killed, or did not end in time, has left its database running.
      await stopRunningPostgres(databaseDir).catch(() => {});
      rmSync(dir, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

async function isReady(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/healthz`)).ok;
  } catch {
    return false;
  }
}

/** Runs with a world and leaves nothing behind, also on Ctrl-C. */
export async function withWorld<T>(
  options: { profileDir?: string },
  run: (world: World) => Promise<T>,
): Promise<T> {
  const world = await makeWorld(options);
  const leave = () => {
    void world.stop().finally(() => process.exit(130));
  };
  process.once('SIGINT', leave);
  process.once('SIGTERM', leave);
  try {
    return await run(world);
  } finally {
    process.off('SIGINT', leave);
    process.off('SIGTERM', leave);
    await world.stop();
  }
}
