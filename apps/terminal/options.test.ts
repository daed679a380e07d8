import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dataDirOf, parseOptions, Refused } from './options.ts';
import { optionsOf } from './testing/terminal.ts';

test('flags win over variables, variables over what is usual', () => {
  const usual = optionsOf([]);
  assert.equal(usual.input, 'mic');
  assert.equal(usual.httpPort, 8090);
  assert.equal(usual.dataDir, './data/terminal');
  const env = {
    ANYUAN_TERMINAL_HTTP_PORT: '9000',
    ANYUAN_TERMINAL_ALARM_KIND: 'test',
    ANYUAN_TERMINAL_QUIET: '1',
  };
  const mixed = parseOptions(['--http-port', '9001', '--server', 'https://a.example/'], env);
  assert.ok(mixed !== 'help');
  assert.deepEqual([mixed.httpPort, mixed.alarmKind, mixed.quiet], [9001, 'test', true]);
  assert.equal(mixed.server, 'https://a.example');
});

test('a GPIO button is a chip and a line', () => {
  assert.deepEqual(optionsOf(['--gpio-button', 'gpiochip0:17']).gpioButton, {
    chip: 'gpiochip0',
    line: 17,
  });
});

test('each named terminal has a folder of its own inside the data folder', () => {
  assert.equal(dataDirOf('东门 1'), './data/terminal-东门-1');
  assert.equal(dataDirOf('../../etc'), './data/terminal-etc');
  assert.equal(dataDirOf('///'), './data/terminal');
});

test('what cannot be used is refused in Chinese and in English', () => {
  const bad = [
    ['--server', 'school.example'],
    ['--server', 'ftp://a'],
    ['--mqtt-url', 'http://a'],
    ['--http-port', '70000'],
    ['--http-port', ''],
    ['--speed', 'slow'],
    ['--alarm-kind', 'real'],
    ['--gpio-button', '17'],
    ['--once'],
    ['--once', '--input', 'mic'],
    ['--name', 'x'.repeat(81)],
    ['--unknown'],
    ['stray'],
  ];
  for (const argv of bad) {
    assert.throws(
      () => parseOptions(argv, {}),
      (error: Error) =>
        error instanceof Refused && /[\u4e00-\u9fff].*\n.*[a-z]/s.test(error.message),
      argv.join(' '),
    );
  }
  assert.throws(() => parseOptions([], { ANYUAN_TERMINAL_ONCE: 'maybe' }), Refused);
});
