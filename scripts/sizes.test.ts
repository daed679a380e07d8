import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { judge, measureAll, type Size } from './sizes.ts';

function measureText(name: string, text: string): Size[] {
  const base = mkdtempSync(join(tmpdir(), 'anyuan-sizes-'));
  try {
    const config = {
      compilerOptions: { noEmit: true, jsx: 'preserve', types: [] },
      include: [name],
    };
    writeFileSync(join(base, 'tsconfig.json'), JSON.stringify(config));
    writeFileSync(join(base, name), text);
    return measureAll([name], base);
  } finally {
    rmSync(base, { recursive: true });
  }
}

const body = (lines: number) => Array.from({ length: lines }, () => '  f();\n').join('');

test('a function has its own lines: named ones inside count for themselves, callbacks for it', () => {
  const text = `// why\nfunction outer() {\n${body(10)}  const inner = () => {\n${body(20)}  };
  list.map(() => {\n${body(5)}  });\n}\n`;
  const sizes = measureText('a.ts', text).filter((size) => size.rule === 'function');
  assert.deepEqual(
    sizes.map(({ name, size }) => [name, size]),
    [
      ['outer', 19],
      ['inner', 22],
      ['', 7],
    ],
  );
});

test('a component in tsx, the cases of a switch and the file itself', () => {
  const cases = Array.from({ length: 13 }, (_, i) => `case ${i}: break;`).join('\n');
  const text = `function Page(p: number) {\n${body(3)}switch (p) {\n${cases}\ndefault:\n}\n}\n`;
  const found = measureText('a.tsx', text).map(({ rule, name, size }) => [rule, name, size]);
  assert.deepEqual(found, [
    ['file', 'file', 21],
    ['component', 'Page', 21],
    ['switch', 'switch', 14],
  ]);
});

test('an allowance has a limit of its own, and one that nothing needs is a complaint', () => {
  const size: Size = { rule: 'function', path: 'a.ts', name: 'f', line: 3, size: 70 };
  const allowance = {
    rule: 'function',
    path: 'a.ts',
    name: 'f',
    limit: 75,
    reason: 'a table',
  } as const;
  assert.match(judge([size], [])[0] ?? '', /a\.ts:3 function f has 70 lines, at most 60/);
  assert.deepEqual(judge([size], [allowance]), []);
  assert.match(judge([{ ...size, size: 80 }], [allowance])[0] ?? '', /at most 75/);
  assert.match(judge([{ ...size, size: 50 }], [allowance])[0] ?? '', /not needed/);
});
