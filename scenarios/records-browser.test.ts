import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { verifyPackage } from '@anyuan/server/evidence/verify-package.ts';
import { startBrowser, type TestBrowser } from '@anyuan/testkit/browser.ts';
import { type Product, startProduct } from '@anyuan/testkit/processes.ts';
import type { Page } from 'playwright-core';

let product: Product;
let b: TestBrowser;
before(async () => {
  product = await startProduct();
  b = await startBrowser(product);
});
after(async () => {
  await b?.close();
  await product?.stop();
});

const open = (path: string): Promise<Page> => b.open({ login: 'leader', path });

/** The page as somebody sees it who chose English and the dark. */
const openInEnglish = (path: string): Promise<Page> =>
  b.open({ login: 'leader', path, locale: 'en', theme: 'dark' });

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

/** The Excel file behind the button, which asks what for. */
async function takeAlong(page: Page, reason: string, name: RegExp): Promise<void> {
  await page.getByRole('button', { name: '导出 Excel' }).click();
  const dialog = page.getByRole('dialog');
  const take = dialog.getByRole('button', { name: /导\s*出/ });
  assert.ok(await take.isDisabled(), 'not without a reason');
  await dialog.getByLabel('用途').fill(reason);
  const [download] = await Promise.all([page.waitForEvent('download'), take.click()]);
  assert.match(download.suggestedFilename(), name);
}

test('records: search in Chinese, another subject, a saved search, its undo, nothing found', async () => {
  const page = await open('/');
  await makeRecords(page);
  await page.goto(`${product.url}/records`);
  const rows = page.getByTestId('record-row');
  await rows.nth(2).waitFor();
  await page.getByRole('searchbox').fill('打闹');
  await page.getByTestId('records-count').getByText('共 1 条').waitFor();
  assert.equal(await rows.count(), 1);
  await page.getByRole('button', { name: '保存这个搜索' }).click();
  await page.getByTestId('filter-name').fill('打闹');
  await page.getByRole('button', { name: /保\s*存$/ }).click();
  await page.getByRole('button', { name: '打闹', exact: true }).waitFor();
  await page.getByRole('button', { name: '删除“打闹”' }).click();
  await page.getByRole('button', { name: '撤销' }).click();
  await page.getByRole('button', { name: '打闹', exact: true }).waitFor();
  await page.getByRole('searchbox').fill('没有这样的事');
  await page.getByTestId('records-none').waitFor();
  await page.getByRole('button', { name: '清除筛选' }).click();
  await page.getByTestId('records-tab-answers').click();
  await page.getByText('接警').first().waitFor();
  await page.getByTestId('records-tab-facts').click();
  await page.getByText('系统发出报警').first().waitFor();
  await page.reload();
  await page.getByText('系统发出报警').first().waitFor();
  await takeAlong(page, '报县局', /^事实.*\.xlsx$/);
  const english = await openInEnglish('/records');
  await english.getByTestId('record-row').first().waitFor();
});

test('reports: made while one waits, and downloaded', async () => {
  const page = await open('/reports');
  await page.getByTestId('report-reason').fill('周例会');
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
  const english = await openInEnglish('/reports');
  await english.locator('[data-testid=report]').first().waitFor();
});

test('evidence: a signed package that the command verifies, and the key to compare it with', async () => {
  const page = await open('/incidents');
  await page.getByTestId('incident-row').first().getByRole('link').first().click();
  await page.getByRole('button', { name: '证据包' }).click();
  await page.getByTestId('evidence-reason').fill('移交教育局');
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
  const page = await open('/audit');
  await page.getByText('导出证据包').first().waitFor();
  await page.getByText('移交教育局').first().waitFor();
  await page.getByRole('searchbox').fill('周例会');
  await page.getByText('移交教育局').first().waitFor({ state: 'detached' });
  await page.locator('.ant-table-row-expand-icon').first().click();
  await page.getByText('周例会').first().waitFor();
  await page.getByRole('searchbox').fill('没有这样的事');
  await page.getByText('没有符合条件的记录。').waitFor();
  await takeAlong(page, '年度检查', /审计.*\.xlsx$/);
  await page.getByRole('searchbox').fill('年度检查');
  await page.getByText('李示例').first().waitFor();
  const english = await openInEnglish('/audit');
  await english.getByText('took an evidence package').first().waitFor();
  assert.deepEqual(b.faults, []);
});
