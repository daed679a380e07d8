import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { keepScreen, startBrowser, type TestBrowser } from '@anyuan/testkit/browser.ts';
import { type Product, startProduct } from '@anyuan/testkit/processes.ts';
import type { Page } from 'playwright-core';

/**
 * The first day of somebody who has read only the README: a place, a terminal in it, tomorrow's roster, an alarm. By words on
 * the screen wherever there are any; docs/new-user.md says where such a person hesitated.
 */
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

let terminal: Page;
let desk: Page;

async function clickSheet(points: readonly [number, number][]): Promise<void> {
  const box = await desk.getByTestId('plan-sheet').boundingBox();
  assert.ok(box);
  for (const [x, y] of points) {
    await desk.mouse.click(box.x + box.width * x, box.y + box.height * y);
  }
}

test('draw a zone', async () => {
  desk = await b.open({ login: 'leader', path: '/' });
  await desk.getByTestId('calm').first().waitFor();
  await keepScreen(desk, 'duty-calm-desk');
  await desk.getByRole('link', { name: '地点' }).click();
  await desk.getByTestId('plan-sheet').waitFor();
  await desk.getByText('添加区域').first().click();
  await desk.getByTestId('place-name').fill('美术教室');
  await desk.getByLabel('区域类型').click();
  await desk.locator('.ant-select-item', { hasText: '教室' }).first().click();
  await desk.getByTestId('place-save').click();
  await desk.getByTestId('place-done').waitFor();
  await desk.getByLabel('画哪个区域').click();
  await desk.locator('.ant-select-item', { hasText: '美术教室' }).click();
  await desk.getByTestId('plan-sheet').scrollIntoViewIfNeeded();
  await clickSheet([
    [0.1, 0.62],
    [0.3, 0.62],
    [0.3, 0.78],
    [0.1, 0.78],
  ]);
  await desk.keyboard.press('Enter');
  await desk.getByRole('button', { name: '美术教室' }).and(desk.locator('polygon')).waitFor();
  await keepScreen(desk, 'zone-drawn-desk');
  await desk.getByTestId('plan-save').click();
  await desk.getByTestId('plan-save').isDisabled();
});

test('enrol a terminal', async () => {
  const admin = await b.open({ path: '/terminals' });
  await admin.getByTestId('login').fill('admin');
  await admin.getByTestId('password').fill('anyuan-demo');
  await admin.getByTestId('submit').click();
  await admin.getByTestId('password-current').fill('anyuan-demo');
  await admin.getByTestId('password-next').fill('anyuan-2026-new');
  await admin.getByTestId('password-repeat').fill('anyuan-2026-new');
  await keepScreen(admin, 'new-password-desk');
  await admin.getByTestId('password-repeat').press('Enter');
  await admin.getByText('添加终端：先选区域').click();
  await admin.getByRole('button', { name: '美术教室' }).first().click();
  await admin.getByLabel('添加终端').fill('美术教室终端');
  await admin.getByRole('button', { name: '添加终端' }).click();
  await admin.getByRole('link', { name: '美术教室终端' }).click();
  await admin.getByTestId('enrol-button').click();
  const link = (await admin.getByTestId('enrol-link').textContent()) ?? '';
  await keepScreen(admin, 'enrol-desk');
  await admin.keyboard.press('Escape');
  terminal = await b.open({ path: new URL(link).pathname + new URL(link).hash, screen: 'phone' });
  await terminal.getByTestId('terminal-start').click();
  await terminal.getByTestId('terminal-calm').waitFor({ timeout: 20_000 });
  await keepScreen(terminal, 'terminal-phone');
  await admin.getByTestId('terminal-page').getByText('在线').first().waitFor();
  await admin.getByRole('link', { name: '返回终端列表' }).click();
  const row = admin.getByRole('row', { name: /美术教室终端/ });
  await row.getByText('在线').waitFor();
  await admin.evaluate(() => scrollTo(0, 0));
  await keepScreen(admin, 'terminals-desk');
  await admin.context().close();
});

test('plan tomorrow', async () => {
  await desk.getByRole('link', { name: '值班表' }).click();
  await desk.getByTestId('shift-add').click();
  await desk.getByTestId('shift-name').fill('美术楼值守');
  await desk.getByLabel('第 1 轮').click();
  await desk.getByTitle('吴示例').click();
  await desk.getByTestId('shift-name').click();
  await desk.getByText('看未来 14 天').click();
  await desk.getByTestId('shift-preview').waitFor();
  await keepScreen(desk, 'shift-desk');
  await desk.getByTestId('shift-save').click();
  await desk.getByTestId('shift-editor').waitFor({ state: 'detached' });
  await desk.getByRole('button', { name: /美术楼值守/ }).waitFor();
  await keepScreen(desk, 'roster-desk');
});

test('handle an alarm', async () => {
  await desk.getByRole('link', { name: '报警' }).click();
  const phone = await b.open({ login: 'guard', path: '/m/', screen: 'phone' });
  const press = terminal.getByTestId('terminal-press');
  await press.dispatchEvent('pointerdown', { pointerId: 1, isPrimary: true, button: 0 });
  await press.dispatchEvent('pointerup', { pointerId: 1, isPrimary: true, button: 0 });
  const banner = desk.getByTestId('alarm-banner').first();
  await banner.waitFor({ timeout: 20_000 });
  assert.match((await banner.textContent()) ?? '', /美术教室/);
  await keepScreen(desk, 'alarm-desk');
  await phone.getByTestId('accept-button').first().waitFor();
  await keepScreen(phone, 'alarm-phone');
  await phone.getByTestId('accept-button').first().click();
  await terminal.locator('[data-testid=terminal-stage][data-stage=accepted]').waitFor();
  await keepScreen(terminal, 'terminal-accepted-phone');
  await desk.getByText('美术教室').first().click();
  await desk.getByTestId('timeline').waitFor();
  await keepScreen(desk, 'alarm-page-desk');
  await phone.getByTestId('arrive-button').first().click();
  await keepScreen(phone, 'arrive-phone');
  await phone.goBack();
  // The proof of arrival at the wall: the button held for three seconds.
  await press.dispatchEvent('pointerdown', { pointerId: 1, isPrimary: true, button: 0 });
  await terminal.locator('[data-testid=terminal-stage][data-stage=arrived]').waitFor();
  await press.dispatchEvent('pointerup', { pointerId: 1, isPrimary: true, button: 0 });
  await keepScreen(terminal, 'terminal-arrived-phone');
  await phone.getByTestId('close-button').first().click();
  await phone.getByTestId('close-verdict-true').click();
  await phone.getByTestId('close-reason').fill('两名学生追逐打闹，已劝开并通知班主任');
  await keepScreen(phone, 'close-phone');
  await phone.getByTestId('close-confirm').click();
  await desk.getByText('追逐打闹', { exact: false }).first().waitFor();
  await keepScreen(desk, 'record-desk');
});

test('no page logged an error', () => assert.deepEqual(b.faults, []));
