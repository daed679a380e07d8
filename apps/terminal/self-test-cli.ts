import { type SelfTest, selfTestSchema } from '@anyuan/contracts/self-test.ts';
import { systemClock, waitUntil } from './clock.ts';
import type { ExitCode, RunningTerminal } from './main.ts';

/** The result may need this long to reach the server after it was printed. */
const deliverWithinMs = 10_000;

const findingWords: Record<SelfTest['findings'][number], string> = {
  'speaker.unheard':
    '麦克风听不到扬声器：检查扬声器的电源、接线和音量  the microphone does not hear the speaker',
  'microphone.blocked': '麦克风被遮挡或堵塞：清洁或更换  the microphone is covered or deaf',
  'microphone.clipping': '声音失真：调低录音增益  clipping: lower the capture gain',
  'microphone.offset': '信号偏移：检查接线，更换麦克风  a constant offset: check the wiring',
  'microphone.drift': '灵敏度与安装时相差 6 dB 以上  the gain moved by more than 6 dB',
  'detector.deaf': '自检声未被识别：检查模型与增益  the detector did not name the test sound',
  'words.deaf': '自检呼救语未被识别：检查呼救语模型  the test phrase was not named',
};

const skipWords = {
  alarm: '正在处置报警，自检已让开  an alarm is running',
  noPlayer: '没有播放程序，请安装 alsa-utils  no player: install alsa-utils',
  noSound: '没有录到声音：检查麦克风  no sound comes in: check the microphone',
} as const;

/** The terminal that already runs on this machine does it; null when none does. */
export async function askRunningTerminal(httpPort: number): Promise<SelfTest | null> {
  if (httpPort === 0) return null;
  try {
    const address = `http://127.0.0.1:${httpPort}/self-test`;
    const reply = await fetch(address, { method: 'POST', signal: AbortSignal.timeout(60_000) });
    return selfTestSchema.parse(await reply.json());
  } catch {
    return null;
  }
}

/** In words on standard output; 4 when something is wrong. */
export function printSelfTest(result: SelfTest): ExitCode {
  const { measures, findings, skipped } = result;
  const lines = [
    { passed: '自检通过  passed', failed: '自检未通过  failed', skipped: '自检未完成  not done' }[
      result.outcome
    ],
    ...(skipped === null ? [] : [skipWords[skipped]]),
    ...findings.map((code) => findingWords[code]),
  ];
  if (measures !== null) {
    const { delayMs, levelDb, snrDb, tiltDb, noiseDbfs } = measures;
    lines.push(
      `延迟 ${delayMs ?? '—'} ms  电平 ${levelDb ?? '—'} dB  信噪比 ${snrDb ?? '—'} dB  高低频差 ${tiltDb ?? '—'} dB  环境 ${noiseDbfs} dBFS  识别为 ${result.heard?.kind ?? '—'}  呼救语 ${result.words === null ? '—' : result.words ? '听到' : '没听到'}`,
    );
  }
  process.stdout.write(`${lines.join('\n')}\n`);
  return result.outcome === 'passed' ? 0 : 4;
}

/** `--self-test` where no terminal runs yet: this one does it and ends. */
export async function testBySelf(terminal: RunningTerminal): Promise<ExitCode> {
  const code = printSelfTest(await terminal.selfTest());
  const untilMs = systemClock.now() + deliverWithinMs;
  while (terminal.pending() > 0 && systemClock.now() < untilMs) {
    await waitUntil(systemClock, systemClock.now() + 50);
  }
  terminal.stop();
  const ended = await terminal.ended;
  return ended === 0 ? code : ended;
}
