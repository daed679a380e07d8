import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { signIn } from '@anyuan/testkit/console-client.ts';
import { type Product, startProduct } from '@anyuan/testkit/processes.ts';
import { soon } from '@anyuan/testkit/scenario.ts';
import { v7 } from 'uuid';

/** A disk of its own, small enough to be filled. Only root may mount one. */
const disk = mkdtempSync(join(tmpdir(), 'anyuan-small-disk-'));
const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=480m', 'tmpfs', disk]).status === 0;
const skip = mounted ? false : 'a small disk cannot be mounted here (needs root)';

let product: Product;
let cookie: string;
let schoolId: string;
before(async () => {
  if (!mounted) return;
  chmodSync(disk, 0o755);
  product = await startProduct(disk);
  cookie = await signIn(product.url, 'guard', 'anyuan-demo');
  const session = (await ask('/api/session')) as { assignments: { organisationId: string }[] };
  schoolId = session.assignments[0]?.organisationId ?? '';
});
after(async () => {
  if (mounted) {
    await product?.stop();
    spawnSync('umount', ['-l', disk]);
  }
  rmSync(disk, { recursive: true, force: true });
});

async function ask(path: string, body?: object): Promise<unknown> {
  const post = { method: 'POST', body: JSON.stringify(body) };
  const headers = { cookie, 'x-anyuan': '1', 'content-type': 'application/json' };
  const response = await fetch(product.url + path, body ? { headers, ...post } : { headers });
  assert.equal(response.status, 200, await response.clone().text());
  return response.json();
}

/** A press for help; answered when it is committed. */
async function press(): Promise<string> {
  const detectionId = v7();
  const body = { detectionId, schoolId, beganAt: Date.now(), alarmKind: 'actual' };
  const { alarm } = (await ask('/api/alarms', body)) as { alarm: { detectionIds: string[] } };
  assert.ok(alarm.detectionIds.includes(detectionId));
  return detectionId;
}

function fillUp(name: string): string {
  const file = join(disk, name);
  spawnSync('dd', ['if=/dev/zero', `of=${file}`, 'bs=64k']);
  return file;
}

const ready = async () => (await fetch(`${product.url}/healthz`)).ok;

test('a full disk: room kept for alarms takes them, then they wait, and nothing is lost', {
  skip,
}, async () => {
  await press();
  const ballast = join(product.dataDir, 'server', 'database', 'postgres', 'ballast');
  assert.ok(existsSync(ballast));
  const fillers = [fillUp('first')];
  for (let round = 0; round < 40 && existsSync(ballast); round++) {
    await Promise.all(Array.from({ length: 50 }, press));
  }
  assert.ok(!existsSync(ballast), 'given up for alarms');
  await soon(async () => assert.ok(await ready()));
  assert.match(product.server.output(), /the disk is full/);

  fillers.push(fillUp('second'));
  const waiting: Promise<string>[] = [];
  await soon(async () => {
    waiting.push(press());
    assert.ok(!(await ready()), 'says that it takes no alarm');
  }, 60_000);
  for (const filler of fillers) rmSync(filler);
  await Promise.all(waiting);
  await soon(async () => assert.ok(await ready()));
});
