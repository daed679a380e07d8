import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { demonstrationPeople } from '../apps/server/seed/demonstration-people.ts';
import { demonstrationAccounts } from '../apps/server/seed/seed-demonstration.ts';
import { helpText } from '../apps/terminal/options.ts';
import {
  alarmStates,
  arrivalMethods,
  assignmentStates,
  notificationStates,
  posts,
  tierNames,
  verdicts,
} from '../packages/contracts/alarm.ts';
import { alarmKinds, detectionKinds } from '../packages/contracts/detection.ts';
import { operationKinds } from '../packages/contracts/facts.ts';
import { organisationKinds, permissions, roles } from '../packages/contracts/permissions.ts';
import { serverSettings } from '../packages/contracts/settings.ts';
import { variableOf } from '../packages/contracts/settings-parse.ts';
import { zoneKinds } from '../packages/contracts/terminal.ts';

/** What the documents promise must be there: files, names, commands, settings, pictures. */
const root = fileURLToPath(new URL('..', import.meta.url));
const read = (path: string) => readFileSync(join(root, path), 'utf8');

function filesBelow(folder: string, pattern: RegExp): string[] {
  const names = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' });
  return names
    .map((name) => join(folder, name))
    .filter((path) => pattern.test(path) && !path.includes('node_modules'));
}

const readmes = ['README.md', 'README.zh-CN.md'];
const documents = [...readmes, ...filesBelow('docs', /\.md$/)];
const settings = Object.values(serverSettings);
const all = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map((m) => m[1] ?? '');

/** Anchor of a heading as GitHub makes it. */
const anchorOf = (heading: string) =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s-]/gu, '')
    .trim()
    .replace(/\s/g, '-');

const anchorsIn = (path: string) => all(read(path), /^#+ (.+)$/gm).map(anchorOf);

/** `[text](target)`, with the name in backticks that follows it; and pictures in HTML. */
const link = /\]\(([^)\s]+)\)(?: `([\w.]+)`)?|<img src="([^"]+)"/g;

function brokenLinks(path: string): string[] {
  const broken: string[] = [];
  for (const [, linked, name, picture] of read(path).matchAll(link)) {
    const target = linked ?? picture ?? '';
    if (/^[a-z]+:/.test(target)) continue;
    const [file = '', anchor] = target.split('#');
    const found = file === '' ? path : normalize(join(dirname(path), file));
    if (!existsSync(join(root, found))) broken.push(target);
    else if (anchor !== undefined && !anchorsIn(found).includes(anchor)) broken.push(target);
    else if (name !== undefined && !new RegExp(`\\b${name}\\b`).test(read(found)))
      broken.push(`${target} has no ${name}`);
  }
  return broken;
}

test('every link leads to a file, its heading, and the name behind it', () => {
  for (const path of documents) assert.deepEqual(brokenLinks(path), [], path);
});

test('every command and npm script that is named exists', () => {
  const help = execFileSync(process.execPath, [join(root, 'bin/anyuan'), 'help'], {
    encoding: 'utf8',
  });
  const known = new Set(['help', ...all(help, /^ {2}([a-z]+) /gm)]);
  const scripts = Object.keys(JSON.parse(read('package.json')).scripts);
  for (const path of documents) {
    const text = read(path);
    const missing = all(text, /bin\/anyuan ([a-z]+)/g).filter((name) => !known.has(name));
    assert.deepEqual(missing, [], path);
    const unknown = all(text, /\bnpm (?:run )?(start|test|check)\b/g).filter(
      (name) => !scripts.includes(name),
    );
    assert.deepEqual(unknown, [], path);
  }
});

const shown = (value: unknown) => (Array.isArray(value) ? value.join(',') : String(value));

test('the table of settings is the contract, with variables and defaults', () => {
  const expected = settings.map(({ name, fallback }) => ({
    name,
    variable: variableOf(name),
    fallback: fallback === null ? '' : shown(fallback),
  }));
  for (const path of readmes) {
    const rows = [
      ...read(path).matchAll(/^\| `--([\w-]+)` \| `(ANYUAN_\w+)` \| (?:`([^`]*)`)? ?\|/gm),
    ].map(([, name, variable, fallback = '']) => ({ name, variable, fallback }));
    assert.deepEqual(rows, expected, path);
  }
});

const terminalFlags = all(helpText, /^ {2}--([\w-]+)/gm);
const variables = new Set([
  ...settings.map(({ name }) => variableOf(name)),
  ...[...terminalFlags, 'log'].map((n) => variableOf(`terminal-${n}`)),
  // Given to the state command.
  ...['ANYUAN_STAGE', 'ANYUAN_ALARM_KIND', 'ANYUAN_ALARM_ID', 'ANYUAN_TEXT', 'ANYUAN_CLIP'],
  // Read by `bin/anyuan record`.
  'ANYUAN_PASSWORD',
]);

test('every variable and every option of start and terminal that is named exists', () => {
  const names = new Set(settings.map(({ name }) => name));
  for (const path of documents) {
    const text = read(path).replace(/\\\n\s*/g, ' ');
    const unknown = all(text, /\b(ANYUAN_[A-Z]\w*)/g).filter((name) => !variables.has(name));
    assert.deepEqual(unknown, [], path);
    for (const [, command = '', words = ''] of text.matchAll(
      /bin\/anyuan (start|terminal)\b([^\n`]*)/g,
    )) {
      const given = all(words, /--([\w-]+)/g).filter((flag) => flag !== 'help');
      const known = command === 'start' ? [...names] : terminalFlags;
      assert.deepEqual(
        given.filter((flag) => !known.includes(flag)),
        [],
        `${path}: ${command}`,
      );
    }
  }
});

test('the demonstration accounts that are named can sign in', () => {
  const logins = new Set(demonstrationPeople.map(({ login }) => login));
  for (const path of readmes) {
    const text = read(path);
    const table = text.slice(text.indexOf('`anyuan-demo`'), text.indexOf('`defaultPlan`'));
    const named = all(table, /^\| `(\w+)` \|/gm);
    assert.ok(named.length >= 8, path);
    assert.deepEqual(
      named.filter((login) => !logins.has(login)),
      [],
      path,
    );
  }
  assert.ok(demonstrationAccounts.every(({ password }) => password === 'anyuan-demo'));
});

test('both editions of the README have the same shape', () => {
  const shape = (path: string) => ({
    headings: all(read(path), /^(#+) /gm),
    rows: all(read(path), /^(\|)/gm).length,
    commands: all(read(path), /^ {4,}(bin\/anyuan [a-z]+|npm [a-z]+|\w+=\w+)/gm),
  });
  assert.deepEqual(shape('README.zh-CN.md'), shape('README.md'));
});

test('pictures are there and small', () => {
  for (const path of filesBelow('docs/pictures', /\.(png|svg)$/)) {
    const { size } = statSync(join(root, path));
    assert.ok(size > 1_000 && size < 600_000, `${path}: ${size} bytes`);
  }
});

const contractText = ['packages/contracts', 'packages/core']
  .flatMap((folder) => filesBelow(folder, /\.ts$/))
  .filter((path) => !path.endsWith('.test.ts'))
  .map(read)
  .join('\n');
const glossary = all(read('docs/glossary.md'), /^\|[^|]+\| `([^`]+)` \|/gm);

test('every word of the glossary is in the code', () => {
  const missing = glossary.filter((name) => {
    const whole = name.replace('.', '\\.');
    return !new RegExp(`(?<![\\w.])${whole}(?![\\w])`).test(contractText);
  });
  assert.deepEqual(missing, []);
});

const closedLists: Record<string, readonly string[]> = {
  posts,
  roles,
  permissions,
  organisationKinds,
  zoneKinds,
  detectionKinds,
  alarmKinds,
  alarmStates,
  assignmentStates,
  arrivalMethods,
  notificationStates,
  verdicts,
  tierNames,
  facts: ['facts', 'incident-facts', 'roster-facts'].flatMap((file) =>
    all(read(`packages/contracts/${file}.ts`), /type: '([\w.]+)'/g),
  ),
};

for (const [list, members] of Object.entries(closedLists)) {
  test(`the glossary has every one of ${list}`, () => {
    assert.ok(members.length > 1);
    assert.deepEqual(
      members.filter((member) => !glossary.includes(member)),
      [],
    );
  });
}

test('operations: metrics and operational alarms by their names', () => {
  const text = read('docs/operations.md');
  const source = read('apps/server/platform/metrics.ts');
  const own = all(source, /'(anyuan_\w+)'/g).filter((name) => name !== 'anyuan_');
  assert.deepEqual(
    own.filter((name) => !text.includes(`\`${name}\``)),
    [],
    'not described',
  );
  for (const path of documents) {
    const named = all(read(path), /`(anyuan_\w+)`/g);
    const unknown = named.filter(
      (name) => !own.includes(name) && !/^anyuan_(process|nodejs)_/.test(name),
    );
    assert.deepEqual(unknown, [], path);
  }
  assert.deepEqual(
    operationKinds.filter((kind) => !text.includes(`\`${kind}\``)),
    [],
  );
});

test('the figures of the detector are those that were measured', () => {
  const page = read('docs/detection.md');
  const measured = page.slice(0, page.indexOf('## What was measured'));
  const row = /^\| \S+ (?:scream|cry|bang|glass) +\|(?:[^|]*\|){4} ([\d.]+) \(/gm;
  const recalls = all(measured, row);
  assert.equal(recalls.length, 4);
  for (const path of readmes) {
    const text = read(path);
    assert.deepEqual(
      recalls.filter((recall) => !text.includes(recall)),
      [],
      path,
    );
  }
});

test('nothing in the documents leads out of the repository', () => {
  for (const path of documents) {
    const outside = [...read(path).matchAll(link)]
      .map(([, target = '']) => target)
      .filter((target) => !/^[a-z]+:|^#/.test(target))
      .filter((target) => relative('.', join(dirname(path), target)).startsWith('..'));
    assert.deepEqual(outside, [], path);
  }
});
