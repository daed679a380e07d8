import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, rmSync, truncateSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { parseServerSettings } from '../platform/settings.ts';
import { examineServer } from './doctor-server.ts';
import { examineTerminal } from './doctor-terminal.ts';

async function examined(argv: string[]) {
  const cwd = mkdtempSync(join(tmpdir(), 'anyuan-doctor-'));
  const parsed = parseServerSettings({ argv, env: {}, cwd });
  assert.ok(parsed.ok);
  const findings = await examineServer(parsed.settings);
  rmSync(cwd, { recursive: true });
  return new Map(findings.map((finding) => [finding.zh, finding]));
}

test('a usable machine: nothing is broken', async () => {
  const findings = await examined(['--port', '0', '--mqtt-port', '0']);
  const broken = [...findings.values()].filter((finding) => finding.state === 'broken');
  assert.deepEqual(broken, []);
  assert.match(findings.get('数据库')?.seen ?? '', /PostgreSQL/);
});

test('a taken port, unreachable database and broker: each says what to do', async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const urls = ['--database-url', 'postgres://a:geheim@127.0.0.1:1/x', '--mqtt-url'];
  const findings = await examined([...urls, 'mqtt://127.0.0.1:1', '--port', String(port)]);
  server.close();
  for (const name of ['网页端口', '数据库', '消息服务器']) {
    assert.equal(findings.get(name)?.state, 'broken', name);
    assert.ok(findings.get(name)?.advice);
  }
  assert.match(findings.get('网页端口')?.advice?.en ?? '', /--port/);
  assert.doesNotMatch(JSON.stringify([...findings.values()]), /geheim/);
});

test('a data folder that cannot be written to, a certificate that is not there', async () => {
  const findings = await examined(['--data', '/proc/nowhere', '--tls-cert', 'a', '--tls-key', 'b']);
  assert.equal(findings.get('数据目录')?.state, 'broken');
  assert.equal(findings.get('证书')?.state, 'broken');
});

test('a model that was cut short or is not there is found, each by its name', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'anyuan-doctor-'));
  cpSync(join(import.meta.dirname, '../../terminal/models'), dir, { recursive: true });
  truncateSync(join(dir, 'words.onnx'), 1_000);
  const stateOf = async () =>
    new Map((await examineTerminal(dir)).map(({ name, state }) => [name, state]));
  const cut = await stateOf();
  assert.deepEqual([cut.get('sound model'), cut.get('words model')], ['ok', 'broken']);
  rmSync(join(dir, 'words.json'));
  assert.equal((await stateOf()).get('words model'), 'warning');
  rmSync(dir, { recursive: true });
});
