/** One flag of a command: a whole number in a range, a word out of a list, free text, or a switch. */
export type FlagSpec = { zh: string; en: string; value?: string } & (
  | { kind: 'number'; min: number; max: number; fallback: number | null }
  | { kind: 'choice'; choices: readonly string[]; fallback: string }
  | { kind: 'text'; fallback: string | null }
  | { kind: 'switch' }
);

export type Flags = Record<string, FlagSpec>;

type ValueOf<S extends FlagSpec> = S extends { kind: 'number' }
  ? number | (S['fallback'] extends null ? null : never)
  : S extends { kind: 'choice' }
    ? S['choices'][number]
    : S extends { kind: 'text' }
      ? string | (S['fallback'] extends null ? null : never)
      : boolean;

export type FlagValues<F extends Flags> = { [K in keyof F]: ValueOf<F[K]> };

export type ReadFlags<F extends Flags> =
  | { ok: true; values: FlagValues<F> }
  | { ok: false; problems: string[] };

/** `--name value` and `--name=value`; every problem is told at once, in both languages. */
export function readFlags<const F extends Flags>(flags: F, words: readonly string[]): ReadFlags<F> {
  const problems: string[] = [];
  const given: Record<string, unknown> = {};
  for (const [name, spec] of Object.entries(flags)) {
    given[name] = spec.kind === 'switch' ? false : spec.fallback;
  }
  for (let i = 0; i < words.length; i++) {
    const [, name = '', inline] = /^--([^=]+)(?:=(.*))?$/s.exec(words[i] ?? '') ?? [];
    const spec = Object.hasOwn(flags, name) ? flags[name] : undefined;
    if (spec === undefined) {
      problems.push(`没有这个选项 / no such option: ${words[i]}`);
    } else if (spec.kind === 'switch') {
      given[name] = true;
    } else {
      const text = inline ?? words[++i];
      const value = parseValue(spec, text);
      if (value === undefined) problems.push(wanted(name, spec, text));
      else given[name] = value;
    }
  }
  if (problems.length > 0) return { ok: false, problems };
  return { ok: true, values: given as FlagValues<F> };
}

/** Values, or help (exit 0), or all problems with the help (exit 2). */
export function flagsOrExit<const F extends Flags>(
  flags: F,
  words: readonly string[],
  usage: string,
): FlagValues<F> {
  if (words.includes('--help')) {
    console.log(flagHelp(flags, usage));
    process.exit(0);
  }
  const read = readFlags(flags, words);
  if (read.ok) return read.values;
  console.error(`${read.problems.join('\n')}\n\n${flagHelp(flags, usage)}`);
  process.exit(2);
}

export function flagHelp(flags: Flags, usage: string): string {
  const lines = Object.entries(flags).map(([name, spec]) => {
    const value = spec.kind === 'switch' ? '' : ` ${spec.value ?? valueWord(spec)}`;
    const fallback = 'fallback' in spec && spec.fallback !== null ? ` (${spec.fallback})` : '';
    return `  ${`--${name}${value}`.padEnd(32)}  ${spec.zh} / ${spec.en}${fallback}`;
  });
  return [usage, '', ...lines].join('\n');
}

function valueWord(spec: FlagSpec): string {
  return spec.kind === 'choice' ? spec.choices.join('|') : spec.kind === 'number' ? 'N' : 'TEXT';
}

function parseValue(spec: FlagSpec, text: string | undefined): unknown {
  if (text === undefined || text === '') return undefined;
  if (spec.kind === 'text') return text;
  if (spec.kind === 'choice') return spec.choices.find((choice) => choice === text);
  if (spec.kind !== 'number' || !/^\d+$/.test(text)) return undefined;
  const value = Number(text);
  return value >= spec.min && value <= spec.max ? value : undefined;
}

function wanted(name: string, spec: FlagSpec, text: string | undefined): string {
  const got = text === undefined ? '' : `：${text}`;
  if (spec.kind === 'number') {
    return `--${name} 需要 ${spec.min} 到 ${spec.max} 的整数 / takes a whole number from ${spec.min} to ${spec.max}${got}`;
  }
  if (spec.kind === 'choice') {
    return `--${name} 只能是 ${spec.choices.join('、')} / takes one of ${spec.choices.join(', ')}${got}`;
  }
  return `--${name} 缺少值 / needs a value`;
}
