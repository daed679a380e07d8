import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { keepScreen, startBrowser, type TestBrowser } from '@anyuan/testkit/browser.ts';
import { type Scenario, soon, startScenario } from '@anyuan/testkit/scenario.ts';
import { readXlsx, writeXlsx } from 'hucre/xlsx';
import type { Page } from 'playwright-core';

/** People as the leader of a school keeps them: one by one, by list from Excel, until somebody leaves. */
let s: Scenario;
let b: TestBrowser;
let schoolName = '';
before(async () => {
  s = await startScenario({ startMs: Date.now() });
  b = await startBrowser(s);
  schoolName = (await (await s.as('leader')).call('listSchools')).schools[0]?.name ?? '';
});
after(async () => {
  await b?.close();
  await s?.end();
});

const open = (more: object = {}) => b.open({ login: 'leader', path: '/people', ...more });
const search = async (page: Page, text: string) => page.getByTestId('people-search').fill(text);

test('a person is added with a role and an account of their own; what was typed survives a refusal', async () => {
  const page = await open();
  await page.getByRole('button', { name: schoolName }).click();
  await keepScreen(page, 'people-desk');
  await page.getByTestId('person-add').click();
  await page.getByTestId('person-name').fill('新示例');
  await page.getByTestId('person-login').fill('guard');
  await page.getByTestId('person-title').fill('新老师');
  await page.getByTestId('person-phone').fill('13900000100');
  await page.getByLabel('角色').click();
  await page.locator('.ant-select-item', { hasText: '保安' }).click();
  await page.getByTestId('person-save').click();
  await page.getByText('这个账号已经有人使用').waitFor();
  assert.equal(await page.getByTestId('person-name').inputValue(), '新示例');
  await page.getByTestId('person-login').fill('new.guard');
  await page.getByTestId('person-save').click();
  const password = (await page.getByTestId('first-password').textContent()) ?? '';
  await page.keyboard.press('Escape');
  await search(page, 'xsl');
  const row = page.getByTestId('person-new.guard');
  await row.getByText('还没改初始密码').waitFor();
  assert.match((await row.textContent()) ?? '', /保安.*139\*\*\*\*0100/);

  const own = await b.open({ path: '/m/', screen: 'phone' });
  await own.getByTestId('login').fill('new.guard');
  await own.getByTestId('password').fill(password);
  await own.getByTestId('submit').click();
  await own.getByTestId('new-password-form').waitFor();
  await own.context().close();
  await page.context().close();
});

test('a person shows how they are reached; who leaves is out at once, their shifts are named, and it is taken back', async () => {
  const guard = await s.as('guard');
  await guard.call('addMyContact', { body: { channel: 'phone', address: '13900000200' } });
  const page = await open();
  await search(page, 'guard');
  await page.getByTestId('person-guard').getByRole('button').click();
  const contacts = page.getByTestId('person-contacts');
  await contacts.getByText('139****0200').waitFor();
  await contacts.getByText('未确认').first().waitFor();
  await contacts.getByTestId('contact-reveal').first().click();
  await contacts.getByText('139 0000 0200').waitFor();
  await page.getByTestId('person-title').fill('老赵');
  await keepScreen(page, 'person-desk');
  await page.getByTestId('person-save').click();
  await page.getByTestId('person-done').getByText('撤销').click();
  await page.getByTestId('person-done').waitFor({ state: 'detached' });
  await page.getByTestId('person-guard').getByRole('button').click();
  await soon(async () => {
    assert.notEqual(await page.getByTestId('person-title').inputValue(), '老赵');
  });
  await page.getByTestId('person-disable').click();
  const done = page.getByTestId('person-done');
  await done.getByText('登录立即失效', { exact: false }).waitFor();
  assert.match((await done.textContent()) ?? '', /还在这些班次里：.+请到值班表换人/);
  await assert.rejects(guard.call('listSchools'));
  await done.getByText('撤销').click();
  await done.waitFor({ state: 'detached' });
  assert.ok(await s.as('guard'));
  await page.context().close();
});

const header = ['姓名', '账号', '称呼', '组织', '角色', '手机', '邮箱', '有效期至'];

/** A list as schools have them: a title above, a merged cell, a formula, a day that is none, a number twice. */
async function badList(): Promise<Buffer> {
  const row = (name: string, login: string, phone: string | null, endsOn: string | null = null) =>
    [name, login, `${name.slice(0, 1)}老师`, schoolName, '教师', phone, null, endsOn] as string[];
  const rows = [
    ['教职工名单（演示）'],
    header,
    row('陈示例', 'chen', '13900000301'),
    row('林示例', 'lin', '13900000301'),
    row('何示例', 'he', '13900000303', '2024/2/30'),
    row('郭示例', 'guo', '=B3'),
    row('马示例', 'ma', '13900000305'),
    row('罗示例', 'luo', '13900000306'),
  ];
  const merges = [
    { startRow: 0, endRow: 0, startCol: 0, endCol: 7 },
    { startRow: 6, endRow: 7, startCol: 2, endCol: 2 },
  ];
  const cells = new Map([['5,5', { formula: 'B3', value: 'chen', type: 'formula' }]]);
  return Buffer.from(await writeXlsx({ sheets: [{ name: '名单', rows, merges, cells }] } as never));
}

async function mend(page: Page, label: string, text: string): Promise<void> {
  const cell = page.getByLabel(label, { exact: true });
  await cell.fill(text);
  await cell.press('Enter');
  await cell.waitFor({ state: 'detached' });
}

test('a bad list is shown row by row, mended in its cells, written, and taken back whole', async () => {
  const page = await open();
  await page.getByTestId('people-import').click();
  const file = {
    name: '教职工.xlsx',
    mimeType: 'application/octet-stream',
    buffer: await badList(),
  };
  await page.getByTestId('import-file').setInputFiles(file);
  const counts = page.getByTestId('import-counts');
  await counts.waitFor();
  assert.match((await counts.textContent()) ?? '', /新增 1.*有错 5/);
  for (const words of ['与第 3 行的手机号重复', '没有这一天', '是公式', '是合并单元格']) {
    await page.getByText(words, { exact: false }).first().waitFor();
  }
  await keepScreen(page, 'import-errors-desk');
  await mend(page, '第 4 行 手机', '13900000302');
  await mend(page, '第 5 行 有效期至', '2027-02-28');
  await page.getByTestId('import-row-4').getByText('已改好').waitFor();
  await mend(page, '第 6 行 手机', '13900000304');
  await mend(page, '第 7 行 称呼', '马老师');
  await soon(async () => assert.match((await counts.textContent()) ?? '', /新增 5.*有错 1/));
  await keepScreen(page, 'import-mended-desk');
  await page.getByTestId('import-apply').click();
  await page.getByTestId('import-written').waitFor();
  const passwords = page.waitForEvent('download');
  await page.getByText('下载初始密码').click();
  const sheet = (await readXlsx(readFileSync(await (await passwords).path()))).sheets[0];
  assert.equal(sheet?.rows.length, 6, 'a header and five new people');
  await page.keyboard.press('Escape');
  await search(page, '示例');
  await page.getByTestId('person-lin').waitFor();

  await page.getByTestId('people-import').click();
  await page.getByText('教职工.xlsx').waitFor();
  await page.getByTestId('import-take-back').click();
  await page.getByText('将移除这次新增的 5 人', { exact: false }).waitFor();
  await keepScreen(page, 'import-take-back-desk');
  await page.getByTestId('import-take-back-yes').click();
  const taken = page.getByTestId('import-taken-back');
  await taken.getByText('移除 5 人', { exact: false }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByTestId('person-lin').waitFor({ state: 'detached' });
  await page.context().close();
});

test('the list is taken along as Excel; in English and in the dark the page is whole', async () => {
  const page = await open({ theme: 'dark', locale: 'en' });
  await page.getByRole('heading', { name: 'People and organisations' }).waitFor();
  const download = page.waitForEvent('download');
  await page.getByText('Export to Excel').click();
  const sheet = (await readXlsx(readFileSync(await (await download).path()))).sheets[0];
  assert.ok((sheet?.rows.length ?? 0) > 5);
  await page.getByTestId('people-import').click();
  const file = {
    name: 'staff.xlsx',
    mimeType: 'application/octet-stream',
    buffer: await badList(),
  };
  await page.getByTestId('import-file').setInputFiles(file);
  await page.getByText('a merged cell', { exact: false }).first().waitFor();
  assert.doesNotMatch((await page.locator('.ant-modal').textContent()) ?? '', /新增|有错|写入/);
  await page.context().close();
});

test('no page logged an error', () => assert.deepEqual(b.faults, []));
