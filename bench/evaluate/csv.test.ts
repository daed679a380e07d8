import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseCsv, parseCsvRows } from './csv.ts';

test('quotes, commas and line breaks inside, CRLF, mark at the head, blank lines', () => {
  const text = '\ufeffpath,label\r\n"a,1.wav","he said ""hi""\nthere"\r\n\r\nb.wav,\r\n';
  assert.deepEqual(parseCsv(text, ['path', 'label']), [
    { path: 'a,1.wav', label: 'he said "hi"\nthere' },
    { path: 'b.wav', label: '' },
  ]);
});

test('a short row has empty fields; a missing column is told by name', () => {
  assert.deepEqual(parseCsv('path,label,use\nx.wav,scream', []), [
    { path: 'x.wav', label: 'scream', use: '' },
  ]);
  assert.throws(() => parseCsv('path\nx', ['path', 'label']), /label/);
  assert.throws(() => parseCsv('a,b\n"x"y,z', []), /row 2/);
  assert.deepEqual(parseCsv('', []), []);
});

test('what was quoted is read back', () => {
  const cell = fc.string({ unit: fc.constantFrom('a', ',', '"', '\n', '\r', '安') });
  const rows = fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { maxLength: 5 });
  const quote = (value: string) => `"${value.replaceAll('"', '""')}"`;
  fc.assert(
    fc.property(rows, fc.constantFrom('\n', '\r\n'), (table, newline) => {
      const text = table.map((row) => row.map(quote).join(',')).join(newline);
      assert.deepEqual(parseCsvRows(text), table);
    }),
  );
});
