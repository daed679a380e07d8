import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type Scenario, soon, startScenario } from '@anyuan/testkit/scenario.ts';
import { type Browser, chromium, type Page } from 'playwright-core';

let s: Scenario;
let browser: Browser;
before(async () => {
  s = await startScenario({ startMs: Date.now() });
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox'],
  });
});
after(async () => {
  await browser?.close();
  await s?.end();
});

async function open(login: string, path: string): Promise<Page> {
  const context = await browser.newContext({
    locale: 'zh-CN',
    viewport: { width: 1360, height: 900 },
  });
  const [name = '', value = ''] = (await s.as(login)).cookie.split('=');
  await context.addCookies([{ name, value, url: s.url }]);
  const page = await context.newPage();
  await page.goto(`${s.url}${path}`);
  return page;
}

test('a plan is edited beside what was, played, refused with advice, saved and taken back', async () => {
  const page = await open('leader', '/plans');
  const plan = page.getByTestId('plan-default');
  await plan.getByText('推演无人应答').click();
  const lines = plan.getByTestId('dry-run').locator('li');
  await lines.first().waitFor();
  assert.match((await lines.first().textContent()) ?? '', /0 秒.*就近/);
  assert.ok((await lines.count()) >= 5);
  const wait = plan.getByLabel('等待（秒）').first();
  await wait.fill('0');
  await plan.getByText('保存新版本').click();
  await plan.getByText('等待时间要在 1 到 3600 秒之间', { exact: false }).waitFor();
  await wait.fill('8');
  await plan.getByText('改前：', { exact: false }).waitFor();
  await plan.getByText('保存新版本').click();
  await plan.getByText('第 1 版').waitFor();
  await plan.getByText('历史版本').click();
  await plan.getByText('恢复到此版本').first().click();
  await plan.getByText('第 2 版').waitFor();
  await page.context().close();
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
});
