import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { seedId } from '@anyuan/server/seed/ids.ts';
import { keepScreen, startBrowser, type TestBrowser } from '@anyuan/testkit/browser.ts';
import { type Scenario, soon, startScenario } from '@anyuan/testkit/scenario.ts';
import type { Page } from 'playwright-core';

/** Rosters as their users meet them: the keeper at the console, a guard with the phone. */
let s: Scenario;
let b: TestBrowser;

before(async () => {
  s = await startScenario();
  await s.database.pool.query('update person set email = null, phone = null where id = $1', [
    seedId('person/nightguard'),
  ]);
  b = await startBrowser(s);
});
after(async () => {
  await b?.close();
  await s?.end();
});

const open = (login: string, path: string, screen: 'desk' | 'phone' = 'desk'): Promise<Page> =>
  b.open({ login, path, screen });

test('the keeper previews a shift, saves it, takes it away and back', async () => {
  const page = await open('affairs', '/roster');
  await page.getByTestId('roster-week').waitFor();
  await page.getByTestId('shift-add').click();
  await page.getByTestId('shift-name').fill('放学门口值守');
  await page.getByTestId('shift-save').click();
  await page.getByText('班次还没有人').waitFor();
  await page.getByLabel('第 1 轮').click();
  await page.getByTitle('吴示例').click();
  await page.getByTestId('no-way').getByText('吴示例', { exact: false }).waitFor();
  await page.getByTestId('shift-name').click();
  await page.getByText('看未来 14 天').click();
  await page.getByTestId('shift-preview').waitFor();
  await page.getByTestId('shift-save').click();
  await page.getByTestId('shift-editor').waitFor({ state: 'detached' });
  const shift = page.getByRole('button', { name: /放学门口值守/ });
  await shift.click();
  await page.getByText('删除班次').click();
  await page.getByTestId('roster-undo').click();
  await shift.waitFor();
});

test('a guard confirms with one tap, asks for a swap, and the other takes it', async () => {
  const guard = await open('guard', '/m/duty', 'phone');
  const first = guard.getByTestId('my-duty').first();
  await first.getByTestId('duty-confirm').click();
  await first.getByTestId('duty-confirmed').waitFor();
  const tomorrow = guard.locator('[data-day="2026-09-17"]');
  await tomorrow.getByTestId('swap-ask').click();
  await tomorrow.getByTestId('swap-to').selectOption({ label: '吴示例' });
  await keepScreen(guard, 'duty-phone');
  await tomorrow.getByTestId('swap-send').click();
  await tomorrow.getByText('等待答复').waitFor();
  const night = await open('nightguard', '/m/duty', 'phone');
  await night.getByTestId('swap-agree').click();
  await night.getByTestId('swap-asked').waitFor({ state: 'detached' });
  await guard.reload();
  await guard.getByText('吴示例 已同意').waitFor();
  assert.equal(await guard.locator('[data-day="2026-09-17"]').count(), 0);
});

test('the year is filled in, a day of the school corrected, saved and taken back', async () => {
  const page = await open('affairs', '/roster');
  await page.getByRole('tab', { name: '校历' }).click();
  const table = page.getByTestId('calendar-table');
  await page.getByTestId('calendar-fill-2026').click();
  const filled = await table.inputValue();
  assert.match(filled, /2026-10-01,放假,国庆节/);
  assert.match(filled, /2026-10-10,调休上课/);
  await table.fill(filled.replace(/2026-10-10,[^\n]*/, '2026-10-10,放假,校庆'));
  await page.getByTestId('calendar-save').click();
  await page.getByTestId('roster-undo').waitFor();
  const saved = await (await s.as('affairs')).call('showCalendar', {
    params: { organisationId: seedId('school/1') },
  });
  assert.equal(saved.own.find((d) => d.day === '2026-10-10')?.name, '校庆');
  await page.getByTestId('roster-undo').click();
  await page.getByTestId('roster-undo').waitFor({ state: 'detached' });
  await page.waitForFunction(() => document.querySelector('textarea')?.value === '');
  await page.getByTestId('calendar-file').setInputFiles({
    name: 'days.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from('日期,类型,名称\n2026-11-05,放假吧,运动会\n'),
  });
  await page.getByTestId('calendar-save').click();
  await page.getByText(/第 2 行/).waitFor();
  assert.match(await table.inputValue(), /运动会/, 'what was refused stays');
});

test('a leave without a substitute is a gap on the page, with its hours', async () => {
  const day = (time: string) => Date.parse(`2026-09-18T${time}:00+08:00`);
  await (await s.as('affairs')).call('addLeave', {
    params: { organisationId: seedId('school/1') },
    body: {
      ...{ personId: seedId('person/leader'), substituteId: null, note: '' },
      ...{ fromAt: day('10:00'), toAt: day('11:00') },
    },
  });
  const page = await open('affairs', '/roster');
  await page.getByRole('tab', { name: /缺岗 1/ }).click();
  const gaps = page.getByTestId('roster-gaps');
  await gaps.getByText('值班领导').waitFor();
  await gaps.getByText('2026-09-18 10:00 – 09-18 11:00').waitFor();
});

test('交接班: the one who leaves writes, the one who comes signs, the keeper sees both', async () => {
  const guard = await open('guard', '/m/duty', 'phone');
  await guard.getByText('写交接班').click();
  await guard.getByLabel('写交接班').fill('对讲机两部\n？东门锁有点涩');
  await guard.getByText('交给接班的人').click();
  await guard.getByText('已写好').waitFor();
  const night = await open('nightguard', '/m/duty', 'phone');
  const card = night.getByTestId('to-sign');
  await card.getByText('待处理 · 东门锁有点涩').waitFor();
  await card.getByLabel('说明（可不填）').fill('已报修');
  await card.getByText('核对无误，签收').click();
  await card.waitFor({ state: 'detached' });
  const page = await open('affairs', '/roster');
  await page.getByRole('tab', { name: '在岗可达' }).click();
  const line = page.getByTestId('hand-over').first();
  await line.getByText('吴示例已签收').first().waitFor();
  await line.getByText('待处理 1 项').click();
  await line.getByText('：已报修').waitFor();
});

test('the board says who was reached: a test asked, answered on the phone, and its weekly hour', async () => {
  const page = await open('affairs', '/roster');
  await page.getByRole('tab', { name: '在岗可达' }).click();
  await page.getByTestId('reach-begin').click();
  await page.getByText(/已发给 \d+ 人/).waitFor();
  const teacher = page.getByTestId('reach-row').filter({ hasText: '王示例' });
  await teacher.getByText('测试等待回应').waitFor();
  assert.equal(await teacher.getAttribute('data-reach'), 'unproved');
  const phone = await open('teacher', '/m/duty', 'phone');
  await phone.getByTestId('reach-answer').click();
  await phone.getByTestId('reach-test').waitFor({ state: 'detached' });
  await teacher.getByText('测试已回应').waitFor({ timeout: 20_000 });
  assert.equal(await teacher.getAttribute('data-reach'), 'proved');
  const rule = page.getByTestId('reach-rule');
  await rule.getByRole('switch').click();
  await rule.getByLabel('请在').fill('15');
  await rule.getByText('保存').click();
  const params = { organisationId: seedId('school/1') };
  await soon(async () => {
    const kept = (await (await s.as('affairs')).call('showReach', { params })).rule;
    assert.deepEqual([kept.enabled, kept.replyMinutes], [true, 15]);
  });
});

test('nothing failed in the pages', () => assert.deepEqual(b.faults, []));
