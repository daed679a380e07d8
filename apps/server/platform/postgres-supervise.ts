import { setTimeout as sleep } from 'node:timers/promises';
import type { PlatformLog } from './failure.ts';
import type { Postmaster } from './postgres-cluster.ts';
import { stopPostmaster } from './postgres-process.ts';

/** A fast shutdown writes a checkpoint; on a slow card that may take a while and must not be cut short. */
export const fastShutdownMs = 60_000;

const firstPauseMs = 50;
const longestPauseMs = 5_000;

/**
 * Starts a dead postmaster again at the same socket, with growing pauses, until stopped: alarms cannot be taken
 * without it, so giving up is never right. Returns `stop`, idempotent.
 */
export function supervisePostmaster(options: {
  postmaster: Postmaster;
  relaunch: () => Promise<Postmaster>;
  /** false where several processes share the database: then none of them restarts it. */
  isRestarted: boolean;
  log: PlatformLog;
}): () => Promise<void> {
  const { relaunch, log } = options;
  let current = options.postmaster;
  let stopped: Promise<void> | null = null;
  let restarting: Promise<void> = Promise.resolve();

  const watch = (): void => {
    current.exited.then(() => {
      restarting = restart();
    });
  };
  const restart = async (): Promise<void> => {
    let pauseMs = firstPauseMs;
    while (stopped === null) {
      log.error(
        { pid: current.pid, pauseMs },
        'the database ended unexpectedly; starting it again',
      );
      await sleep(pauseMs);
      if (stopped !== null) return;
      pauseMs = Math.min(pauseMs * 2, longestPauseMs);
      try {
        current = await relaunch();
        log.info({ pid: current.pid }, 'database ready again');
        watch();
        return;
      } catch (error) {
        log.error({ err: error }, 'the database did not start');
      }
    }
  };
  if (options.isRestarted) watch();

  const finish = async (): Promise<void> => {
    // A restart under way must end first, or its postmaster would outlive us.
    await restarting;
    await stopPostmaster(current.pid, fastShutdownMs);
  };
  return () => {
    stopped ??= Promise.resolve().then(finish);
    return stopped;
  };
}
