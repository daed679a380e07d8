import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { keepScreen, startBrowser, type TestBrowser } from '@anyuan/testkit/browser.ts';
import { type Scenario, type ScenarioTerminal, startScenario } from '@anyuan/testkit/scenario.ts';
import type { Page } from 'playwright-core';
import { v7 } from 'uuid';

/** 报修工单 in a real browser: from the board to the terminal's page, by two people at once, and on the phone. */
let s: Scenario;
let b: TestBrowser;
let terminal: ScenarioTerminal;
before(async () => {
  s = await startScenario({ startMs: Date.now() });
  b = await startBrowser(s);
  terminal = await s.terminal('T01');
});
after(async () => {
  await b?.close();
  await s?.end();
});

const say = (code: string, cleared = false) =>
  terminal.publish('fault', {
    ...{ v: 1, id: v7(), at: s.clock.now(), code, cleared, detail: 'arecord: no device' },
  });
const stateOf = (page: Page) => page.getByTestId('ticket-state');
const confirm = (page: Page) => page.getByRole('button', { name: '确定' }).click();

test('a fault stands on the board; on the terminal’s page it is taken, noted and closed, and live elsewhere', async () => {
  const page = await b.open({ login: 'affairs', path: '/' });
  await say('microphone.dead');
  await page.getByTestId('waiting-tickets').getByText('1 张终端报修工单').click();
  await page.getByTestId('ticket-row').filter({ hasText: '麦克风损坏' }).waitFor();
  await keepScreen(page, 'tickets');
  await page.getByRole('button', { name: '导出 Excel' }).click();
  await page.getByLabel('用途').fill('月度维修汇总');
  const file = page.waitForEvent('download');
  await confirm(page);
  assert.equal((await file).suggestedFilename(), '报修工单.xlsx');

  await page.goto(`${s.url}/terminals`);
  await page
    .getByRole('link', { name: /一层|1 层 · 东侧走廊/ })
    .first()
    .click();
  const own = page.getByTestId('terminal-tickets');
  await own.getByRole('button', { name: '人工报修' }).click();
  await own.getByRole('textbox').fill('外壳开裂，指示灯不亮');
  await confirm(page);
  await own.getByTestId('ticket-row').filter({ hasText: '外壳开裂' }).waitFor();
  await keepScreen(page, 'terminal');
  await own.getByTestId('ticket-row').filter({ hasText: '麦克风损坏' }).click();

  const other = await b.open({ login: 'leader', path: new URL(page.url()).pathname });
  await stateOf(other).getByText('待接单').waitFor();
  await page.getByTestId('ticket-take').click();
  await stateOf(page).getByText('处理中').waitFor();
  await stateOf(other).getByText('处理中').waitFor();
  await page.getByRole('button', { name: '写备注' }).click();
  await page.getByRole('textbox').fill('麦克风排线松脱');
  await confirm(page);
  await other.getByTestId('ticket-entry').filter({ hasText: '麦克风排线松脱' }).waitFor();
  await keepScreen(other, 'ticket');
  assert.deepEqual(b.faults, []);
});

test('two close it at once: the second is told and keeps what was typed', async () => {
  const path = '/tickets?view=open';
  const [first, second] = [
    await b.open({ login: 'affairs', path }),
    await b.open({ login: 'leader', path }),
  ];
  for (const page of [first, second]) {
    await page.getByTestId('ticket-row').filter({ hasText: '麦克风损坏' }).click();
    await page.getByRole('button', { name: '关闭工单' }).click();
    await page.getByRole('textbox').fill('换了麦克风');
  }
  await say('microphone.dead', true);
  await stateOf(second).getByText('故障已恢复，待确认').waitFor();
  await confirm(second);
  await second.getByRole('alert').filter({ hasText: '刚刚有变化' }).waitFor();
  await confirm(second);
  await stateOf(second).getByText('已关闭 · 已修好').waitFor();
  await stateOf(first).getByText('已关闭').waitFor();
  await confirm(first);
  await first.getByRole('alert').filter({ hasText: '已经关闭' }).waitFor();
  assert.equal(await first.getByRole('textbox').inputValue(), '换了麦克风');
  assert.deepEqual(b.faults, []);
});

test('on the phone a ticket of one’s own is a task, and is closed there', async () => {
  const leader = await s.as('leader');
  const guard = (await (await s.as('guard')).call('currentSession')) as { personId: string };
  const { tickets } = await leader.call('listTickets', { query: { view: 'open' } });
  const [ticket] = tickets;
  assert.ok(ticket);
  await leader.call('assignTicket', {
    params: { ticketId: ticket.id },
    body: { personId: guard.personId, basedOn: ticket.version },
  });
  const phone = await b.open({ login: 'guard', path: '/m/duty', screen: 'phone' });
  await phone.getByTestId('todo-tickets').tap();
  await phone.getByTestId('ticket-row').filter({ hasText: '外壳开裂' }).waitFor();
  await keepScreen(phone, 'phone-tickets');
  await phone.getByTestId('ticket-row').filter({ hasText: '外壳开裂' }).tap();
  await phone.getByRole('button', { name: '关闭工单' }).tap();
  await phone.getByLabel('结果').selectOption({ label: '已更换' });
  await phone.getByRole('textbox').fill('整机更换');
  await confirm(phone);
  await stateOf(phone).getByText('已关闭 · 已更换').waitFor();
  await keepScreen(phone, 'phone-ticket');
  assert.deepEqual(b.faults, []);
});

test('who only sees terminals reports, and finds no way to work on it', async () => {
  const page = await b.open({ login: 'officer', path: '/tickets?view=any' });
  await page.getByTestId('ticket-row').first().click();
  await page.getByTestId('ticket-entry').first().waitFor();
  assert.equal(await page.getByRole('button', { name: '关闭工单' }).count(), 0);
  assert.equal(await page.getByTestId('ticket-take').count(), 0);
  const page2 = await b.open({ login: 'teacher', path: '/tickets' });
  await page2.getByText('您的账号看不到这一页').waitFor();
  assert.deepEqual(b.faults, []);
});
