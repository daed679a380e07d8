import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { seedId } from '@anyuan/server/seed/ids.ts';
import { graveFindings } from '@anyuan/testkit/axe.ts';
import { keepScreen, startBrowser, type TestBrowser } from '@anyuan/testkit/browser.ts';
import { type Scenario, startScenario } from '@anyuan/testkit/scenario.ts';

/** A guard leaves: what hangs on them, a successor, the effect before it happens, and back again. Then what waits for somebody, on the phone. */
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

const activeOf = async () => {
  const { rows } = await s.database.pool.query<{ active: boolean }>(
    `select active from person where login = 'guard'`,
  );
  return rows[0]?.active;
};

test('a guard leaves by the page of people and comes back by its undo', async () => {
  const night = await s.as('nightguard');
  const { duties } = await night.call('myRoster');
  const [duty] = duties.filter((d) => d.startAt > s.clock.now() + 86_400_000);
  assert.ok(duty);
  const swap = { shiftId: duty.shiftId, day: duty.day, toId: seedId('person/guard'), note: '' };
  await night.call('askSwap', { body: swap });
  const page = await b.open({ login: 'leader', path: '/people' });
  await page.getByTestId('person-guard').getByRole('button').click();
  await page.getByTestId('leaving').click();
  await page.getByTestId('held').first().waitFor();
  assert.ok(await page.getByTestId('leaving-do').isDisabled(), 'not before somebody said so');
  await page.getByTestId('held').getByRole('combobox').selectOption({ index: 1 });
  await page.getByTestId('leaving-swap').filter({ hasText: '另找人换' }).waitFor();
  await page.getByTestId('leaving-effect').scrollIntoViewIfNeeded();
  assert.deepEqual(await graveFindings(page), []);
  await keepScreen(page, 'leaving');
  await page.getByTestId('leaving-do').click();
  await page.getByText('已离岗').first().waitFor();
  assert.equal(await activeOf(), false);
  await page.getByRole('button', { name: '撤销' }).first().click();
  await page.getByTestId('person-done').waitFor({ state: 'detached' });
  assert.equal(await activeOf(), true);
  await page.context().close();
});

test('what waits for somebody stands on their phone, each a link', async () => {
  const now = s.clock.now();
  const guard = await s.as('guard');
  const { schools } = await guard.call('listSchools');
  await guard.call('sendQuickReport', {
    body: {
      ...{ id: '01980000-0000-7000-8000-0000000000aa', schoolId: schools[0]?.id ?? '' },
      ...{ kind: 'hazard', zoneId: null, place: '南门', position: null, words: '护栏松动' },
      ...{ parts: [], madeAt: now, sentAt: now },
    },
  });
  const phone = await b.open({ login: 'affairs', path: '/m/duty', screen: 'phone' });
  await phone.getByTestId('todo-reports').waitFor();
  await keepScreen(phone, 'phone-todo');
  await phone.getByTestId('todo-reports').tap();
  await phone.getByTestId('report-row').tap();
  await phone.getByTestId('report-detail').waitFor();
  await phone.context().close();
  assert.deepEqual(b.faults, []);
});
