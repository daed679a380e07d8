import { readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { circlesOf } from './circles.ts';
import { findFiles, root } from './files.ts';
import { codeOnly, lineAt, withoutComments } from './source-text.ts';

/**
 * The import rule of docs and design: contracts <- core <- (terminal, web, each server slice); a slice never imports
 * another slice; platform imports no slice; web imports no server; core is pure. Only main.ts, cli/ and seed/ know
 * all slices.
 */
export type Breach = { path: string; line: number; message: string };

/** `slice:<name>` for the folders of the server that hold domain words. */
type Zone =
  | 'contracts'
  | 'core'
  | 'testkit'
  | 'terminal'
  | 'web'
  | 'platform'
  | 'composition'
  | `slice:${string}`
  | 'outside';

export function zoneOf(path: string): Zone {
  const [top = '', second = '', third = ''] = path.split('/');
  if (top === 'packages') {
    if (second === 'contracts' || second === 'core' || second === 'testkit') return second;
  }
  if (top !== 'apps') return 'outside';
  if (second === 'terminal' || second === 'web') return second;
  if (second !== 'server') return 'outside';
  if (third === 'platform') return 'platform';
  const isComposition =
    third === 'cli' || third === 'seed' || third === 'compose' || /^main(\.test)?\.ts$/.test(third);
  return isComposition ? 'composition' : `slice:${third}`;
}

/** Which zones a zone may import; each may import itself. `slice:*` never stands here: that is the point. */
const mayImport: Record<string, readonly string[]> = {
  contracts: [],
  core: ['contracts'],
  terminal: ['contracts', 'core'],
  web: ['contracts', 'core'],
  platform: ['contracts', 'core'],
  slice: ['contracts', 'core', 'platform'],
  testkit: ['contracts', 'core', 'platform', 'composition', 'terminal'],
};

const anything = new Set(['composition', 'outside']);

/**
 * What every terminal runs, whatever it runs on: these files of apps/terminal know nothing of Node, so the terminal
 * in a browser is the same detector, the same lanes and the same repeats. Beside them they may only use each other
 * (types of anything), and the web may use them (and what the terminal says of types).
 */
const everyTerminal = new Set(
  [
    'alarm-lane',
    'button/press-reader',
    'capture/health',
    'capture/resample',
    'capture/watch',
    'capture/piece',
    'capture/plain-wav',
    'clips',
    'clock',
    'delivery',
    'detect',
    'detect-settings',
    'faults',
    'hearing-lane',
    'json',
    'link',
    'outbox',
    'sayer',
    'self-test',
    'self-test-state',
    'sender',
    'sound-looks',
    'sounds',
    'speaker',
    'stall',
    'teller',
    'telling',
    'tones',
    'uplink',
    'usual-floor',
    'words-branch',
    'words-net',
  ].map((name) => `apps/terminal/${name}.ts`),
);
/** Models, recordings and the sound of the self-test are the same everywhere too. */
const everyTerminalsData = /^apps\/terminal\/(demo-sounds|models|prompts)\//;

/** Packages from npm and node that a zone may use; null: any. */
const mayUse: Record<string, RegExp | null> = {
  contracts: /^zod(\/|$)/,
  // Recurrence by RFC 5545 and numbering plans of telephones: no clock of their own, nothing read.
  core: /^(rrule-temporal|libphonenumber-js\/max)$/,
  web: /^(?!node:)/,
};

/** What a test may use on top of its zone. */
const testTools = /^(node:|fast-check$)/;

export function importsOf(text: string): { target: string; offset: number; isType: boolean }[] {
  const code = withoutComments(text);
  const pattern =
    /\b(?:import|export)\b[^'"`;=()]*?\bfrom\s*['"]([^'"]+)['"]|\bimport\s*\(?\s*['"]([^'"]+)['"]/g;
  return [...code.matchAll(pattern)].map((match) => ({
    target: match[1] ?? match[2] ?? '',
    offset: match.index + match[0].length,
    isType: /^(import|export)\s+type\b/.test(match[0]),
  }));
}

export function checkFile(path: string, text: string): Breach[] {
  const breaches: Breach[] = [];
  const isTest = /\.test\.tsx?$/.test(path);
  for (const { target, offset, isType } of importsOf(text)) {
    const message =
      judgeEverywhere(path, target, isType) ?? judgeImport({ path, target, isTest, isType });
    if (message !== null) breaches.push({ path, line: lineAt(text, offset), message });
  }
  if (zoneOf(path) === 'core' && !isTest) breaches.push(...impurities(path, text));
  return breaches;
}

/** Why a file that every terminal runs may not use something; null where it may, or is no such file. */
function judgeEverywhere(path: string, target: string, isType: boolean): string | null {
  if (!everyTerminal.has(path) || isType) return null;
  const file = fileOf(path, target);
  const isFine =
    file === null
      ? !target.startsWith('node:')
      : zoneOf(file) !== 'terminal' || everyTerminal.has(file);
  return isFine ? null : `runs in browsers too: may not use ${target}`;
}

function judgeImport(options: {
  path: string;
  target: string;
  isTest: boolean;
  isType: boolean;
}): string | null {
  const { path, target, isTest, isType } = options;
  const zone = zoneOf(path);
  const file = fileOf(path, target);
  if (file === null) return judgePackage(options, zone);
  const targetZone = zoneOf(file);
  if (zone === targetZone || anything.has(zone)) return null;
  const data = file.split('?')[0] ?? file;
  const isShared = everyTerminal.has(file) || everyTerminalsData.test(data);
  if (zone === 'web' && (isShared || (isType && targetZone === 'terminal'))) return null;
  const name = zone.startsWith('slice:') ? 'slice' : zone;
  if (mayImport[name]?.includes(targetZone)) return null;
  if (isTest && (targetZone === 'testkit' || targetZone === 'composition')) return null;
  if (zone.startsWith('slice:') && targetZone.startsWith('slice:')) {
    return `${zone} imports ${targetZone}: slices react to each other's facts, they do not call`;
  }
  return `${zone} may not import ${targetZone} (${target})`;
}

function judgePackage(
  options: { path: string; target: string; isTest: boolean },
  zone: Zone,
): string | null {
  const { path, target, isTest } = options;
  if (path.endsWith('vite.config.ts')) return null;
  const allowed = mayUse[zone] ?? null;
  if (allowed === null || allowed.test(target)) return null;
  if (isTest && testTools.test(target)) return null;
  return `${zone} may not use the package ${target}`;
}

/** The repository path an import leads to, or null for a package. */
function fileOf(path: string, target: string): string | null {
  if (target.startsWith('.')) return normalize(join(dirname(path), target));
  const own = /^@anyuan\/([^/]+)\/?(.*)$/.exec(target);
  if (own === null) return null;
  const [, name = '', rest = ''] = own;
  const isApp = name === 'server' || name === 'terminal' || name === 'web';
  const isPackage = name === 'contracts' || name === 'core' || name === 'testkit';
  return `${isApp ? 'apps/' : isPackage ? 'packages/' : ''}${name}/${rest}`;
}

const impure: readonly [RegExp, string][] = [
  [/\bDate\.now\b/, 'Date.now: take `now` as an argument'],
  [/\bnew Date\(\s*\)/, 'new Date(): take `now` as an argument'],
  [/\bMath\.random\b/, 'Math.random: take what is random as an argument'],
  [/\bcrypto\./, 'crypto: take ids as arguments'],
  [/\bawait\b/, 'await: core is synchronous'],
  [/\basync\b/, 'async: core is synchronous'],
  [/\b(setTimeout|setInterval|performance\.now)\b/, 'timers: core has no time of its own'],
  [/\b(process\.(env|argv)|fetch\(|console\.)/, 'input and output belong to the edges'],
];

function impurities(path: string, text: string): Breach[] {
  const lines = codeOnly(text).split('\n');
  return lines.flatMap((line, index) =>
    impure
      .filter(([pattern]) => pattern.test(line))
      .map(([, message]) => ({ path, line: index + 1, message: `core is pure, no ${message}` })),
  );
}

/** Files that need each other, through whatever is between them, are one file in pieces; also when it is types alone. */
function checkCircles(texts: ReadonlyMap<string, string>): Breach[] {
  const imports = new Map<string, string[]>();
  for (const [path, text] of texts) {
    const files = importsOf(text).map(({ target }) => fileOf(path, target));
    imports.set(
      path,
      files.filter((file) => file !== null),
    );
  }
  return circlesOf(imports).map(([path = '', ...others]) => {
    return { path, line: 1, message: `imports in a circle with ${others.join(', ')}` };
  });
}

export function checkBoundaries(): Breach[] {
  const files = findFiles(['packages', 'apps'], /\.tsx?$/);
  const texts = new Map(files.map((path) => [path, readFileSync(join(root, path), 'utf8')]));
  return [...[...texts].flatMap(([path, text]) => checkFile(path, text)), ...checkCircles(texts)];
}

if (import.meta.main) {
  const breaches = checkBoundaries();
  for (const { path, line, message } of breaches) console.log(`${path}:${line} ${message}`);
  process.exitCode = breaches.length === 0 ? 0 : 1;
}
