import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseSticker } from './sticker-code.ts';

const id = '01980000-0000-7000-8000-000000000001';

test('reads terminal and code whatever the host', () => {
  const expected = { terminalId: id, code: 'H8K2M4' };
  assert.deepEqual(parseSticker(`https://anyuan.example/m/arrive/${id}/H8K2M4`), expected);
  assert.deepEqual(parseSticker(`/m/arrive/${id.toUpperCase()}/H8K2M4?x=1`), expected);
});

test('other codes are none of ours', () => {
  for (const text of ['', 'https://example.org/pay', `/m/arrive/${id}`, '/m/arrive/1/H8K2M4']) {
    assert.equal(parseSticker(text), null);
  }
});
