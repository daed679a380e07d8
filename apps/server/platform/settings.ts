import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type ServerSettings, serverSettings } from '@anyuan/contracts/settings.ts';
import {
  describeProblems,
  type ParsedSettings,
  parseSettings,
  readArguments,
  type SettingProblem,
  type SettingSources,
  settingsHelp,
  variableOf,
} from '@anyuan/contracts/settings-parse.ts';

export type { ServerSettings } from '@anyuan/contracts/settings.ts';

type Input = {
  /** Words after the command. */
  argv: readonly string[];
  env: Readonly<Record<string, string | undefined>>;
  /** Relative paths of settings are resolved against it. */
  cwd: string;
};

/** Parses the settings of a server; paths come back absolute. Reads only the settings file. */
export function parseServerSettings(input: Input): ParsedSettings<typeof serverSettings> {
  const { flags, problems } = readArguments(serverSettings, input.argv);
  const file = readFile(input, flags);
  const found = [...problems, ...file.problems];
  const parsed = parseSettings(serverSettings, { flags, env: input.env, file: file.file });
  if (!parsed.ok) return { ok: false, problems: [...found, ...parsed.problems] };
  found.push(...jointProblems(parsed.settings));
  if (found.length > 0) return { ok: false, problems: found };
  return { ...parsed, settings: absolutePaths(parsed.settings, input.cwd) };
}

/** For a command's first line: settings, or help (exit 0), or the whole list of problems (exit 2). */
export function serverSettingsOrExit(input: Input): ServerSettings {
  if (input.argv.includes('--help')) {
    console.log(settingsHelp(serverSettings));
    process.exit(0);
  }
  const parsed = parseServerSettings(input);
  if (!parsed.ok) {
    console.error(describeProblems(parsed.problems));
    process.exit(2);
  }
  for (const { where, zh, en } of parsed.warnings) console.error(`${where}: ${zh} / ${en}`);
  return parsed.settings;
}

/** Loopback in every usual spelling; all else is reachable by others. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}

function readFile(
  input: Input,
  flags: ReadonlyMap<string, string | true>,
): { file: SettingSources['file']; problems: SettingProblem[] } {
  const first = (name: string) => {
    const flag = flags.get(name);
    return typeof flag === 'string' ? flag : input.env[variableOf(name)] || undefined;
  };
  const named = first('config');
  const data = first('data') ?? serverSettings.data.fallback;
  const path = resolve(input.cwd, named ?? join(data, 'settings.json'));
  try {
    return { file: { path, content: JSON.parse(readFileSync(path, 'utf8')) }, problems: [] };
  } catch (error) {
    const isAbsent = (error as NodeJS.ErrnoException).code === 'ENOENT';
    if (isAbsent && named === undefined) return { file: null, problems: [] };
    const detail = error instanceof Error ? error.message : String(error);
    const zh = `设置文件无法读取，请改正或去掉 --config：${detail}`;
    const en = `the settings file cannot be read; correct it or leave out --config: ${detail}`;
    return { file: null, problems: [{ where: path, zh, en }] };
  }
}

/** Settings that are wrong only together. */
function jointProblems(settings: ServerSettings): SettingProblem[] {
  const problems: SettingProblem[] = [];
  if ((settings.tlsCert === null) !== (settings.tlsKey === null)) {
    problems.push(together('--tls-cert', '--tls-key'));
  }
  if (settings.smtpUrl !== null && settings.smtpFrom === null) {
    problems.push(together('--smtp-url', '--smtp-from'));
  }
  if ((settings.watchdogUrl === null) !== (settings.watchdogSecret === null)) {
    problems.push(together('--watchdog-url', '--watchdog-secret'));
  }
  const samePort = settings.port === settings.mqttPort && settings.port !== 0;
  if (samePort && settings.mqttUrl === null) {
    const zh = `网页与终端不能共用端口 ${settings.port}，请改其中一个`;
    const en = `pages and terminals cannot share port ${settings.port}; change one`;
    problems.push({ where: '--port, --mqtt-port', zh, en });
  }
  const apart = settings.roles.includes('intake') !== settings.roles.includes('worker');
  if (apart && settings.mqttUrl === null) {
    const zh = '内置消息服务时 intake 与 worker 须在同一实例；要分开请用 --mqtt-url';
    const en =
      'with the built-in broker intake and worker go together; to part them use --mqtt-url';
    problems.push({ where: '--roles', zh, en });
  }
  return problems;
}

function together(one: string, other: string): SettingProblem {
  return {
    where: `${one}, ${other}`,
    zh: '两个设置必须同时给出',
    en: 'these two settings need each other; give both',
  };
}

function absolutePaths(settings: ServerSettings, cwd: string): ServerSettings {
  const absolute = (path: string | null) => (path === null ? null : resolve(cwd, path));
  return {
    ...settings,
    data: resolve(cwd, settings.data),
    config: absolute(settings.config),
    tlsCert: absolute(settings.tlsCert),
    tlsKey: absolute(settings.tlsKey),
  };
}
