import type { KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import type { Clock } from '@anyuan/contracts/clock.ts';
import type { SoftwareWish } from '@anyuan/contracts/software.ts';
import type { ConfigStore } from '../config-store.ts';
import type { Faults } from '../faults.ts';
import type { Log } from '../log.ts';
import {
  currentVersion,
  forgetFailure,
  isThere,
  readFailure,
  readTrial,
  type SoftwareHome,
  writeTrial,
} from './home.ts';
import { installRelease, ReleaseRefused } from './install-release.ts';

export interface UpdaterOptions {
  home: SoftwareHome;
  /** Null: updates are refused, nobody knows whose word counts. */
  makerKey: KeyObject | null;
  running: string;
  clock: Clock;
  log: Log;
  faults: Faults;
  config: Pick<ConfigStore, 'current'>;
  download(path: string): Promise<Readable>;
  /** No alarm is open, nothing is spooled, nobody talks. */
  calm(): boolean;
  /** Ends this process; the supervisor starts the version on trial. */
  restart(): void;
}

const tryAgainMs = 60_000;

/** Brings the version that the server wants: fetched and switched to in a quiet moment. */
export function makeUpdater(options: UpdaterOptions): { tick(): void; idle(): Promise<void> } {
  const { home, clock, log, faults, running } = options;
  const refused = new Set<string>();
  let busy: Promise<void> | null = null;
  let notBeforeMs = 0;
  /** Said once for each. */
  let waiting: string | null = null;

  async function bring(wish: SoftwareWish): Promise<void> {
    if (wish.url === null) return;
    const { makerKey } = options;
    if (makerKey === null) throw new ReleaseRefused('no key of the maker is set (--maker-key)');
    await installRelease({ home, wish, makerKey, running, download: options.download });
  }

  async function follow(wish: SoftwareWish): Promise<void> {
    await bring(wish);
    const version = wish.version === baseVersion(home) ? null : wish.version;
    if (!isThere(home, version)) throw new ReleaseRefused('not on this disk any more');
    // Looked at last: a call for help may have come while the release was being fetched.
    if (!options.calm()) return;
    log.info({ version: wish.version }, '切换软件版本  switching version');
    await writeTrial(home, { version, before: currentVersion(home), starts: 0, why: null });
    options.restart();
  }

  function onError(wish: SoftwareWish, error: Error): void {
    notBeforeMs = clock.now() + tryAgainMs;
    if (!(error instanceof ReleaseRefused)) {
      log.warn({ err: error }, '软件下载中断，稍后重试  download broke off, trying again later');
      return;
    }
    refused.add(keyOf(wish));
    faults.raise('software.refused', `${wish.version}: ${error.message}`);
  }

  function sayWaiting(wish: SoftwareWish): void {
    if (waiting === keyOf(wish)) return;
    waiting = keyOf(wish);
    log.info(
      { version: wish.version },
      '有新版本，空闲时更新  a new version waits for a quiet moment',
    );
  }

  function settled(): void {
    faults.clear('software.refused');
    faults.clear('software.rolledBack');
  }

  return {
    tick() {
      const wish = options.config.current().software;
      if (busy !== null || !wish) return wish ? undefined : settled();
      if (wish.version === running) return settled();
      // What runs has not proved itself yet: nothing could go back to it.
      if (readTrial(home) !== null) return;
      const failure = readFailure(home);
      const failed = failure && (failure.version ?? baseVersion(home));
      if (failure && failed === wish.version) {
        return faults.raise('software.rolledBack', `${failed}: ${failure.why}`);
      }
      if (refused.has(keyOf(wish)) || clock.now() < notBeforeMs) return;
      if (!options.calm()) return sayWaiting(wish);
      settled();
      busy = forgetFailure(home)
        .then(() => follow(wish))
        .catch((error: Error) => onError(wish, error))
        .finally(() => {
          busy = null;
        });
    },
    async idle() {
      await busy;
    },
  };
}

const keyOf = (wish: SoftwareWish) => `${wish.version} ${wish.url}`;

/** Of the tree that the machine was set up with. */
function baseVersion({ base }: SoftwareHome): string {
  const text = readFileSync(join(base, 'apps', 'terminal', 'package.json'), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
