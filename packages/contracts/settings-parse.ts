import type { z } from 'zod';

/**
 * Settings are data: one list of specs gives flags (`--mqtt-url`), variables (`ANYUAN_MQTT_URL`), keys of the
 * settings file (`"mqtt-url"`), the help text and the refusals. Used by server and terminal alike.
 */
export type SettingSpec<T> = {
  /** kebab-case; the one name used everywhere. */
  name: string;
  /** Takes text (flag, variable) as well as the JSON value of the file. */
  schema: z.ZodType<T>;
  /** Used when no source gives it. */
  fallback: T;
  /** A flag without a value; `--no-demo` means true. */
  isSwitch?: boolean;
  /** Its value is never printed: addresses may carry passwords. */
  isSecret?: boolean;
  /** What it is. */
  zh: string;
  en: string;
  /** What a good value looks like; shown with every refusal. */
  exampleZh: string;
  exampleEn: string;
};

// biome-ignore lint/suspicious/noExplicitAny: the value types are recovered by SettingsOf
export type SettingSpecs = Record<string, SettingSpec<any>>;

export type SettingsOf<S extends SettingSpecs> = {
  [K in keyof S]: S[K] extends SettingSpec<infer T> ? T : never;
};

/** One thing wrong with the settings, with where it came from and what to do. */
export type SettingProblem = { where: string; zh: string; en: string };

export type Arguments = {
  flags: Map<string, string | true>;
  problems: SettingProblem[];
};

/** Splits a command line into flags by the specs (`--name value`, `--name=value`, `--switch`). */
export function readArguments(specs: SettingSpecs, argv: readonly string[]): Arguments {
  const byName = new Map(Object.values(specs).map((spec) => [spec.name, spec]));
  const flags = new Map<string, string | true>();
  const problems: SettingProblem[] = [];
  for (let index = 0; index < argv.length; index += 1) {
    const word = argv[index] ?? '';
    const [name = '', inline] = splitFlag(word);
    const spec = byName.get(name);
    if (spec === undefined) {
      problems.push(unknownName(word, name, [...byName.keys()]));
      // The word after an unknown flag is most likely its value: one mistake, one complaint.
      if (isValue(argv[index + 1]) && inline === undefined) index += 1;
    } else if (spec.isSwitch === true) {
      flags.set(name, inline ?? true);
    } else if (inline !== undefined) {
      flags.set(name, inline);
    } else if (isValue(argv[index + 1])) {
      index += 1;
      flags.set(name, argv[index] ?? '');
    } else {
      problems.push(badValue(spec, `--${name}`, undefined));
    }
  }
  return { flags, problems };
}

function splitFlag(word: string): [string, string | undefined] {
  if (!word.startsWith('--')) return ['', undefined];
  const equals = word.indexOf('=');
  return equals < 0 ? [word.slice(2), undefined] : [word.slice(2, equals), word.slice(equals + 1)];
}

function isValue(word: string | undefined): boolean {
  return word !== undefined && !word.startsWith('--');
}

export type SettingSources = {
  flags: ReadonlyMap<string, string | true>;
  env: Readonly<Record<string, string | undefined>>;
  /** Parsed JSON of the settings file, or null. */
  file: { path: string; content: unknown } | null;
};

export type ParsedSettings<S extends SettingSpecs> =
  | { ok: true; settings: SettingsOf<S>; warnings: SettingProblem[] }
  | { ok: false; problems: SettingProblem[] };

/**
 * Flags before variables before file before default. All problems are found at once. A misspelt variable is only a
 * warning: it may belong to another program and must not keep a safety system from starting.
 */
export function parseSettings<S extends SettingSpecs>(
  specs: S,
  sources: SettingSources,
): ParsedSettings<S> {
  const problems = fileProblems(specs, sources.file);
  const settings: Record<string, unknown> = {};
  for (const [key, spec] of Object.entries(specs)) {
    const given = findValue(spec, sources);
    if (given === null) {
      settings[key] = spec.fallback;
      continue;
    }
    const parsed = spec.schema.safeParse(given.value);
    if (parsed.success) settings[key] = parsed.data;
    else problems.push(badValue(spec, given.where, given.value));
  }
  if (problems.length > 0) return { ok: false, problems };
  return { ok: true, settings: settings as SettingsOf<S>, warnings: envWarnings(specs, sources) };
}

export function variableOf(name: string): string {
  return `ANYUAN_${name.toUpperCase().replaceAll('-', '_')}`;
}

function findValue(
  spec: SettingSpec<unknown>,
  sources: SettingSources,
): { where: string; value: unknown } | null {
  const flag = sources.flags.get(spec.name);
  if (flag !== undefined) return { where: `--${spec.name}`, value: flag };
  const variable = sources.env[variableOf(spec.name)];
  if (variable !== undefined && variable !== '') {
    return { where: variableOf(spec.name), value: variable };
  }
  const content = sources.file?.content;
  if (!isObject(content) || content[spec.name] === undefined) return null;
  return { where: `${sources.file?.path} "${spec.name}"`, value: content[spec.name] };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function fileProblems(specs: SettingSpecs, file: SettingSources['file']): SettingProblem[] {
  if (file === null) return [];
  if (!isObject(file.content)) {
    const zh = '设置文件应为一个 JSON 对象，例如 {"port": 8080}';
    return [{ where: file.path, zh, en: 'must be one JSON object, e.g. {"port": 8080}' }];
  }
  const names = Object.values(specs).map((spec) => spec.name);
  return Object.keys(file.content)
    .filter((name) => !names.includes(name))
    .map((name) => unknownName(`${file.path} "${name}"`, name, names));
}

function envWarnings(specs: SettingSpecs, sources: SettingSources): SettingProblem[] {
  const names = Object.values(specs).map((spec) => variableOf(spec.name));
  return Object.keys(sources.env)
    .filter((name) => name.startsWith('ANYUAN_') && !names.includes(name))
    .map((name) => unknownName(name, name, names));
}

function unknownName(where: string, name: string, known: string[]): SettingProblem {
  const near = nearest(name, known);
  const prefix = name.startsWith('ANYUAN_') ? '' : '--';
  const hintZh = near === null ? '用 --help 查看全部设置' : `是不是 ${prefix}${near}？`;
  const hintEn = near === null ? 'see --help for all settings' : `did you mean ${prefix}${near}?`;
  return { where, zh: `没有这个设置，${hintZh}`, en: `unknown setting, ${hintEn}` };
}

function badValue(spec: SettingSpec<unknown>, where: string, value: unknown): SettingProblem {
  const shown = spec.isSecret === true ? '***' : JSON.stringify(value);
  const zh = value === undefined ? '缺少取值' : `取值 ${shown} 不可用`;
  const en = value === undefined ? 'needs a value' : `cannot use ${shown}`;
  return { where, zh: `${zh}；应为${spec.exampleZh}`, en: `${en}; give ${spec.exampleEn}` };
}

function nearest(name: string, known: string[]): string | null {
  const ranked = known
    .map((candidate) => ({ candidate, distance: editDistance(name, candidate) }))
    .sort((a, b) => a.distance - b.distance);
  const best = ranked[0];
  return best !== undefined && best.distance <= Math.max(2, name.length / 3)
    ? best.candidate
    : null;
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const replace = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replace, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

/** The refusal as people read it: every problem, in both languages. */
export function describeProblems(problems: readonly SettingProblem[]): string {
  const lines = problems.flatMap(({ where, zh, en }) => [`  ${where}`, `    ${zh}`, `    ${en}`]);
  return ['设置有误，未启动 / Bad settings, not started:', ...lines].join('\n');
}

/** The help text of a command, from its specs. */
export function settingsHelp(specs: SettingSpecs): string {
  return Object.values(specs)
    .map((spec) => {
      const value = spec.isSwitch === true ? '' : ` ${spec.exampleEn}`;
      return `  --${spec.name}${value}\n      ${spec.zh}\n      ${spec.en}`;
    })
    .join('\n');
}
