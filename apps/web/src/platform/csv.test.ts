import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toCsv } from './csv.ts';

test('quotes what needs it, keeps Chinese for Excel, leaves unknown empty', () => {
  const text = toCsv(
    ['地点', '备注'],
    [
      ['教学楼, 2 层', '他说"来"'],
      ['操场', null],
    ],
  );
  assert.equal(text, '\ufeff地点,备注\r\n"教学楼, 2 层","他说""来"""\r\n操场,\r\n');
});

test('a cell never becomes a formula', () => {
  assert.match(toCsv(['a'], [['=1+1']]), /'=1\+1/);
  assert.match(toCsv(['a'], [[-3]]), /\r\n-3\r\n/);
});
