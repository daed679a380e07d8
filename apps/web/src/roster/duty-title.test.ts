import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dutyTitle } from './duty-title.ts';

test('a shift that is called like its post is named once', () => {
  assert.equal(dutyTitle('政教处值班', '政教处值班'), '政教处值班');
  assert.equal(dutyTitle('夜间值守', '保安'), '夜间值守 · 保安');
});
