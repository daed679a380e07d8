import assert from 'node:assert/strict';
import { test } from 'node:test';
import { changesBetween } from './changes.ts';

test('what changed, what came and what went, in the order of the page', () => {
  const row = (label: string, text: string) => ({ label, text });
  const before = [row('name', 'a'), row('wait', '20'), row('gone', 'x')];
  const after = [row('name', 'b'), row('new', 'y'), row('wait', '20')];
  assert.deepEqual(changesBetween(before, after), [
    { label: 'name', before: 'a', after: 'b' },
    { label: 'new', before: null, after: 'y' },
    { label: 'gone', before: 'x', after: null },
  ]);
  assert.deepEqual(changesBetween(after, after), []);
});
