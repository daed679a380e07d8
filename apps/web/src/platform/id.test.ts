import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newId } from './id.ts';

test('is a version 7 identifier that carries its time', () => {
  const id = newId(0x0192_abcd_ef01);
  assert.match(id, /^0192abcd-ef01-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.notEqual(newId(1), newId(1));
});
