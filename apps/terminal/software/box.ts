import { join } from 'node:path';
import type { Clock } from '@anyuan/contracts/clock.ts';
import type { ConfigStore } from '../config-store.ts';
import { loadCredential } from '../credential.ts';
import type { Delivery } from '../delivery.ts';
import type { Detector } from '../detect.ts';
import { download } from '../http-client.ts';
import type { Log } from '../log.ts';
import { Refused, type TerminalOptions } from '../options.ts';
import type { Teller } from '../teller.ts';
import type { SoftwareHome } from './home.ts';
import { readMakerKey } from './install-release.ts';
import { wellMessage } from './supervisor.ts';
import { makeUpdater } from './updater.ts';

export interface SoftwareParts {
  options: TerminalOptions;
  dir: string;
  ca: string | undefined;
  version: string;
  clock: Clock;
  log: Log;
  config: ConfigStore;
  delivery: Delivery;
  teller: Teller;
  detector: Pick<Detector, 'ring'>;
  /** Is the microphone there and not silent? */
  hears(): boolean;
  talking(): boolean;
  restart(): void;
}

export interface SoftwareBox {
  /** False: whatever the server wishes, this version stays. */
  supervised: boolean;
  /** Once a second. */
  tick(): void;
}

/** Ticks, each with sound and link, after which a version counts as well. */
const wellTicks = 5;

/** Under a supervisor: says when this version is well, and follows the server's wish for another. */
export function openSoftware(parts: SoftwareParts, env = process.env): SoftwareBox {
  const { ANYUAN_SOFTWARE_HOME: dir, ANYUAN_SOFTWARE_BASE: base } = env;
  if (dir === undefined || base === undefined) return { supervised: false, tick: () => undefined };
  const updater = updaterOf(parts, { dir, base });
  let heardSample = 0;
  let good = 0;
  return {
    supervised: true,
    tick() {
      const endSample = parts.detector.ring.endSample();
      const flows = endSample > heardSample && parts.hears();
      heardSample = endSample;
      good = flows && parts.delivery.uplink.connected() ? good + 1 : 0;
      if (good === wellTicks) process.send?.(wellMessage);
      updater.tick();
    },
  };
}

function updaterOf(parts: SoftwareParts, home: SoftwareHome) {
  const { options, delivery, teller } = parts;
  return makeUpdater({
    ...parts,
    home,
    running: parts.version,
    makerKey: keyOf(options.makerKey),
    faults: delivery.faults,
    async download(path) {
      const known = await loadCredential({ ...options, dir: parts.dir });
      if (known === null) throw new Error('not enrolled');
      const authorization = `Bearer ${known.terminalId}.${known.secret}`;
      return await download({ url: `${known.server}${path}`, authorization, ca: parts.ca });
    },
    calm: () =>
      ['idle', 'closed'].includes(teller.told().stage) &&
      delivery.pending() === 0 &&
      !parts.talking(),
  });
}

function keyOf(text: string | undefined) {
  if (text === undefined) return null;
  try {
    return readMakerKey(text);
  } catch (error) {
    throw new Refused(
      `--maker-key 不是 Ed25519 公钥（${(error as Error).message}）`,
      `--maker-key is no Ed25519 public key (${(error as Error).message})`,
    );
  }
}

/** Where the supervisor keeps versions, beside the data of the terminal. */
export const softwareDirOf = (dataDir: string) => join(dataDir, 'software');
