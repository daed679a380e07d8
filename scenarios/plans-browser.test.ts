import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { seedId } from '@anyuan/server/seed/ids.ts';
import { keepScreen, startBrowser, type TestBrowser } from '@anyuan/testkit/browser.ts';
import { type Scenario, soon, startScenario } from '@anyuan/testkit/scenario.ts';
import type { Page } from 'playwright-core';

let s: Scenario;
let b: TestBrowser;
before(async () => {
  s = await startScenario({ startMs: Date.now() });
  // As browsers are set: no sound before the first click.
  b = await startBrowser(s, ['--autoplay-policy=document-user-activation-required']);
});
after(async () => {
  await b?.close();
  await s?.end();
});

const open = (login: string, path: string): Promise<Page> => b.open({ login, path });

test('the first click of a person lands, though the bar that waits for it leaves', async () => {
  const page = await open('leader', '/plans');
  const tab = page.getByRole('tab', { name: '处置流程', exact: false });
  await tab.waitFor();
  const bar = page.getByTestId('sound-enable');
  await bar.waitFor();
  await tab.hover();
  await page.mouse.down();
  // As long as a finger stays on a button.
  await assert.rejects(bar.waitFor({ state: 'hidden', timeout: 400 }));
  await page.mouse.up();
  await page.getByTestId('playbook-create').waitFor();
  await bar.waitFor({ state: 'hidden' });
  await page.context().close();
});

test('a plan is edited beside what was, played, refused with advice, saved and taken back', async () => {
  const page = await open('leader', '/plans');
  const plan = page.getByTestId('plan-default');
  await page.getByText('推演无人应答').click();
  const lines = page.getByTestId('dry-run').locator('li');
  await lines.first().waitFor();
  assert.match((await lines.first().textContent()) ?? '', /0 秒.*就近/);
  assert.ok((await lines.count()) >= 5);
  const wait = plan.getByLabel('等待（秒）').first();
  await wait.fill('0');
  await page.getByTestId('plan-save').click();
  await plan.getByText('等待时间要在 1 到 3600 秒之间', { exact: false }).waitFor();
  await wait.fill('8');
  await page.getByTestId('plan-changes').getByText('8 秒', { exact: false }).waitFor();
  await keepScreen(page, 'plan-edited-desk');
  await page.getByTestId('plan-save').click();
  await plan.getByText('第 1 版').first().waitFor();
  await page.getByTestId('undo').click();
  await plan.getByText('第 2 版').first().waitFor();
  assert.equal(await wait.inputValue(), '20');
  await plan.getByText('历史版本').click();
  assert.equal(await plan.getByTestId('version').count(), 3);
  await page.context().close();
});

test('a new plan: no tier is refused with the way out; out of use and back', async () => {
  const page = await open('leader', '/plans');
  await page.getByTestId('plan-create').click();
  await page.getByTestId('plan-name').fill('夜间按钮');
  for (let left = 3; left > 0; left--) {
    await page.getByTestId('tier').first().getByText('删除这一级').click();
  }
  await page.getByTestId('plan-save').click();
  await page.getByText('预案至少要有一级梯队', { exact: false }).waitFor();
  await page.getByTestId('tier-add').click();
  await page.getByTestId('tier').getByLabel('呼叫的岗位').click();
  await page.getByTitle('保安', { exact: true }).click();
  await page.getByTestId('plan-name').click();
  await page.getByTestId('plan-save').click();
  await page.getByTestId('done').getByText('第 1 版', { exact: false }).waitFor();
  await page.getByTestId('plan-remove').click();
  await page.getByTestId('plan-put-back').waitFor();
  await page.getByTestId('undo').click();
  await page.getByTestId('plan-remove').waitFor();
  // What is as exact and meets the same alarms is refused by name of the other.
  await page.getByTestId('plan-copy').click();
  await page.getByTestId('plan-save').click();
  await page.getByText('另一个预案的条件同样具体', { exact: false }).waitFor();
  await page.context().close();
});

test('two people edit one plan: the second sees what the first changed and keeps what was typed', async () => {
  const [first, second] = [await open('leader', '/plans'), await open('affairs', '/plans')];
  for (const page of [first, second]) await page.getByTestId('open-plan-default').click();
  await second.getByTestId('plan-default').getByLabel('等待（秒）').nth(1).fill('33');
  await first.getByTestId('plan-default').getByLabel('等待（秒）').first().fill('11');
  await first.getByTestId('plan-save').click();
  await first.getByTestId('done').waitFor();
  await second.getByTestId('plan-save').click();
  const conflict = second.getByTestId('conflict');
  await conflict.getByText('11 秒', { exact: false }).waitFor();
  assert.match((await conflict.textContent()) ?? '', /李示例/);
  assert.equal(await second.getByLabel('等待（秒）').nth(1).inputValue(), '33');
  await second.getByTestId('conflict-keep').click();
  await second.getByTestId('done').waitFor();
  const { plans } = await (await s.as('leader')).call('listPlans', {
    params: { schoolId: seedId('school/1') },
  });
  const kept = plans.find((p) => p.key === 'default' && p.schoolId !== null);
  assert.equal(kept?.plan.tiers[1]?.waitSec, 33);
  for (const page of [first, second]) await page.context().close();
});

test('a step ticked on the phone shows on the console without asking', async () => {
  const terminal = await s.terminal();
  const { id } = await terminal.detect({ kind: 'button' });
  await soon(() => assert.ok(terminal.acked.has(id)));
  await s.server.idle();
  const command = await s.as('command');
  const { alarms } = await command.call('listAlarms', { query: { state: 'open' } });
  const alarmId = alarms.find((a) => a.detectionIds.includes(id))?.id;
  const console_ = await open('leader', `/alarms/${alarmId}`);
  await console_.getByTestId('playbook-go').waitFor();
  const phone = await open('guard', `/m/alarms/${alarmId}`);
  // A click, not `check`: the tick appears when the server has it.
  await phone.getByTestId('playbook-go').getByRole('checkbox').first().click();
  await console_.getByTestId('playbook-go').getByText('赵示例', { exact: false }).first().waitFor();
  const english = await b.open({ login: 'leader', path: `/alarms/${alarmId}`, locale: 'en' });
  const card = english.getByTestId('playbook');
  await card.getByText('Whoever is nearest runs there').waitFor();
  const text = ((await card.textContent()) ?? '').replaceAll('赵示例', '');
  assert.doesNotMatch(text, /\p{Script=Han}/u, 'what is shipped reads in English');
  await english.context().close();
});

test('a playbook of the school: steps, checklist, the phone beside it, refused without words, taken back', async () => {
  const page = await open('leader', '/plans');
  await page.getByRole('tab', { name: '处置流程', exact: false }).click();
  await page.getByTestId('playbook-create').click();
  await page.getByTestId('playbook-name').fill('食堂异常声响');
  await page.getByLabel('用于哪些报警').click();
  await page.locator('.ant-select-item-option').getByText('手机求助').click();
  await page.getByTestId('playbook-name').click();
  await page.getByTestId('playbook-save').click();
  await page.getByText('有一项没填或太长', { exact: false }).waitFor();
  await page.getByTestId('step').getByLabel('要做的事').fill('到食堂查看');
  await page.getByText('增加一项').click();
  await page.getByLabel('第 1 项').fill('查看后厨');
  const phone = page.getByTestId('phone-preview');
  await phone.getByText('到食堂查看').waitFor();
  await phone.getByText('查看后厨').waitFor();
  await page.getByTestId('playbook-save').click();
  await page.getByTestId('done').getByText('第 1 版', { exact: false }).waitFor();
  await page.getByTestId('undo').click();
  await page.getByText('恢复使用').waitFor();
  await page.context().close();
});
