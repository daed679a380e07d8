import type { Heartbeat } from '@anyuan/contracts/terminal.ts';
import { systemClock as clock, every } from '@anyuan/terminal/clock.ts';
import type { Delivery } from '@anyuan/terminal/delivery.ts';
import { clockJump, detectorStalled } from '@anyuan/terminal/stall.ts';
import type { Teller } from '@anyuan/terminal/teller.ts';
import type { Listening } from './listening.ts';
import type { Enrolled, TerminalPageView, ToPage } from './messages.ts';
import type { openBrowserConfig, openBrowserSpool } from './stores.ts';
import { webTerminalVersion } from './version.ts';

/** In the background for this long: browsers then put pages to sleep. */
const hiddenAfterMs = 20_000;

export interface BrowserUpkeepParts {
  kept: {
    config: Awaited<ReturnType<typeof openBrowserConfig>>;
    spool: Awaited<ReturnType<typeof openBrowserSpool>>;
  };
  delivery: Delivery & { ring: { endSample(): number } };
  listening: Listening;
  voice: { teller: Teller };
  post(message: ToPage): void;
  restarted: boolean;
  enrolled: () => Enrolled;
  microphone: () => Heartbeat['microphone'];
  watchMicrophone(): void;
  /** Begins the nightly self-test when it is due. */
  tickSelfTest(): void;
  selfTest: () => TerminalPageView['selfTest'];
}

/** Free megabytes of what this browser lets us keep. */
async function freeMb(): Promise<number> {
  const { quota = 0, usage = 0 } = (await navigator.storage?.estimate?.()) ?? {};
  return Math.max(0, Math.floor((quota - usage) / 1_048_576));
}

/** Heartbeat, stall and clock watch, and what the page shows. */
export function startBrowserUpkeep(parts: BrowserUpkeepParts): {
  beat(): void;
  show(): void;
  page(state: { hidden: boolean; sound: 'locked' | 'ready' }): void;
} {
  const { kept, delivery, listening, voice, post } = parts;
  const { faults, uplink, clips } = delivery;
  let marks = { wallMs: clock.now(), monotonicMs: performance.now() };
  let hidden: { cancel(): void } | null = null;
  if (parts.restarted) faults.note('watchdog.restarted', 'page replaced a stuck worker');

  async function beat(): Promise<void> {
    const levelDbfs = listening.detector().levelDbfs();
    const message: Heartbeat = {
      v: 1,
      at: clock.now(),
      levelDbfs: levelDbfs === null ? null : Math.round(levelDbfs * 10) / 10,
      temperatureC: null,
      diskFreeMb: await freeMb(),
      spooled: kept.spool.count(),
      uptimeSec: Math.round(performance.now() / 1000),
      version: webTerminalVersion,
      configVersion: kept.config.current().version,
      microphone: parts.microphone(),
    };
    await uplink.publish('heartbeat', message, { qos: 0 }).catch(() => undefined);
    faults.repeat();
    if ((await kept.spool.writeUnsaved()) > 0) return;
    faults.clear('spool.full');
    faults.clear('spool.unwritable');
  }

  function tick(): void {
    parts.watchMicrophone();
    parts.tickSelfTest();
    const now = { wallMs: clock.now(), monotonicMs: performance.now() };
    const jumpMs = clockJump(marks, now);
    marks = now;
    if (jumpMs !== 0) faults.note('clock.jumped', `${jumpMs} ms`);
    const looked = listening.detector().lookedAtSample();
    if (looked > 0 && detectorStalled(delivery.ring.endSample(), looked)) post({ type: 'stalled' });
  }

  function show(): void {
    const { stage, alarmKind, text } = voice.teller.told();
    const { name, place, privacy, clip } = kept.config.current();
    const models = listening.state();
    post({
      type: 'view',
      view: {
        enrolled: parts.enrolled(),
        ...{ stage, alarmKind, text, name, place, privacy, clip, ...models },
        connected: uplink.connected(),
        waiting: kept.spool.count(),
        clipsWaiting: clips.count(),
        faults: faults.active(),
        microphone: parts.microphone(),
        levelDbfs: listening.detector().levelDbfs(),
        realTimeFactor: listening.realTimeFactor(),
        selfTest: parts.selfTest(),
      },
    });
  }

  every(clock, () => 1_000, tick);
  every(
    clock,
    () => kept.config.current().heartbeatSec * 1_000,
    () => void beat(),
  );

  return {
    beat: () => void beat(),
    show,
    page(state) {
      if (state.sound === 'ready') faults.clear('speaker.locked');
      else faults.raise('speaker.locked', 'no gesture yet');
      if (!state.hidden) {
        hidden?.cancel();
        hidden = null;
        faults.clear('page.hidden');
      } else {
        hidden ??= clock.setTimer(clock.now() + hiddenAfterMs, () =>
          faults.raise('page.hidden', `for ${hiddenAfterMs / 1000} s`),
        );
      }
    },
  };
}
