import { parseArgs } from 'node:util';
import { type AlarmKind, alarmKinds } from '@anyuan/contracts/detection.ts';

/** A refusal that a person reads: in Chinese and in English. The process ends with 2. */
export class Refused extends Error {
  constructor(zh: string, en: string) {
    super(`${zh}\n${en}`);
    this.name = 'Refused';
  }
}

export interface TerminalOptions {
  /** Base address of the server, no trailing slash. */
  server: string;
  code: string | undefined;
  /** `mic`, `-` (raw s16le 16 kHz mono on standard input) or a file. */
  input: string;
  device: string | undefined;
  once: boolean;
  /** Play and listen once, print the result and end. */
  selfTest: boolean;
  name: string | undefined;
  dataDir: string;
  httpPort: number;
  buttonKey: boolean;
  gpioButton: { chip: string; line: number } | undefined;
  speed: 'real' | 'fast';
  alarmKind: AlarmKind;
  caFile: string | undefined;
  mqttUrl: string | undefined;
  onState: string | undefined;
  /** Command that speaks: words on standard input, WAV on standard output. */
  say: string | undefined;
  /** Folder of installed models (`bin/anyuan models`). */
  modelsDir: string;
  /** Whose releases this terminal takes: Ed25519 public key, SPKI DER in base64. */
  makerKey: string | undefined;
  quiet: boolean;
  jsonLog: boolean;
}

const flags = {
  server: { type: 'string' },
  code: { type: 'string' },
  input: { type: 'string' },
  device: { type: 'string' },
  once: { type: 'boolean' },
  'self-test': { type: 'boolean' },
  name: { type: 'string' },
  data: { type: 'string' },
  'http-port': { type: 'string' },
  'button-key': { type: 'boolean' },
  'gpio-button': { type: 'string' },
  speed: { type: 'string' },
  'alarm-kind': { type: 'string' },
  ca: { type: 'string' },
  'mqtt-url': { type: 'string' },
  'on-state': { type: 'string' },
  say: { type: 'string' },
  models: { type: 'string' },
  'maker-key': { type: 'string' },
  quiet: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

type Flag = keyof typeof flags;
type Values = Partial<Record<Flag, string>>;

export const helpText = `用法  bin/anyuan terminal --server URL [选项]

  --server URL           服务器地址  address of the server (default http://127.0.0.1:8080)
  --code CODE            登记码  one-time enrolment code (not needed beside a demonstration server)
  --input mic|FILE|-     麦克风、声音文件、标准输入的 PCM  microphone, file, or s16le 16 kHz mono
  --device NAME          录音设备  ALSA device of the microphone
  --once                 播完文件并全部送达后退出  end with the file once everything is delivered
  --self-test            放自检声并检查麦克风听到没有，然后退出  play, listen, say what was heard, end
  --speed real|fast      文件播放速度  pace of a file
  --name NAME            终端名称  name of the terminal
  --data DIR             数据目录  data folder (default ./data/terminal)
  --http-port N          本机按钮端口  local button on 127.0.0.1 (default 8090, 0 = any free)
  --button-key           空格或回车为按钮  space or enter is the button
  --gpio-button CHIP:LINE  GPIO 按钮  button through gpiomon, for example gpiochip0:17
  --on-state CMD         状态命令  run with ANYUAN_STAGE, ANYUAN_ALARM_KIND, ANYUAN_TEXT
  --say CMD              语音合成命令  words on standard input, WAV on standard output
  --models DIR           已安装模型的目录  installed models (default ./data/models, ANYUAN_MODELS)
  --alarm-kind actual|exercise|test  真实、演练、测试
  --mqtt-url URL         另用消息服务  another broker than the server names
  --ca FILE              证书颁发者  PEM of the authority that signed the server
  --maker-key KEY        软件更新的签名公钥  public key whose releases are taken (supervise)
  --quiet                只显示警告  warnings only

同名环境变量 ANYUAN_TERMINAL_*（例如 ANYUAN_TERMINAL_HTTP_PORT）也可用。
Every option is also read from ANYUAN_TERMINAL_* (for example ANYUAN_TERMINAL_HTTP_PORT).
`;

const bad = (flag: Flag, value: string, zh: string, en: string) =>
  new Refused(`--${flag} 的值“${value}”不对：${zh}`, `--${flag} "${value}": ${en}`);

function readFlags(argv: string[]): Record<string, string | boolean | undefined> {
  try {
    return parseArgs({ args: argv, options: flags, strict: true, allowPositionals: false }).values;
  } catch (error) {
    const reason = (error as Error).message.split('\n')[0] ?? '';
    throw new Refused('参数不对，运行 bin/anyuan terminal --help 查看用法', reason);
  }
}

/** Flags win over ANYUAN_TERMINAL_* variables; switches become 'true'. */
function collect(argv: string[], env: NodeJS.ProcessEnv): Values {
  const given = readFlags(argv);
  const values: Values = {};
  for (const flag of Object.keys(flags) as Flag[]) {
    const variable = env[`ANYUAN_TERMINAL_${flag.replaceAll('-', '_').toUpperCase()}`];
    const value = given[flag] ?? (variable === '' ? undefined : variable);
    if (value === undefined) continue;
    if (flags[flag].type === 'string') values[flag] = String(value);
    else if (!['true', '1', 'false', '0'].includes(String(value))) {
      throw bad(flag, String(value), '应为 true 或 false', 'expected true or false');
    } else if (['true', '1'].includes(String(value))) values[flag] = 'true';
  }
  return values;
}

function parseUrl(flag: Flag, value: string, schemes: string[]): string {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (url === undefined || !schemes.includes(url.protocol)) {
    const expected = schemes.map((scheme) => `${scheme}//`).join('  ');
    throw bad(flag, value, `应以 ${expected} 开头`, `expected an address with ${expected}`);
  }
  return value.replace(/\/+$/, '');
}

function parseChoice<T extends string>(flag: Flag, value: string, choices: readonly T[]): T {
  const found = choices.find((choice) => choice === value);
  if (found === undefined) {
    throw bad(flag, value, `可选 ${choices.join('、')}`, `choose from ${choices.join(', ')}`);
  }
  return found;
}

function parsePort(value: string): number {
  const port = Number(value);
  if (!Number.isInteger(port) || port < 0 || port > 65_535 || value.trim() === '') {
    throw bad('http-port', value, '应为 0 到 65535 的整数', 'expected a whole number 0 to 65535');
  }
  return port;
}

function parseGpio(value: string): { chip: string; line: number } {
  const match = /^([\w/.-]+):(\d{1,4})$/.exec(value);
  if (match?.[1] === undefined) {
    throw bad('gpio-button', value, '格式为 芯片:线号，如 gpiochip0:17', 'expected chip:line');
  }
  return { chip: match[1], line: Number(match[2]) };
}

/** Folder of a terminal: one of its own per name, so that two on a machine do not share an identity. */
export function dataDirOf(name: string | undefined): string {
  const safe = name?.replace(/[^\p{L}\p{N}_-]+/gu, '-').replace(/^-+|-+$/g, '');
  return safe ? `./data/terminal-${safe}` : './data/terminal';
}

/** @throws Refused when a value cannot be used. */
export function parseOptions(argv: string[], env: NodeJS.ProcessEnv): TerminalOptions | 'help' {
  const values = collect(argv, env);
  if (values.help === 'true') return 'help';
  const input = values.input ?? 'mic';
  const once = values.once === 'true';
  if (once && input === 'mic') {
    throw bad('input', input, '--once 需要声音文件或 -', '--once needs a file or -');
  }
  if (values.name !== undefined && values.name.length > 80) {
    throw bad('name', values.name, '最多 80 个字', 'at most 80 characters');
  }
  const mqttSchemes = ['mqtt:', 'mqtts:', 'ws:', 'wss:'];
  return {
    server: parseUrl('server', values.server ?? 'http://127.0.0.1:8080', ['http:', 'https:']),
    code: values.code,
    input,
    device: values.device,
    once,
    selfTest: values['self-test'] === 'true',
    name: values.name,
    dataDir: values.data ?? dataDirOf(values.name),
    httpPort: parsePort(values['http-port'] ?? '8090'),
    buttonKey: values['button-key'] === 'true',
    gpioButton: values['gpio-button'] ? parseGpio(values['gpio-button']) : undefined,
    speed: parseChoice('speed', values.speed ?? 'real', ['real', 'fast']),
    alarmKind: parseChoice('alarm-kind', values['alarm-kind'] ?? 'actual', alarmKinds),
    caFile: values.ca,
    mqttUrl: values['mqtt-url'] && parseUrl('mqtt-url', values['mqtt-url'], mqttSchemes),
    onState: values['on-state'],
    say: values.say,
    modelsDir: values.models ?? env.ANYUAN_MODELS ?? 'data/models',
    makerKey: values['maker-key'],
    quiet: values.quiet === 'true',
    jsonLog: env.ANYUAN_TERMINAL_LOG === 'json',
  };
}
