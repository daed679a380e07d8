import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readFlags } from './flags.ts';

const flags = {
  seconds: { kind: 'number', min: 1, max: 60, fallback: 10, zh: '秒', en: 'seconds' },
  broker: { kind: 'choice', choices: ['a', 'b'], fallback: 'a', zh: '消息服务', en: 'broker' },
  file: { kind: 'text', fallback: null, zh: '文件', en: 'file' },
  json: { kind: 'switch', zh: '输出', en: 'print' },
} as const;

test('values come with a space or an equals sign, the rest are the defaults', () => {
  assert.deepEqual(readFlags(flags, ['--seconds', '5', '--broker=b', '--json']), {
    ok: true,
    values: { seconds: 5, broker: 'b', file: null, json: true },
  });
  const none = readFlags(flags, []);
  assert.deepEqual(none, {
    ok: true,
    values: { seconds: 10, broker: 'a', file: null, json: false },
  });
});

test('every bad flag is told at once, with what it takes', () => {
  const read = readFlags(flags, ['--seconds', '61', '--broker', 'c', '--what', '--file']);
  assert.ok(!read.ok);
  assert.equal(read.problems.length, 4);
  assert.match(read.problems[0] ?? '', /from 1 to 60.*61/);
  assert.match(read.problems[1] ?? '', /one of a, b/);
  assert.match(read.problems[2] ?? '', /no such option: --what/);
  assert.match(read.problems[3] ?? '', /--file .*needs a value/);
});
