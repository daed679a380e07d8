import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { serverSettings } from '@anyuan/contracts/settings.ts';
import { describeProblems, settingsHelp } from '@anyuan/contracts/settings-parse.ts';
import { isLoopback, parseServerSettings } from './settings.ts';

function parse(
  argv: string[],
  options: { env?: Record<string, string>; file?: string; config?: string } = {},
) {
  const cwd = mkdtempSync(join(tmpdir(), 'anyuan-settings-'));
  if (options.file !== undefined) {
    writeFileSync(join(cwd, 'settings.json'), options.file);
  }
  const result = parseServerSettings({ argv, env: options.env ?? {}, cwd });
  rmSync(cwd, { recursive: true });
  return { result, cwd };
}

function accepted(...input: Parameters<typeof parse>) {
  const { result, cwd } = parse(...input);
  assert.ok(result.ok, result.ok ? '' : describeProblems(result.problems));
  return { ...result, cwd };
}

function refused(...input: Parameters<typeof parse>): string {
  const { result } = parse(...input);
  assert.ok(!result.ok);
  return describeProblems(result.problems);
}

test('with nothing given: defaults, paths absolute', () => {
  const { settings, cwd } = accepted([]);
  assert.equal(settings.data, join(cwd, 'data'));
  assert.equal(settings.port, 8080);
  assert.equal(settings.host, '127.0.0.1');
  assert.deepEqual(settings.roles, ['intake', 'api', 'worker', 'live']);
  assert.deepEqual(settings.tiers, [0, 20, 40]);
  assert.equal(settings.databaseUrl, null);
  assert.equal(settings.noDemo, false);
});

test('flag before variable before file, under the same names', () => {
  const file = JSON.stringify({ port: 1, 'mqtt-port': 2, roles: ['api'], 'no-demo': true });
  const env = { ANYUAN_DATA: '.', ANYUAN_PORT: '3', ANYUAN_MQTT_PORT: '4' };
  const { settings } = accepted(['--port=5', '--roles', 'live,api,live'], { env, file });
  assert.equal(settings.port, 5);
  assert.equal(settings.mqttPort, 4);
  assert.deepEqual(settings.roles, ['live', 'api']);
  assert.equal(settings.noDemo, true);
});

test('all problems at once, in both languages, each with what to do', () => {
  const text = refused(['--prot', '80', '--port', 'high', '--tiers', '5,3', '--host'], {
    env: { ANYUAN_ROLES: 'intake,cook' },
  });
  assert.match(text, /--prot[\s\S]*是不是 --port？[\s\S]*did you mean --port\?/);
  assert.match(text, /--port\n\s+取值 "high" 不可用/);
  assert.match(text, /--tiers\n/);
  assert.match(text, /--host\n\s+缺少取值/);
  assert.match(text, /ANYUAN_ROLES\n/);
});

test('a refusal shows no password; a stray variable is only a warning', () => {
  const text = refused(['--database-url', 'mysql://root:geheim@db/x']);
  assert.match(text, /--database-url/);
  assert.doesNotMatch(text, /geheim/);
  const { warnings } = accepted([], { env: { ANYUAN_PROT: '80' } });
  assert.equal(warnings.length, 1);
});

test('settings that need each other, and a broken file', () => {
  assert.match(refused(['--tls-cert', 'a.pem']), /--tls-cert, --tls-key/);
  assert.match(refused(['--smtp-url', 'smtp://localhost']), /--smtp-from/);
  assert.match(refused(['--port', '1883']), /--port, --mqtt-port/);
  assert.match(refused(['--config', 'absent.json']), /absent\.json/);
  assert.match(refused(['--data', '.'], { file: '{"prot": 1}' }), /did you mean --port/);
  assert.match(refused(['--data', '.'], { file: '[]' }), /JSON/);
  assert.match(refused(['--data', '.'], { file: '{' }), /settings\.json/);
});

test('the help names every setting; loopback has several spellings', () => {
  const help = settingsHelp(serverSettings);
  for (const spec of Object.values(serverSettings)) assert.ok(help.includes(`--${spec.name}`));
  assert.ok(['127.0.0.1', '::1', 'localhost', '127.1.2.3'].every(isLoopback));
  assert.ok(!['0.0.0.0', '::', '10.0.0.1'].some(isLoopback));
});

test('intake and worker are parted only behind an outside broker', () => {
  const text = refused(['--roles', 'intake,api']);
  assert.match(text, /--mqtt-url/);
  accepted(['--roles', 'intake,api', '--mqtt-url', 'mqtt://broker:1883']);
});
