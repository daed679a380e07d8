/** Tells on standard error how far it is and how long it will take; `say` is told once in a while. */
export function makeProgress(options: {
  total: number;
  nowMs: () => number;
  say(text: string): void;
  everyMs?: number;
}): { done(step: { seconds: number; fresh: boolean }): void; end(): void } {
  const { total, nowMs, say, everyMs = 5_000 } = options;
  const beganMs = nowMs();
  let toldMs = beganMs;
  let count = 0;
  let freshCount = 0;
  let audioSec = 0;
  const spent = () => (nowMs() - beganMs) / 1000;
  return {
    done({ seconds, fresh }) {
      count += 1;
      if (fresh) {
        freshCount += 1;
        audioSec += seconds;
      }
      if (nowMs() - toldMs < everyMs) return;
      toldMs = nowMs();
      const left = (spent() / count) * (total - count);
      const speed = (audioSec / spent()).toFixed(0);
      say(`${count}/${total}  ${speed}x  剩余 / left ${clockOf(left)}`);
    },
    end() {
      const known = count - freshCount;
      const cached = known > 0 ? `，缓存 / cached ${known}` : '';
      say(`${count}/${total}，用时 / took ${clockOf(spent())}${cached}`);
    },
  };
}

/** 75 -> 1:15 */
export function clockOf(sec: number): string {
  const whole = Math.max(0, Math.round(sec));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}
