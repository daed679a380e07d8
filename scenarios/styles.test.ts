import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

/**
 * A page that is loaded on demand brings its own styles: one that borrows a class from another page looks right only for
 * somebody who has been there before.
 */
const root = fileURLToPath(new URL('../apps/web/src/', import.meta.url));
const files = readdirSync(root, { recursive: true, encoding: 'utf8' });
const textOf = new Map(
  files
    .filter((f) => /\.(css|tsx?)$/.test(f) && !f.endsWith('.test.ts'))
    .map((f) => [f, readFileSync(join(root, f), 'utf8')]),
);

function named(file: string, pattern: RegExp): string[] {
  return [...(textOf.get(file) ?? '').matchAll(pattern)].map(([, path = '']) =>
    relative(root, join(root, dirname(file), path)),
  );
}
const importsOf = (file: string) => [
  ...named(file, /^import (?!type)[^;]*?'(\.[^']+)';/gm),
  ...named(file, /^export [^;]*? from '(\.[^']+)';/gm),
  ...named(file, /^@import "(\.[^"]+)";/gm),
];
const loadedBy = (file: string) => named(file, /\bimport\('(\.[^']+)'\)/g);

/** A file with all that comes with it. */
function withImports(start: string): Set<string> {
  const seen = new Set<string>();
  const walk = (file: string): void => {
    if (seen.has(file) || !textOf.has(file)) return;
    seen.add(file);
    for (const next of importsOf(file)) walk(next);
  };
  walk(start);
  return seen;
}

const classesIn = (css: string) =>
  new Set([...css.matchAll(/\.([a-z][\w-]*)/g)].map(([, c = '']) => c));
const definedIn = new Map(
  [...textOf].filter(([f]) => f.endsWith('.css')).map(([f, css]) => [f, classesIn(css)]),
);
const defined = new Set([...definedIn.values()].flatMap((classes) => [...classes]));

/** Pages that stand on the console and on the phone carry the frame of both. */
const frames = ['page', 'page-head', 'phone-page'];

/** Whole words of the class names that a file writes down, those put together from parts left out. */
function usedIn(file: string): string[] {
  const text = textOf.get(file) ?? '';
  const plain = [...text.matchAll(/className="([^"]*)"/g)].map(([, names = '']) => names);
  const made = [...text.matchAll(/className=\{([^\n]*)/g)].flatMap(([, code = '']) => [
    ...[...code.matchAll(/[?:] '([^']*)'/g)].map(([, names = '']) => names),
    ...[...code.matchAll(/`([^`]*)`/g)].map(([, names = '']) =>
      names.replace(/\S*\$\{[^}]*\}\S*/g, ' '),
    ),
  ]);
  return [...plain, ...made]
    .flatMap((names) => names.split(/\s+/))
    .filter((name) => defined.has(name) && !frames.includes(name));
}

function missingIn(loaded: Set<string>, base: Set<string>): string[] {
  const styles = [...loaded, ...base].filter((f) => f.endsWith('.css'));
  const known = new Set(styles.flatMap((f) => [...(definedIn.get(f) ?? [])]));
  return [...loaded]
    .filter((f) => !base.has(f))
    .flatMap((f) =>
      usedIn(f)
        .filter((c) => !known.has(c))
        .map((c) => `${f}: ${c}`),
    );
}

for (const entry of ['console', 'mobile', 'wall', 'terminal']) {
  test(`pages of ${entry} bring the styles they use`, () => {
    const base = withImports(`${entry}/main.tsx`);
    const missing = missingIn(base, new Set());
    const pages = new Set([...base].flatMap(loadedBy));
    for (const page of pages) {
      const loaded = withImports(page);
      missing.push(...missingIn(loaded, base));
      for (const file of loaded)
        if (!base.has(file)) for (const more of loadedBy(file)) pages.add(more);
    }
    assert.ok(base.size > 10 && definedIn.size > 10);
    assert.deepEqual([...new Set(missing)].sort(), []);
  });
}
