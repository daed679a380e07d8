import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { startBrowser, type TestBrowser } from '@anyuan/testkit/browser.ts';
import { type Scenario, startScenario } from '@anyuan/testkit/scenario.ts';

/** The page of whoever keeps the installation running, in a real browser. */
let s: Scenario;
let b: TestBrowser;
const own = mkdtempSync(join(tmpdir(), 'anyuan-operations-'));

before(async () => {
  const settings = { backupDir: join(own, 'backups'), backupKeyFile: join(own, 'backup.key') };
  s = await startScenario({ startMs: Date.now(), settings });
  b = await startBrowser(s);
});
after(async () => {
  await b?.close();
  await s?.end();
  rmSync(own, { recursive: true, force: true });
});

test('the first backup is made and rehearsed with two clicks; each says what it came to', async () => {
  const page = await b.open({ login: 'admin', path: '/operations' });
  await page.getByRole('tab', { name: '备份与恢复' }).click();
  await page.getByText('还没有备份', { exact: false }).first().waitFor();
  assert.ok(await page.getByRole('button', { name: '演练恢复' }).isDisabled());
  await page.getByRole('button', { name: '立即备份' }).click();
  const runs = page.getByTestId('backup-run');
  await runs.filter({ hasText: '通过' }).first().waitFor({ timeout: 60_000 });
  await page.getByRole('button', { name: '演练恢复' }).click();
  await page.getByTestId('backup-progress').first().waitFor();
  const rehearsal = runs.filter({ hasText: '恢复演练' }).filter({ hasText: '通过' });
  await rehearsal.waitFor({ timeout: 60_000 });
  assert.match((await rehearsal.textContent()) ?? '', /行，\d+ 个文件.*数据是.*前的/s);
  assert.deepEqual(b.faults, []);
});

test('the check names every task in words, and stands in columns', async () => {
  const page = await b.open({ login: 'admin', path: '/operations' });
  const names = page.locator('tr[data-row-key] td:first-child');
  await names.first().waitFor();
  for (const name of await names.allTextContents()) assert.doesNotMatch(name, /[a-z]/i);
  const health = page.getByTestId('health');
  assert.equal(await health.evaluate((e) => getComputedStyle(e).display), 'grid');
  await page.context().close();
});

test('storage says what takes room; licences are searched', async () => {
  const page = await b.open({ login: 'admin', path: '/operations/storage' });
  await page.getByTestId('storage').getByText('报警记录', { exact: true }).waitFor();
  await page.getByRole('tab', { name: '组件与许可' }).click();
  await page.getByRole('searchbox').fill('libflac');
  await page.getByText('libflacjs', { exact: true }).waitFor();
  await page.getByText('1 项').waitFor();
  await page.getByRole('searchbox').fill('没有这个');
  await page.getByText('没有符合的组件').waitFor();
  assert.deepEqual(b.faults, []);
});

test('who watches one school sees the check and no room that is not theirs', async () => {
  const page = await b.open({ login: 'leader', path: '/operations/backups' });
  await page.getByTestId('health').waitFor();
  assert.deepEqual(await page.getByRole('tab').allTextContents(), ['自检', '组件与许可']);
  assert.deepEqual(b.faults, []);
});
