import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { examine, type Finding, fine, wrong } from './doctor-finding.ts';

const shippedModels = fileURLToPath(new URL('../../terminal/models/', import.meta.url));

/** What a terminal on this machine would need. A server alone works without, so nothing here breaks the chain. */
export function examineTerminal(modelDir = shippedModels): Promise<Finding[]> {
  return Promise.all([
    examine({ name: 'microphone', zh: '麦克风' }, () => checkSound('arecord', micAdvice)),
    examine({ name: 'speaker', zh: '扬声器' }, () => checkSound('aplay', speakerAdvice)),
    examine({ name: 'button', zh: '报警按钮' }, checkButton),
    examine({ name: 'sound model', zh: '声音模型' }, () =>
      checkModel(join(modelDir, 'sound.json'), soundLoss),
    ),
    examine({ name: 'words model', zh: '呼救语模型' }, () =>
      checkModel(join(modelDir, 'words.json'), wordsLoss),
    ),
    examine({ name: 'chromium', zh: '浏览器' }, checkChromium),
  ]);
}

const micAdvice = {
  zh: '未发现录音设备：请插入麦克风，在容器中请映射 /dev/snd；也可用 --input FILE 或 -',
  en: 'no capture device: plug in a microphone, pass /dev/snd to a container, or use --input FILE or -',
};

const speakerAdvice = {
  zh: '未发现播放设备：请接上扬声器；没有扬声器时终端只亮灯',
  en: 'no playback device: connect a speaker; without one the terminal only shows lights',
};

const toolsAdvice = {
  zh: '缺少录放音工具，请执行 apt-get install alsa-utils（仅终端需要）',
  en: 'missing tool: apt-get install alsa-utils (only terminals need it)',
};

function checkSound(program: 'arecord' | 'aplay', absent: { zh: string; en: string }) {
  const listed = spawnSync(program, ['-l'], { encoding: 'utf8', timeout: 5_000 });
  if (listed.error !== undefined) return wrong('warning', `no ${program}`, toolsAdvice);
  const cards = listed.stdout.split('\n').filter((line) => /^card \d+:/.test(line));
  if (cards.length === 0) return wrong('warning', 'no device', absent);
  return fine(cards[0] ?? '');
}

/** Only where the button is wired to the pins of the board. */
function checkButton() {
  const asked = spawnSync('gpiomon', ['--version'], { encoding: 'utf8', timeout: 5_000 });
  if (asked.error === undefined) return fine(asked.stdout.split('\n')[0] ?? '');
  return wrong('note', 'no gpiomon', {
    zh: '按钮接在 GPIO 上时需要：apt-get install gpiod（仅终端需要）',
    en: 'a button on GPIO needs it: apt-get install gpiod (only terminals)',
  });
}

const soundLoss = { zh: '终端只能靠按钮和音量报警', en: 'terminals go by button and level only' };
const wordsLoss = { zh: '终端听不出呼救语', en: 'terminals hear no calls for help' };

function checkModel(descriptionFile: string, loss: { zh: string; en: string }) {
  const advice = {
    zh: `没有模型，${loss.zh}；请取得完整的程序目录`,
    en: `no model: ${loss.en}; get the complete program folder`,
  };
  if (!existsSync(descriptionFile)) return wrong('warning', 'missing', advice);
  const described: { file: string; sha256: string } = JSON.parse(
    readFileSync(descriptionFile, 'utf8'),
  );
  const file = join(dirname(descriptionFile), described.file);
  if (!existsSync(file)) return wrong('warning', `${described.file} missing`, advice);
  const found = createHash('sha256').update(readFileSync(file)).digest('hex');
  if (found === described.sha256) return fine(`${described.file}, sha256 ${found.slice(0, 12)}…`);
  const zh = '模型已损坏或被替换，请重新取得 apps/terminal/models';
  const en = 'the model is damaged or replaced; fetch apps/terminal/models again';
  return wrong('broken', `sha256 ${found.slice(0, 12)}…`, { zh, en });
}

function checkChromium() {
  const found = ['/usr/bin/chromium', '/usr/bin/google-chrome'].find((file) => existsSync(file));
  if (found !== undefined) return fine(found);
  const zh = '仅测试需要：apt-get install chromium fonts-noto-cjk';
  return wrong('note', 'none', {
    zh,
    en: 'only tests need it: apt-get install chromium fonts-noto-cjk',
  });
}
