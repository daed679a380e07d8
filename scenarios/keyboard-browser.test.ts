import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startBrowser, type TestBrowser } from '@anyuan/testkit/browser.ts';
import { type Scenario, soon, startScenario } from '@anyuan/testkit/scenario.ts';
import type { Page } from 'playwright-core';
import { v7 } from 'uuid';

/** Nobody touches a mouse here: the one thing that matters on a page is reached by Tab and done by keys. */
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

/** Tabs on until this has the focus, which must be seen; fails after a whole round. */
async function tabTo(page: Page, testId: string): Promise<void> {
  for (let step = 0; step < 120; step++) {
    await page.keyboard.press('Tab');
    const at = await page.evaluate(() => {
      const here = document.activeElement;
      const holder = here?.closest('[data-testid]') as HTMLElement | null;
      return {
        id: holder?.dataset.testid,
        outline: here ? getComputedStyle(here).outlineStyle : '',
      };
    });
    if (at.id !== testId) continue;
    assert.notEqual(at.outline, 'none', `${testId}: the focus must be seen`);
    return;
  }
  assert.fail(`${testId} is not reached by Tab`);
}

async function raise(): Promise<string> {
  const guard = await s.as('guard');
  const [school] = (await guard.call('listSchools')).schools;
  const zoneId = school?.zones[0]?.id ?? '';
  const body = { schoolId: school?.id ?? '', zoneId, detectionId: v7(), beganAt: s.clock.now() };
  return (await guard.call('raiseAlarm', { body })).alarm.id;
}

const stateOf = async (alarmId: string) => (await s.record(alarmId)).state;

test('duty view: an alarm is accepted with one key, or reached and pressed', async () => {
  const page = await b.open({ login: 'affairs', path: '/' });
  await page.getByTestId('calm').first().waitFor();
  const first = await raise();
  await page.getByTestId('alarm-banner').first().waitFor();
  await tabTo(page, 'accept-button');
  await page.keyboard.press('Enter');
  await soon(async () => assert.equal(await stateOf(first), 'accepted'));
  await page.context().close();
});

test('alarm page: accepted by its key, closed with verdict and reason without a mouse', async () => {
  const alarmId = await raise();
  const page = await b.open({ login: 'leader', path: `/alarms/${alarmId}` });
  await page.getByTestId('timeline').waitFor();
  await page.keyboard.press('a');
  await page.getByTestId('close-button').waitFor();
  await tabTo(page, 'close-button');
  await page.keyboard.press('Enter');
  await page.getByTestId('close-reason').waitFor();
  await tabTo(page, 'close-verdict-true');
  await page.keyboard.press('Space');
  await tabTo(page, 'close-reason');
  await page.keyboard.type('已当面核实');
  await tabTo(page, 'close-confirm');
  await page.keyboard.press('Enter');
  await soon(async () => assert.equal(await stateOf(alarmId), 'closed'), 10_000);
  await page.context().close();
});

test('places: a campus is added', async () => {
  const page = await b.open({ login: 'leader', path: '/places' });
  await page.getByTestId('plan-sheet').waitFor();
  await tabTo(page, 'add-campus');
  await page.keyboard.press('Enter');
  await tabTo(page, 'place-name');
  await page.keyboard.type('东街校区');
  await tabTo(page, 'place-save');
  await page.keyboard.press('Enter');
  await page.getByTestId('place-done').waitFor();
  await page.context().close();
});

/** A zone that the demonstration leaves undrawn is not there: one of its own, by keys as well. */
async function addZone(page: Page, name: string): Promise<void> {
  await tabTo(page, 'add-zone');
  await page.keyboard.press('Enter');
  await tabTo(page, 'place-name');
  await page.keyboard.type(name);
  await page.getByLabel('区域类型').focus();
  await page.keyboard.press('Enter');
  await page.keyboard.type('教室');
  await page.keyboard.press('Enter');
  await tabTo(page, 'place-save');
  await page.keyboard.press('Enter');
  await page.getByTestId('place-done').waitFor();
}

test('places: a zone is drawn corner by corner, one taken back, its end undone and redone', async () => {
  const page = await b.open({ login: 'leader', path: '/places' });
  await page.getByTestId('plan-sheet').waitFor();
  await addZone(page, '键盘教室');
  await page.getByLabel('画哪个区域').focus();
  await page.keyboard.press('Enter');
  await page.keyboard.type('键盘教室');
  await page.keyboard.press('Enter');
  const says = page.getByTestId('plan-says');
  await says.getByText('已定 0 个角。').waitFor();
  await page.waitForFunction(() => document.activeElement?.tagName === 'svg');
  const press = async (keys: readonly string[]) => {
    for (const key of keys) await page.keyboard.press(key);
  };
  await press(['Enter', 'ArrowLeft', 'ArrowUp']);
  await says.getByText('光标：横 49 %，纵 49 %。').waitFor();
  await press(['Enter', 'Shift+ArrowRight', 'Shift+ArrowRight', 'Enter']);
  await press(['Shift+ArrowDown', 'Enter', 'Shift+ArrowDown', 'Enter']);
  await says.getByText('已定 4 个角。').waitFor();
  await page.keyboard.press('Backspace');
  await says.getByText('光标：横 59 %，纵 59 %。 已定 3 个角。').waitFor();
  await page.keyboard.press('Escape');
  const drawn = page.locator('polygon[aria-label=键盘教室]');
  await drawn.waitFor();
  const [first = '', , third = ''] = ((await drawn.getAttribute('points')) ?? '').split(' ');
  assert.equal(Math.round(Number(first.split(',')[0])), 490);
  assert.equal(Math.round(Number(third.split(',')[0])), 590);
  await page.keyboard.press('ControlOrMeta+z');
  await drawn.waitFor({ state: 'detached' });
  await page.keyboard.press('ControlOrMeta+y');
  await drawn.waitFor();
  await tabTo(page, 'plan-save');
  await page.keyboard.press('Enter');
  await page.getByTestId('plan-save').and(page.locator(':disabled')).waitFor();
  await page.context().close();
});

test('people: somebody is added, and Escape comes back to where one was', async () => {
  const page = await b.open({ login: 'leader', path: '/people' });
  await page.getByTestId('person-guard').waitFor();
  await tabTo(page, 'person-add');
  await page.keyboard.press('Enter');
  await page.getByTestId('person-name').waitFor();
  await tabTo(page, 'person-name');
  await page.keyboard.type('键示例');
  await tabTo(page, 'person-login');
  await page.keyboard.type('keys.only');
  await tabTo(page, 'person-title');
  await page.keyboard.type('键老师');
  await tabTo(page, 'person-save');
  await page.keyboard.press('Enter');
  await page.getByTestId('first-password').waitFor();
  await page.keyboard.press('Escape');
  await page.getByTestId('person-keys.only').waitFor();
  await page.context().close();
});

test('plans: a wait is changed and saved', async () => {
  const page = await b.open({ login: 'leader', path: '/plans' });
  const wait = page.getByTestId('plan-default').getByLabel('等待（秒）').first();
  await wait.waitFor();
  await wait.focus();
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.type('9');
  await tabTo(page, 'plan-save');
  await page.keyboard.press('Enter');
  await page.getByText('第 1 版').first().waitFor();
  await page.context().close();
});

test('no page logged an error', () => assert.deepEqual(b.faults, []));
