import assert from 'node:assert/strict';
import { buffer } from 'node:stream/consumers';
import { test } from 'node:test';
import { readXlsx } from 'hucre/xlsx';
import { attachment, spreadsheetOf } from './spreadsheet.ts';

test('what is written is read back: header, Chinese, a text that looks like a formula', async () => {
  const columns = [
    { header: '姓名', width: 12 },
    { header: '备注', width: 30 },
  ];
  const rows = [
    ['王示例', '=1+1'],
    ['李示例', null],
  ];
  const bytes = await buffer(spreadsheetOf({ name: '人员/名单', columns, rows }));
  const [sheet] = (await readXlsx(new Uint8Array(bytes))).sheets;
  assert.equal(sheet?.name, '人员 名单');
  assert.deepEqual(sheet?.rows.slice(0, 2), [
    ['姓名', '备注'],
    ['王示例', '=1+1'],
  ]);
  assert.equal(sheet?.rows[2]?.[0], '李示例');
  assert.equal(sheet?.cells?.get('1,1')?.formula, undefined, 'never a formula');
});

test('a file name with Chinese characters survives the header', () => {
  assert.equal(attachment('人员.xlsx'), "attachment; filename*=UTF-8''%E4%BA%BA%E5%91%98.xlsx");
});
