import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { verifyPackage } from '@anyuan/server/evidence/verify-package.ts';
import { type Product, startProduct } from '@anyuan/testkit/processes.ts';
import { type Browser, chromium, type Page } from 'playwright-core';

let product: Product;
let browser: Browser;
const faults: string[] = [];
before(async () => {
  product = await startProduct();
  browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--headless', '--no-sandbox', '--disable-gpu'],
  });
});
after(async () => {
  await browser?.close();
  await product?.stop();
});

interface Look {
  english?: boolean;
  dark?: boolean;
}

async function open(login: string, path: string, look: Look = {}): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width: 1366, height: 850 },
    locale: look.english ? 'en-GB' : 'zh-CN',
    colorScheme: look.dark ? 'dark' : 'light',
    acceptDownloads: true,
  });
  if (look.english) {
    await context.addInitScript(() => localStorage.setItem('anyuan.locale', 'en'));
  }
  const page = await context.newPage();
  page.on('pageerror', (error) => faults.push(`${login} ${path}: ${error.message}`));
  await page.goto(`${product.url}${path}`);
  await page.getByTestId('login').fill(login);
  await page.getByTestId('password').fill('anyuan-demo');
  await page.getByTestId('submit').click();
  await page.getByTestId('login').waitFor({ state: 'detached' });
  return page;
}

/** `ANYUAN_SHOTS=folder` keeps what was on the screen. */
async function shot(page: Page, name: string): Promise<void> {
  const folder = process.env.ANYUAN_SHOTS;
  if (!folder) return;
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: `${folder}/${name}.png`, fullPage: true });
}

/** Three alarms of the phone's button, answered and closed; the last one was real and becomes an incident. */
async function makeRecords(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const send = async (path: string, body: object) => {
      const reply = await fetch(path, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-anyuan': '1' },
        body: JSON.stringify(body),
      });
      if (!reply.ok) throw new Error(await reply.text());
      return reply.json();
    };
    const { schools } = await (await fetch('/api/schools')).json();
    const verdicts = ['mistaken', 'prank', 'true'];
    const reasons = [
      '学生课间打闹，班主任已教育',
      '低年级学生误按，已说明',
      '校门口推搡，保安已制止',
    ];
    for (const [n, verdict] of verdicts.entries()) {
      const { alarm } = await send('/api/alarms', {
        ...{ schoolId: schools[0].id, zoneId: schools[0].zones[n].id },
        ...{ detectionId: crypto.randomUUID(), beganAt: Date.now() },
      });
      await send(`/api/alarms/${alarm.id}/accept`, {});
      await send(`/api/alarms/${alarm.id}/close`, { verdict, reason: reasons[n] });
    }
  });
}

test('records: search in Chinese, another subject, a saved search, its undo, nothing found', async () => {
  const page = await open('leader', '/');
  await makeRecords(page);
  await page.goto(`${product.url}/records`);
  const rows = page.getByTestId('record-row');
  await rows.nth(2).waitFor();
  await shot(page, 'records-zh');
  await page.getByRole('searchbox').fill('打闹');
  await page.getByTestId('records-count').getByText('共 1 条').waitFor();
  assert.equal(await rows.count(), 1);
  await page.getByRole('button', { name: '保存这个搜索' }).click();
  await page.getByTestId('filter-name').fill('打闹');
  await shot(page, 'records-save');
  await page.getByRole('button', { name: /保\s*存$/ }).click();
  await page.getByRole('button', { name: '打闹', exact: true }).waitFor();
  await page.getByRole('button', { name: '删除“打闹”' }).click();
  await page.getByRole('button', { name: '撤销' }).click();
  await page.getByRole('button', { name: '打闹', exact: true }).waitFor();
  await page.getByRole('searchbox').fill('没有这样的事');
  await page.getByTestId('records-none').waitFor();
  await shot(page, 'records-none');
  await page.getByRole('button', { name: '清除筛选' }).click();
  await page.getByTestId('records-tab-answers').click();
  await page.getByText('接警').first().waitFor();
  await shot(page, 'records-answers');
  await page.getByTestId('records-tab-facts').click();
  await page.getByText('系统发出报警').first().waitFor();
  await page.reload();
  await page.getByText('系统发出报警').first().waitFor();
  const english = await open('leader', '/records', { english: true, dark: true });
  await english.getByTestId('record-row').first().waitFor();
  await shot(english, 'records-en-dark');
});

test('reports: made while one waits, and downloaded', async () => {
  const page = await open('leader', '/reports');
  await page.getByTestId('report-reason').fill('周例会');
  await shot(page, 'reports-form');
  await page.getByTestId('report-make').click();
  await page.locator('[data-testid=report][data-state=done]').first().waitFor({ timeout: 60_000 });
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: '下载' }).first().click(),
  ]);
  assert.match(download.suggestedFilename(), /周报.*\.pdf$/);
  assert.equal(
    readFileSync(await download.path())
      .subarray(0, 5)
      .toString(),
    '%PDF-',
  );
  await page.getByRole('button', { name: '增加学期' }).click();
  await shot(page, 'reports-zh');
  const english = await open('leader', '/reports', { english: true, dark: true });
  await english.locator('[data-testid=report]').first().waitFor();
  await shot(english, 'reports-en-dark');
});

test('evidence: a signed package that the command verifies, and the key to compare it with', async () => {
  const page = await open('leader', '/incidents');
  await page.getByTestId('incident-row').first().getByRole('link').first().click();
  await page.getByRole('button', { name: '证据包' }).click();
  await page.getByTestId('evidence-reason').fill('移交教育局');
  await shot(page, 'evidence');
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: '确定' }).click(),
  ]);
  const check = verifyPackage(readFileSync(await download.path()));
  assert.deepEqual([check.isSigned, check.findings], [true, []]);
  await page.goto(`${product.url}/audit`);
  await page
    .getByTestId('evidence-key')
    .getByText(check.fingerprint ?? '')
    .waitFor();
});

test('audit: who did what and why, filtered, with its details, in both languages, light and dark', async () => {
  const page = await open('leader', '/audit');
  await page.getByText('导出证据包').first().waitFor();
  await page.getByText('移交教育局').first().waitFor();
  await page.getByRole('searchbox').fill('周例会');
  await page.getByText('移交教育局').first().waitFor({ state: 'detached' });
  await page.locator('.ant-table-row-expand-icon').first().click();
  await page.getByText('周例会').first().waitFor();
  await shot(page, 'audit-zh');
  await page.getByRole('searchbox').fill('没有这样的事');
  await page.getByText('没有符合条件的记录。').waitFor();
  await page.getByRole('button', { name: '导出 Excel' }).click();
  await shot(page, 'audit-export');
  const english = await open('leader', '/audit', { english: true, dark: true });
  await english.getByText('took an evidence package').first().waitFor();
  await shot(english, 'audit-en-dark');
  assert.deepEqual(faults, []);
});
