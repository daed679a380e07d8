import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { keepScreen, startBrowser, type TestBrowser } from '@anyuan/testkit/browser.ts';
import { type Scenario, soon, startScenario } from '@anyuan/testkit/scenario.ts';
import type { Page } from 'playwright-core';

/** A session that ends while somebody is at work, and a screen that shows nothing else. */
let s: Scenario;
let b: TestBrowser;
before(async () => {
  s = await startScenario({ startMs: Date.now() });
  b = await startBrowser(s);
});
after(async () => {
  await b?.close();
  await s?.end();
});

/** Ended elsewhere: not by a button of this page. */
async function endSession(page: Page): Promise<void> {
  const reply = await page.request.delete(`${s.url}/api/session`, { headers: { 'x-anyuan': '1' } });
  assert.equal(reply.status(), 200);
  await page.evaluate(() => dispatchEvent(new Event('online')));
}

async function signInAgain(page: Page, login: string): Promise<void> {
  await page.getByText('刚才填写的内容还在').waitFor();
  await page.getByTestId('login').fill(login);
  await page.getByTestId('password').fill('anyuan-demo');
  await page.getByTestId('submit').click();
  await page.getByTestId('sign-in-form').waitFor({ state: 'detached' });
}

test('a session that ends in the middle of a form takes nothing: signed in again, the dialog is as it was', async () => {
  const page = await b.open({ login: 'leader', path: '/people' });
  await page.getByTestId('person-add').click();
  await page.getByTestId('person-name').fill('新示例');
  await page.getByTestId('person-title').fill('新老师');
  await page.getByTestId('person-login').fill('new.teacher');
  await page.getByLabel('角色').click();
  await page.locator('.ant-select-item', { hasText: '教师' }).first().click();
  await endSession(page);
  await page.getByTestId('sign-in-form').waitFor();
  await keepScreen(page, 'session-ended-desk');
  // What waits beneath is neither seen nor reached.
  const form = page.getByTestId('person-name');
  assert.ok(await form.evaluate((field) => field.closest('[inert]') !== null));
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  const isOutside = () =>
    page.evaluate(() => document.activeElement?.closest('.ant-modal') === null);
  assert.ok(await isOutside(), 'the focus stays at the sign-in');
  await signInAgain(page, 'leader');
  assert.equal(await page.getByTestId('person-name').inputValue(), '新示例');
  assert.equal(await page.getByTestId('person-login').inputValue(), 'new.teacher');
  await page.getByTestId('person-save').click();
  await page.getByTestId('first-password').waitFor();
  await page.context().close();
});

test('on the phone the reason of closing is still there; somebody else who signs in finds nothing of it', async () => {
  const guard = await s.as('guard');
  const { schools } = await guard.call('listSchools');
  const [school] = schools;
  assert.ok(school);
  const { alarm } = await guard.call('raiseAlarm', {
    body: { detectionId: crypto.randomUUID(), schoolId: school.id, beganAt: s.clock.now() },
  });
  await guard.call('acceptAlarm', { params: { alarmId: alarm.id } });
  const path = `/m/alarms/${alarm.id}/close`;
  const page = await b.open({ login: 'guard', path, screen: 'phone' });
  const reason = page.locator('textarea');
  await reason.fill('追逐打闹，已劝开');
  await endSession(page);
  await signInAgain(page, 'guard');
  assert.equal(await reason.inputValue(), '追逐打闹，已劝开');
  await endSession(page);
  await signInAgain(page, 'affairs');
  await soon(async () => assert.equal(await reason.inputValue(), ''));
  await page.context().close();
});

test('a page that is not for a guard says so without a button that cannot help; a cut is tried again', async () => {
  const page = await b.open({ login: 'guard', path: '/m/', screen: 'phone' });
  const retry = page.getByRole('alert').getByRole('button', { name: '重试' });
  const report = '/m/quick-reports/01997000-0000-7000-8000-000000000000';
  for (const path of ['/m/incidents', '/m/quick-reports', report, '/m/digest']) {
    await page.goto(`${s.url}${path}`);
    await page.getByText('您没有这项操作的权限').waitFor();
    assert.equal(await retry.count(), 0, path);
    assert.equal(await page.getByText('没有符合').count(), 0, path);
  }
  await page.context().close();
  const affairs = await b.open({ login: 'affairs', path: '/m/', screen: 'phone' });
  await affairs.route('**/api/incidents?*', (route) => route.abort());
  await affairs.getByRole('link', { name: '事件' }).click();
  const again = affairs.getByRole('alert').getByRole('button', { name: '重试' });
  await again.waitFor();
  await affairs.unroute('**/api/incidents?*');
  await again.click();
  await again.waitFor({ state: 'detached' });
  await affairs.getByText('没有符合').waitFor();
  await affairs.route('**/api/points', (route) => route.abort());
  await affairs.goto(`${s.url}/m/points`);
  await again.waitFor();
  await affairs.unroute('**/api/points');
  await affairs.getByTestId('point').first().waitFor();
  assert.equal(await again.count(), 0);
  await affairs.context().close();
});

test('one key gives the whole screen to the product and back, on the console and on the wall', async () => {
  for (const path of ['/', '/wall']) {
    const page = await b.open({ login: 'command', path, screen: 'wall' });
    const button = page.getByTestId('full-screen');
    await button.waitFor();
    const isFull = () => page.evaluate(() => document.fullscreenElement !== null);
    await page.keyboard.press('f');
    await soon(async () => assert.equal(await isFull(), true, path));
    await soon(async () => assert.equal(await button.getAttribute('aria-pressed'), 'true'));
    await button.click();
    await soon(async () => assert.equal(await isFull(), false, path));
    await page.context().close();
  }
});

test('no page logged an error', () => assert.deepEqual(b.faults, []));
