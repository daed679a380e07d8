import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Log } from '../log.ts';
import {
  currentVersion,
  endTrial,
  isThere,
  pointTo,
  readTrial,
  type SoftwareHome,
  sweep,
  type Trial,
  treeOf,
  writeFailure,
  writeTrial,
} from './home.ts';

/** A terminal ends so when a version waits for its trial. */
export const trialExit = 75;
/** Sent to the supervisor by a version that is linked and hears. */
export const wellMessage = 'anyuan:well';

/** A trial that a power cut ended is tried once more. */
const startsMax = 2;

/**
 * Which version is to run now. A trial that may not go on ends here, back at the version before; each
 * step leaves something that the next start understands.
 */
export async function settleVersion(
  home: SoftwareHome,
): Promise<{ version: string | null; trial: Trial | null }> {
  const trial = readTrial(home);
  if (trial === null) return { version: currentVersion(home), trial: null };
  const why = trial.why ?? (isThere(home, trial.version) ? null : 'not whole');
  if (why !== null || trial.starts >= startsMax) {
    return { version: await rollBack(home, trial, why ?? 'power cut'), trial: null };
  }
  const started = { ...trial, starts: trial.starts + 1 };
  await writeTrial(home, started);
  await pointTo(home, trial.version);
  return { version: trial.version, trial: started };
}

async function rollBack(home: SoftwareHome, trial: Trial, why: string): Promise<string | null> {
  // First that it goes, so that a power cut from here on does not grant another start.
  await writeTrial(home, { ...trial, why });
  await pointTo(home, isThere(home, trial.before) ? trial.before : null);
  await writeFailure(home, { version: trial.version, why });
  await endTrial(home);
  return currentVersion(home);
}

async function keep(home: SoftwareHome, trial: Trial): Promise<void> {
  // Before the trial is over: the next version is fetched into the same folder as soon as it is.
  await sweep(home, [trial.version, trial.before]);
  await endTrial(home);
}

/** Not when it was kept, and what lies there since is the trial of the next version, not started yet. */
const isStill = (trial: Trial, now: Trial | null) =>
  now !== null && now.version === trial.version && now.starts === trial.starts;

export interface SupervisorOptions {
  home: SoftwareHome;
  /** Command line of the terminal. */
  argv: readonly string[];
  log: Log;
  /** Within this a new version must say that it is well, ms. */
  trialMs?: number;
  /** Pause before a version that ended by itself is started again, ms. */
  restartMs?: number;
}

export interface Supervisor {
  /** Exit code of a terminal that was stopped or refused its settings. */
  ended: Promise<number>;
  stop(signal: NodeJS.Signals): void;
  /** Process of the terminal that runs; null between two. */
  pid(): number | null;
}

/** Runs the terminal, starts it again when it ends, and takes back a version that does not do. */
export function supervise(options: SupervisorOptions): Supervisor {
  const { home, log } = options;
  let child: ChildProcess | null = null;
  let stopping = false;

  async function runOnce(): Promise<number> {
    const { version, trial } = await settleVersion(home);
    log.info({ version: version ?? 'base', trial: trial !== null }, '启动终端  starting');
    const running = start(options, version);
    child = running;
    const outcome = await watch(
      running,
      trial === null ? null : (options.trialMs ?? 180_000),
      () => (trial ? keep(home, trial) : Promise.resolve()),
    );
    child = null;
    if (trial && isStill(trial, readTrial(home)) && !stopping) {
      const why = outcome.late ? 'did not say well in time' : `ended with ${outcome.code}`;
      log.error({ version, why }, '新版本试运行失败，退回原版本  rolled back');
      await rollBack(home, trial, why);
      return trialExit;
    }
    return outcome.code;
  }

  async function loop(): Promise<number> {
    for (;;) {
      const code = await runOnce();
      // 0: asked to end. 2: a setting was refused, a person has to read why.
      if (stopping || code === 0 || code === 2) return code;
      if (code !== trialExit) await new Promise((r) => setTimeout(r, options.restartMs ?? 2_000));
      if (stopping) return code;
    }
  }

  return {
    ended: loop(),
    stop(signal) {
      stopping = true;
      child?.kill(signal);
    },
    pid: () => child?.pid ?? null,
  };
}

function start({ home, argv }: SupervisorOptions, version: string | null): ChildProcess {
  const entry = join(treeOf(home, version), 'apps', 'terminal', 'cli.ts');
  const env = {
    ...process.env,
    ...{ ANYUAN_SOFTWARE_HOME: home.dir, ANYUAN_SOFTWARE_BASE: home.base },
    // What was checked is what runs: nothing compiled earlier that lies outside of the checked tree.
    ...(version === null ? {} : { NODE_DISABLE_COMPILE_CACHE: '1' }),
  };
  const flags = ['--disable-warning=ExperimentalWarning'];
  const stdio = ['inherit', 'inherit', 'inherit', 'ipc'] as const;
  return spawn(process.execPath, [...flags, entry, ...argv], { env, stdio: [...stdio] });
}

/** Until it ends; one on trial that is not well in time is ended. */
function watch(child: ChildProcess, trialMs: number | null, onWell: () => Promise<void>) {
  return new Promise<{ code: number; late: boolean }>((resolve) => {
    let late = false;
    let well: Promise<void> = Promise.resolve();
    const limit =
      trialMs === null
        ? undefined
        : setTimeout(() => {
            late = true;
            child.kill('SIGKILL');
          }, trialMs);
    child.on('message', (message) => {
      if (message !== wellMessage || late) return;
      clearTimeout(limit);
      well = onWell();
    });
    const end = (code: number) => {
      clearTimeout(limit);
      void well.finally(() => resolve({ code, late }));
    };
    child.on('error', () => end(70));
    child.on('exit', (code, signal) => end(signal ? 128 : (code ?? 70)));
  });
}
