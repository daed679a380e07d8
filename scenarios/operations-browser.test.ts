import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { type Scenario, startScenario } from '@anyuan/testkit/scenario.ts';
import { type Browser, chromium, type Page } from 'playwright-core';

/** The page of whoever keeps the installation running, in a real browser. */
let s: Scenario;
let browser: Browser;
const faults: string[] = [];
const own = mkdtempSync(join(tmpdir(), 'anyuan-operations-'));

before(async () => {
  assert.ok(existsSync('apps/web/dist/index.html'), 'pages are missing: bin/anyuan build');
  const settings = { backupDir: join(own, 'backups'), backupKeyFile: join(own, 'backup.key') };
  s = await startScenario({ startMs: Date.now(), settings });
  browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--headless', '--no-sandbox', '--disable-gpu', '--no-first-run'],
  });
});
after(async () => {
  await browser?.close();
  await s?.end();
  rmSync(own, { recursive: true, force: true });
});

async function open(login: string, path: string): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width: 1366, height: 850 },
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
  });
  const [name = '', value = ''] = (await s.as(login)).cookie.split('=');
  await context.addCookies([{ name, value, url: s.url }]);
  const page = await context.newPage();
  page.on('pageerror', (error) => faults.push(`${login}: ${error.message}`));
  await page.goto(`${s.url}${path}`);
  return page;
}

async function picture(page: Page, name: string): Promise<void> {
  const dir = process.env.ANYUAN_SCREENS;
  if (dir) await page.screenshot({ path: join(dir, `${name}.png`), fullPage: true });
}

test('the first backup is made and rehearsed with two clicks; each says what it came to', async () => {
  const page = await open('admin', '/operations');
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
  await picture(page, 'operations-backups');
  assert.deepEqual(faults, []);
});

test('the check names every task in words, and stands in columns', async () => {
  const page = await open('admin', '/operations');
  const names = page.locator('tr[data-row-key] td:first-child');
  await names.first().waitFor();
  for (const name of await names.allTextContents()) assert.doesNotMatch(name, /[a-z]/i);
  const health = page.getByTestId('health');
  assert.equal(await health.evaluate((e) => getComputedStyle(e).display), 'grid');
  await page.context().close();
});

test('storage says what takes room; licences are searched', async () => {
  const page = await open('admin', '/operations/storage');
  await page.getByTestId('storage').getByText('报警记录', { exact: true }).waitFor();
  await picture(page, 'operations-storage');
  await page.getByRole('tab', { name: '组件与许可' }).click();
  await page.getByRole('searchbox').fill('libflac');
  await page.getByText('libflacjs', { exact: true }).waitFor();
  await page.getByText('1 项').waitFor();
  await picture(page, 'operations-licences');
  await page.getByRole('searchbox').fill('没有这个');
  await page.getByText('没有符合的组件').waitFor();
  assert.deepEqual(faults, []);
});

test('who watches one school sees the check and no room that is not theirs', async () => {
  const page = await open('leader', '/operations/backups');
  await page.getByTestId('health').waitFor();
  await picture(page, 'operations-check');
  assert.deepEqual(await page.getByRole('tab').allTextContents(), ['自检', '组件与许可']);
  assert.deepEqual(faults, []);
});
