import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { type Product, run, startProduct } from '@anyuan/testkit/processes.ts';

/** The commands as somebody types them, with the product in processes of its own. */
let product: Product;
const own = mkdtempSync(join(tmpdir(), 'anyuan-restore-'));
chmodSync(own, 0o755);
const to = join(own, 'backups');
const key = join(own, 'backup.key');

before(async () => {
  product = await startProduct();
});
after(async () => {
  await product.stop();
  rmSync(own, { recursive: true, force: true });
});

async function command(
  name: string,
  args: string[],
): Promise<{ code: number | null; text: string }> {
  const running = run(`apps/server/cli/${name}.ts`, args);
  const code = await new Promise<number | null>((resolve) => running.child.once('close', resolve));
  return { code, text: running.output() };
}

/** A shout at a real terminal. */
async function raiseAlarm(): Promise<void> {
  const scream = 'apps/terminal/demo-sounds/scream.wav';
  const terminal = product.terminal(['--input', scream, '--once']);
  const code = await new Promise<number | null>((resolve) => terminal.child.once('close', resolve));
  assert.equal(code, 0, terminal.output());
}

async function alarmsOf(data: string): Promise<string[]> {
  const { code, text } = await command('alarms', ['--data', data, '--json']);
  assert.equal(code, 0, text);
  return (JSON.parse(text) as { id: string }[]).map((a) => a.id);
}

test('backed up while it runs, restored into an empty folder, started: the alarms are there', async () => {
  const data = join(product.dataDir, 'server');
  await raiseAlarm();
  const keys = ['--backup-key-file', key];
  const made = await command('backup', ['--data', data, '--to', to, ...keys]);
  assert.equal(made.code, 0, made.text);
  const file = join(to, readdirSync(to)[0] ?? '');

  const rehearsed = await command('backup', ['--rehearse', '--data', data, '--to', to, ...keys]);
  assert.equal(rehearsed.code, 0, rehearsed.text);
  assert.match(rehearsed.text, /可以恢复/);

  const busy = join(own, 'busy');
  writeFileSync(busy, '');
  const refused = await command('restore', ['--from', file, '--data', own, ...keys]);
  assert.equal(refused.code, 2);
  assert.match(refused.text, /已有内容/);
  assert.ok(existsSync(busy) && existsSync(key));

  const cold = join(own, 'cold');
  const noKey = await command('restore', ['--from', file, '--data', cold]);
  assert.equal(noKey.code, 2);
  assert.match(noKey.text, /密钥/);
  const missing = await command('restore', ['--from', `${file}x`, '--data', cold, ...keys]);
  assert.equal(missing.code, 2);

  const restored = await command('restore', ['--from', file, '--data', cold, ...keys]);
  assert.equal(restored.code, 0, restored.text);
  const again = run('apps/server/cli/start.ts', [
    ...['--data', cold, '--log-level', 'warn', '--port', '0', '--mqtt-port', '0'],
  ]);
  try {
    while (!again.output().includes('Anyuan is ready')) {
      assert.equal(again.child.exitCode, null, again.output());
      await new Promise((resolve) => again.child.stdout?.once('data', resolve));
    }
    const alarms = await alarmsOf(data);
    assert.ok(alarms.length > 0);
    assert.deepEqual(await alarmsOf(cold), alarms);
  } finally {
    await again.stop();
  }
});
