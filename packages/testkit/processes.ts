import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** A command of the product in a process of its own, as a user starts it. */
export interface Running {
  child: ChildProcess;
  /** Everything printed so far. */
  output(): string;
  stop(): Promise<number | null>;
}

export function run(script: string, args: readonly string[]): Running {
  const child = spawn(process.execPath, [join(root, script), ...args], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NODE_OPTIONS: '', NODE_TEST_CONTEXT: undefined },
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
    });
  }
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  return {
    child,
    output: () => text,
    stop() {
      child.kill('SIGTERM');
      return exited;
    },
  };
}

/** The whole product in its own processes, on free ports and a fresh data folder. */
export interface Product {
  url: string;
  dataDir: string;
  server: Running;
  terminal(args: readonly string[]): Running;
  stop(): Promise<void>;
}

/** `parent`: on which disk it keeps its data. */
export async function startProduct(parent: string = tmpdir()): Promise<Product> {
  const dataDir = mkdtempSync(join(parent, 'anyuan-product-'));
  // The account of the database can reach it, so that the database lies in it.
  chmodSync(dataDir, 0o755);
  const [port, mqttPort] = [await freePort(), await freePort()];
  const url = `http://127.0.0.1:${port}`;
  const server = run('apps/server/cli/start.ts', [
    ...['--data', join(dataDir, 'server'), '--log-level', 'warn'],
    ...['--port', String(port), '--mqtt-port', String(mqttPort)],
  ]);
  const terminals: Running[] = [];
  await untilReady(`${url}/healthz`, server);
  return {
    url,
    dataDir,
    server,
    terminal(args) {
      const data = join(dataDir, `terminal-${terminals.length}`);
      const made = run('apps/terminal/cli.ts', ['--server', url, '--data', data, ...args]);
      terminals.push(made);
      return made;
    },
    async stop() {
      await Promise.all(terminals.map((t) => (t.child.exitCode === null ? t.stop() : null)));
      await server.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

async function untilReady(url: string, server: Running): Promise<void> {
  for (let i = 0; i < 600; i++) {
    if (server.child.exitCode !== null) break;
    const ok = await fetch(url).then(
      (r) => r.ok,
      () => false,
    );
    if (ok) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`the server did not become ready:\n${server.output()}`);
}
