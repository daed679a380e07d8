import assert from 'node:assert/strict';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const dist = fileURLToPath(new URL('../apps/web/dist/', import.meta.url));
const without = existsSync(join(dist, 'm.html')) ? false : 'not built: bin/anyuan build';

/** Scripts that must be there before a page does anything: those it names, and what they import at once. */
function scriptsOf(page: string): Set<string> {
  const html = readFileSync(join(dist, page), 'utf8');
  const found = new Set(
    [...html.matchAll(/(?:src|href)="\/(assets\/[^"]+\.js)"/g)].map((m) => m[1] ?? ''),
  );
  for (const path of found) {
    const code = readFileSync(join(dist, path), 'utf8');
    for (const [, name] of code.matchAll(/(?:from|import)\s*["']\.\/([^"']+\.js)["']/g)) {
      found.add(`assets/${name}`);
    }
  }
  return found;
}

const textOf = (page: string) =>
  [...scriptsOf(page)].map((path) => readFileSync(join(dist, path), 'utf8')).join('\n');
const marks = { echarts: 'ecModel', map: 'maplibregl', zod: 'ZodError' } as const;

test('the phone needs at most 200 KB of compressed script before an alarm can be accepted', {
  skip: without,
}, () => {
  const bytes = [...scriptsOf('m.html')].map((path) => statSync(join(dist, `${path}.br`)).size);
  const total = bytes.reduce((sum, n) => sum + n, 0);
  assert.ok(bytes.length > 0 && total <= 200 * 1024, `${total} bytes`);
});

test('libraries of the wall stay in the wall: charts in none of the others, the map in none at once', {
  skip: without,
}, () => {
  assert.ok(textOf('wall.html').includes(marks.echarts));
  for (const page of ['m.html', 'index.html']) {
    const text = textOf(page);
    assert.ok(text.length > 10_000);
    assert.ok(!text.includes(marks.echarts), `charts in ${page}`);
    assert.ok(!text.includes(marks.map), `map in ${page}`);
  }
  assert.ok(
    !textOf('wall.html').includes(marks.map),
    'the map of the wall comes after its figures',
  );
  assert.ok(!textOf('m.html').includes(marks.zod), 'zod on the phone');
});
