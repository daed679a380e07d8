import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { keepScreen, startBrowser, type TestBrowser } from '@anyuan/testkit/browser.ts';
import { type Scenario, soon, startScenario } from '@anyuan/testkit/scenario.ts';
import type { Page } from 'playwright-core';

/** 终端设置: what is said at the school holds at its terminals, with its source; taken back it is as before. */
let s: Scenario;
let b: TestBrowser;
let page: Page;
let school: string;
before(async () => {
  s = await startScenario({ startMs: Date.now() });
  b = await startBrowser(s);
  page = await b.open({ login: 'admin', path: '/terminals' });
  await page.getByRole('link', { name: '终端设置' }).click();
  await page.getByTestId('setting-card').waitFor();
  const place = page.getByLabel('组织');
  school = (await place.locator('option:checked').textContent()) ?? '';
});
after(async () => {
  await b?.close();
  await s?.end();
});

const row = (name: string) => page.getByTestId(`setting-${name}`);
const cells = (name: string) => row(name).locator('td');
const level = (label: string) => page.getByLabel('级别').selectOption({ label });
/** The level of the first terminal whose kind of place the test of privacy is about, or is not. */
async function terminalLevel(isPrivate: boolean): Promise<string> {
  const admin = await s.as('admin');
  const { terminals } = await admin.call('listTerminals');
  const found = terminals.find((x) => x.schoolName === school && x.privacy === isPrivate);
  assert.ok(found);
  return `${found.place} · ${found.name}`;
}
const save = async (reason: string) => {
  await page.getByLabel('修改原因').fill(reason);
  await page.getByTestId('setting-save').click();
};

test('set at the school, it holds at a terminal there, which says where it comes from', async () => {
  await row('volume').getByRole('combobox').selectOption('50%');
  await save('午休时太响');
  await page
    .getByTestId('done')
    .filter({ hasText: /已保存，[1-9]\d* 台终端/ })
    .waitFor();
  const version = page.getByTestId('setting-version').first();
  await version.locator('del', { hasText: '沿用' }).waitFor();
  await version.locator('ins', { hasText: '50%' }).waitFor();
  await keepScreen(page, 'device-settings-school');

  await level(await terminalLevel(false));
  await cells('volume').filter({ hasText: school }).waitFor();
  assert.equal(await cells('volume').first().textContent(), '50%');
  assert.equal(await cells('heartbeatSec').nth(1).textContent(), '出厂值');
  await row('volume').getByRole('combobox').selectOption('20%');
  await save('旁边就是教室');
  await page.getByTestId('done').filter({ hasText: '1 台终端' }).waitFor();
});

test('taken back, the terminal follows the school again', async () => {
  assert.equal(await cells('volume').first().textContent(), '20%');
  await page.getByTestId('undo').click();
  await page.getByTestId('done').filter({ hasText: '已撤回' }).waitFor();
  await soon(async () => assert.equal(await cells('volume').first().textContent(), '50%'));
  const versions = page.getByTestId('setting-version');
  await soon(async () => assert.equal(await versions.count(), 2));
  await versions.first().locator('del', { hasText: '20%' }).waitFor();
  await keepScreen(page, 'device-settings-terminal');
});

test('in a privacy zone nobody can switch the clip on, and hears why', async () => {
  await level(await terminalLevel(true));
  await cells('clipEnabled').filter({ hasText: '隐私区域规定' }).waitFor();
  assert.equal(await cells('clipEnabled').first().textContent(), '关');
  await row('clipEnabled').getByRole('combobox').selectOption('开');
  assert.equal(await cells('clipEnabled').first().textContent(), '关');
  await save('想录音');
  await page.getByRole('alert').filter({ hasText: '隐私' }).waitFor();
  assert.equal(await page.getByLabel('修改原因').inputValue(), '想录音', 'nothing typed is lost');
  await keepScreen(page, 'device-settings-privacy');
  assert.deepEqual(b.faults, []);
});

test('from which confidence on people are called is set with a reason, and taken back', async () => {
  const hearing = await b.open({ login: 'leader', path: '/hearing' });
  const card = hearing.getByTestId('wake-card');
  await card.getByLabel('叫人级别').selectOption('3');
  assert.ok(await card.getByTestId('setting-save').isDisabled(), 'not without a reason');
  await card.getByLabel('修改原因').fill('课间太吵');
  await card.getByTestId('setting-save').click();
  const done = card.getByTestId('done');
  await done.filter({ hasText: '之前：沿用上级' }).waitFor();
  await card.getByText('改为 3 可能有危险（课间太吵）').waitFor();
  await card.scrollIntoViewIfNeeded();
  await keepScreen(hearing, 'hearing-wake');
  await card.getByTestId('undo').click();
  await done.filter({ hasText: '已撤回' }).waitFor();
  await card.getByText('改为 沿用上级（撤回）').waitFor();
  assert.equal(await card.getByLabel('修改原因').inputValue(), '');
  assert.deepEqual(b.faults, []);
});
