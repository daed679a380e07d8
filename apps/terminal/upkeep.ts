import { join } from 'node:path';
import type { Clock } from '@anyuan/contracts/clock.ts';
import type { Heartbeat } from '@anyuan/contracts/terminal.ts';
import { every } from './clock.ts';
import type { ConfigStore } from './config-store.ts';
import type { Detector } from './detect.ts';
import { readJson, removeDurably, writeDurably } from './durable-file.ts';
import type { Faults } from './faults.ts';
import { makeHeartbeat } from './heartbeat.ts';
import type { Log } from './log.ts';
import { notifySystemd } from './notify-systemd.ts';
import type { Spool } from './spool.ts';
import { clockJump, detectorStalled } from './stall.ts';

export interface UpkeepParts {
  dir: string;
  version: string;
  clock: Clock;
  monotonicMs: () => number;
  log: Log;
  config: ConfigStore;
  spool: Spool;
  detector: Pick<Detector, 'ring' | 'lookedAtSample' | 'levelDbfs'>;
  faults: Faults;
  publish(leaf: 'heartbeat', payload: object, how: { qos: 0 }): Promise<void>;
  microphone: () => Heartbeat['microphone'];
  /** Is there a supervisor that follows wishes for other software? */
  supervised: boolean;
  /** Once a second, for what watches the microphone. */
  onTick(): void;
  /** The detector is stuck and only a new process helps. */
  onStalled(): void;
}

const tickMs = 1_000;
const systemdTicks = 10;

/** Heartbeat, watchdog and the small repairs that run beside the alarm. */
export function startUpkeep(parts: UpkeepParts): { beat(): Promise<void>; stop(): void } {
  const { clock, monotonicMs, faults } = parts;
  let marks = { wallMs: clock.now(), monotonicMs: monotonicMs() };
  let ticks = 0;
  let stalled = false;

  function watchClock(): void {
    const now = { wallMs: clock.now(), monotonicMs: monotonicMs() };
    const jumpMs = clockJump(marks, now);
    marks = now;
    if (jumpMs !== 0) faults.note('clock.jumped', `${jumpMs} ms`);
  }

  function watchDetector(): void {
    const { detector } = parts;
    if (stalled || !detectorStalled(detector.ring.endSample(), detector.lookedAtSample())) return;
    stalled = true;
    parts.log.fatal('检测停滞，重启程序  detector is stuck, restarting');
    const path = markOf(parts.dir);
    writeDurably({ path, data: '{"reason":"detector stalled"}' }).then(
      parts.onStalled,
      parts.onStalled,
    );
  }

  async function beat(): Promise<void> {
    const message = await makeHeartbeat({
      nowMs: clock.now(),
      dir: parts.dir,
      levelDbfs: parts.detector.levelDbfs(),
      spooled: parts.spool.count(),
      uptimeSec: process.uptime(),
      version: parts.version,
      configVersion: parts.config.current().version,
      microphone: parts.microphone(),
      supervised: parts.supervised,
    });
    await parts.publish('heartbeat', message, { qos: 0 }).catch(() => undefined);
    faults.repeat();
    await mendSpool();
  }

  /** A disk that was full may have room again: what lived in memory only goes onto it. */
  async function mendSpool(): Promise<void> {
    if ((await parts.spool.writeUnsaved()) > 0) return;
    faults.clear('spool.full');
    faults.clear('spool.unwritable');
  }

  const ticking = every(
    clock,
    () => tickMs,
    () => {
      ticks += 1;
      parts.onTick();
      watchClock();
      watchDetector();
      if (ticks % systemdTicks === 0 && !stalled) notifySystemd('WATCHDOG=1');
    },
  );
  const beating = every(
    clock,
    () => parts.config.current().heartbeatSec * 1_000,
    () => void beat(),
  );
  notifySystemd('READY=1');
  void reportRestart(parts);

  return {
    beat,
    stop() {
      ticking.cancel();
      beating.cancel();
    },
  };
}

const markOf = (dir: string) => join(dir, 'restarted.json');

/** The watchdog ended the last run: the server should know, although all is well again. */
async function reportRestart(parts: UpkeepParts): Promise<void> {
  const mark = (await readJson(markOf(parts.dir))) as { reason?: string } | null;
  if (mark === null) return;
  await removeDurably(markOf(parts.dir)).catch(() => undefined);
  parts.faults.note('watchdog.restarted', String(mark.reason ?? ''));
}
