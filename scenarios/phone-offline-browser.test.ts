import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startBrowser, type TestBrowser } from '@anyuan/testkit/browser.ts';
import {
  type Scenario,
  type ScenarioTerminal,
  soon,
  startScenario,
} from '@anyuan/testkit/scenario.ts';
import type { Page } from 'playwright-core';

/** A phone in a dead spot: nothing tapped is lost, nothing is claimed that nobody knows. */
let s: Scenario;
let terminal: ScenarioTerminal;
let b: TestBrowser;

before(async () => {
  s = await startScenario({ startMs: Date.now() });
  terminal = await s.terminal();
  b = await startBrowser(s);
});
after(async () => {
  await b?.close();
  await s?.end();
});

async function phone(login: string): Promise<Page> {
  const page = await b.open({ login, path: '/m/', screen: 'phone' });
  // The next start needs no network for the page itself.
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  return page;
}

async function openAlarm(): Promise<string> {
  await terminal.detect({ kind: 'button', confidence: 4 });
  return soon(async () => {
    const { alarms } = await (await s.as('command')).call('listAlarms', {
      query: { state: 'open' },
    });
    assert.ok(alarms[0]);
    return alarms[0].id;
  });
}

test('with the server away the phone opens with what it knew; accept and arrival wait, say so, and arrive in order with their own time', async () => {
  const page = await phone('guard');
  const alarmId = await openAlarm();
  const admin = await s.as('admin');
  const params = { terminalId: terminal.enrolment.terminalId };
  const { code } = await admin.call('showSticker', { params });
  await page.getByTestId('accept-button').waitFor();
  // The board is kept every two seconds.
  await page.waitForFunction((id) => localStorage.getItem('anyuan.board')?.includes(id), alarmId);
  await s.restart(async () => {
    await page.reload();
    await page.getByTestId('accept-button').click();
    const unsent = page.getByTestId('unsent');
    await unsent.filter({ hasText: '还没有送出' }).waitFor();
    await page.getByTestId('arrive-button').click();
    await page.getByText('扫不了', { exact: false }).click();
    await page.getByTestId('arrive-code').fill(code);
    await page.getByRole('button', { name: '用编号登记' }).click();
    await page.locator('[data-testid=unsent][data-kind=arrive]').waitFor();
    assert.equal(await unsent.count(), 2);
  });
  await page.getByTestId('unsent').first().waitFor({ state: 'detached', timeout: 30_000 });
  const record = await s.record(alarmId);
  const mine = record.people.find((p) => p.state === 'arrived');
  assert.equal(record.state, 'arrived');
  assert.ok((mine?.arrivedAt ?? 0) >= (record.times.t4 ?? 0), 'the time line goes forward');
  const { rows } = await s.database.pool.query<{ type: string; made: number | null }>(
    `select type, (body ->> 'madeAt')::bigint as made from fact
     where alarm_id = $1 and type in ('alarm.accepted', 'response.arrived') order by at`,
    [alarmId],
  );
  assert.deepEqual(
    rows.map((r) => r.type),
    ['alarm.accepted', 'response.arrived'],
  );
  assert.ok(
    rows.every((r) => r.made !== null),
    'each with the time of its tap',
  );
  assert.deepEqual(b.faults, []);
});

test('with the network cut by the browser: declined in two taps, taken back, declined again, sent when it is back', async () => {
  const page = await phone('teacher');
  const context = page.context();
  const alarmId = await openAlarm();
  const decline = page.getByTestId('decline-button');
  await decline.waitFor();
  await context.setOffline(true);
  const twice = async () => {
    await decline.click();
    await page.getByTestId('decline-withPupils').click();
    await page.getByTestId('unsent').waitFor();
  };
  await twice();
  await page.getByRole('button', { name: '撤回' }).click();
  await decline.waitFor();
  await twice();
  await context.setOffline(false);
  await page.getByTestId('unsent').waitFor({ state: 'detached', timeout: 30_000 });
  const { rows } = await s.database.pool.query<{ reason: string }>(
    `select body ->> 'reason' as reason from fact where alarm_id = $1 and type = 'alarm.declined'`,
    [alarmId],
  );
  assert.deepEqual(rows, [{ reason: 'withPupils' }]);
  assert.deepEqual(b.faults, []);
});
