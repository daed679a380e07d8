import { readdir, readFile, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { updatablePlatforms } from '@anyuan/contracts/software.ts';
import type { Heartbeat } from '@anyuan/contracts/terminal.ts';

export interface HeartbeatParts {
  nowMs: number;
  /** Folder on the disk whose free space counts. */
  dir: string;
  levelDbfs: number | null;
  spooled: number;
  uptimeSec: number;
  version: string;
  configVersion: number;
  microphone: Heartbeat['microphone'];
  /** Is there a supervisor that follows wishes for other software? */
  supervised: boolean;
  /** Overridden in tests. */
  thermalDir?: string;
}

/** Hottest sensor of the machine, degrees Celsius; null when it has none. */
export async function readTemperatureC(dir = '/sys/class/thermal'): Promise<number | null> {
  const zones = await readdir(dir).catch(() => []);
  const found: number[] = [];
  for (const zone of zones.filter((name) => name.startsWith('thermal_zone'))) {
    const text = await readFile(join(dir, zone, 'temp'), 'utf8').catch(() => '');
    const celsius = Number.parseInt(text, 10) / 1000;
    if (celsius > -100 && celsius < 200) found.push(celsius);
  }
  return found.length === 0 ? null : Math.max(...found);
}

async function freeMb(dir: string): Promise<number> {
  const stats = await statfs(dir).catch(() => null);
  return stats === null ? 0 : Math.floor((stats.bavail * stats.bsize) / 1_048_576);
}

const platform = updatablePlatforms.find((p) => p === `${process.platform}-${process.arch}`);

export async function makeHeartbeat(parts: HeartbeatParts): Promise<Heartbeat> {
  return {
    v: 1,
    at: parts.nowMs,
    levelDbfs: parts.levelDbfs === null ? null : Math.round(parts.levelDbfs * 10) / 10,
    temperatureC: await readTemperatureC(parts.thermalDir),
    diskFreeMb: await freeMb(parts.dir),
    spooled: parts.spooled,
    uptimeSec: Math.round(parts.uptimeSec),
    version: parts.version,
    configVersion: parts.configVersion,
    microphone: parts.microphone,
    ...(parts.supervised && platform !== undefined ? { updates: platform } : {}),
  };
}
