import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { type Scenario, startScenario } from '@anyuan/testkit/scenario.ts';
import { type Browser, chromium, type Page } from 'playwright-core';

/** Rosters as their users meet them: the keeper at the console, a guard with the phone. */
let s: Scenario;
let browser: Browser;
const faults: string[] = [];
const folder = process.env.ANYUAN_SCREENSHOTS;

before(async () => {
  assert.ok(existsSync('apps/web/dist/index.html'), 'pages are missing: bin/anyuan build');
  s = await startScenario();
  browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--headless', '--no-sandbox', '--disable-gpu', '--no-first-run'],
  });
});
after(async () => {
  await browser?.close();
  await s?.end();
});

async function open(login: string, path: string, phone: boolean): Promise<Page> {
  const context = await browser.newContext({
    viewport: phone ? { width: 390, height: 844 } : { width: 1366, height: 850 },
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
  });
  const page = await context.newPage();
  page.on('pageerror', (error) => faults.push(`${login}: ${error.message}`));
  await page.goto(`${s.url}${path}`);
  await page.getByTestId('login').fill(login);
  await page.getByTestId('password').fill('anyuan-demo');
  await page.getByTestId('submit').click();
  await page.getByTestId('login').waitFor({ state: 'detached' });
  return page;
}

const picture = async (page: Page, name: string) => {
  if (folder) await page.screenshot({ path: `${folder}/${name}.png`, fullPage: true });
};

test('the keeper previews a shift, saves it, takes it away and back', async () => {
  const page = await open('affairs', '/roster', false);
  await page.getByTestId('roster-week').waitFor();
  await picture(page, 'roster-week');
  await page.getByTestId('shift-add').click();
  await page.getByTestId('shift-name').fill('放学门口值守');
  await page.getByTestId('shift-save').click();
  await page.getByText('班次还没有人').waitFor();
  await page.getByLabel('第 1 轮').click();
  await page.getByTitle('吴示例').click();
  await page.getByTestId('shift-name').click();
  await page.getByText('看未来 14 天').click();
  await page.getByTestId('shift-preview').waitFor();
  await picture(page, 'roster-preview');
  await page.getByTestId('shift-save').click();
  await page.getByTestId('shift-editor').waitFor({ state: 'detached' });
  const shift = page.getByRole('button', { name: /放学门口值守/ });
  await shift.click();
  await page.getByText('删除班次').click();
  await page.getByTestId('roster-undo').click();
  await shift.waitFor();
});

test('a guard confirms with one tap, asks for a swap, and the other takes it', async () => {
  const guard = await open('guard', '/m/duty', true);
  const first = guard.getByTestId('my-duty').first();
  await first.getByTestId('duty-confirm').click();
  await first.getByTestId('duty-confirmed').waitFor();
  const tomorrow = guard.locator('[data-day="2026-09-17"]');
  await tomorrow.getByTestId('swap-ask').click();
  await tomorrow.getByTestId('swap-to').selectOption({ label: '吴示例' });
  await picture(guard, 'my-duties');
  await tomorrow.getByTestId('swap-send').click();
  await tomorrow.getByText('等待答复').waitFor();
  const night = await open('nightguard', '/m/duty', true);
  await night.getByTestId('swap-agree').click();
  await night.getByTestId('swap-asked').waitFor({ state: 'detached' });
  await guard.reload();
  await guard.getByText('吴示例 已同意').waitFor();
  assert.equal(await guard.locator('[data-day="2026-09-17"]').count(), 0);
});

test('nothing failed in the pages', () => assert.deepEqual(faults, []));
