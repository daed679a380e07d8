import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { seedId } from '@anyuan/server/seed/ids.ts';
import { startBrowser, type TestBrowser } from '@anyuan/testkit/browser.ts';
import { type Scenario, soon, startScenario } from '@anyuan/testkit/scenario.ts';

/** 督办与对接: what is set once for the incidents of a county. */
let s: Scenario;
let b: TestBrowser;
before(async () => {
  s = await startScenario();
  b = await startBrowser(s);
});
after(async () => {
  await b?.close();
  await s?.end();
});

test('a school is found by its name and gets a deadline of its own, which follows the bureau again', async () => {
  const page = await b.open({ login: 'admin', path: '/rules' });
  const of = page.getByTestId('deadlines-of');
  await of.click();
  await of.locator('input').fill('实验');
  await page.locator('.ant-select-item-option').first().click();
  const row = page.getByTestId('stage-red');
  await row.getByText('沿用系统自带').waitFor();
  await row.getByLabel('最多用').first().fill('2');
  await row.getByText('改为沿用').waitFor();
  await page.getByTestId('deadlines-save').click();
  await page.getByText('已保存').waitFor();
  const rowOf = (own: boolean) => page.locator(`[data-testid=stage-red][data-own=${own}]`);
  await rowOf(true).waitFor();
  await page.getByText('撤销').click();
  await rowOf(false).getByText('沿用系统自带').waitFor();
});

test('what the comparison with a platform found is on the page, and one can be asked for', async () => {
  const admin = await s.as('admin');
  const one = {
    name: 'county-110',
    shape: 'dispatchBean' as const,
    secret: 'a-secret-of-both-sides',
  };
  // Nobody listens there.
  const url = 'http://127.0.0.1:9/incidents';
  const platforms = [{ ...one, url, schools: { GX01: seedId('school/1') } }];
  await admin.call('savePlatforms', { body: { platforms } });
  const page = await b.open({ login: 'admin', path: '/rules' });
  const checks = page.getByTestId('platform-checks');
  await checks.getByText('现在核对').click();
  await checks.getByText('已安排').waitFor();
  s.clock.jump(61_000);
  await s.advance(2);
  await soon(async () => {
    await checks.getByRole('button', { name: '刷新' }).click();
    const [found] = await checks.getByTestId('platform-check').allTextContents();
    assert.match(found ?? '', /county-110没有核对成功/);
  }, 10_000);
});

test('kinds of alarm are searched by the words that are seen', async () => {
  const page = await b.open({ login: 'leader', path: '/plans' });
  await page.getByTestId('plan-create').click();
  const kinds = page.getByLabel('报警种类').first();
  await kinds.fill('尖叫');
  await page.locator('.ant-select-item-option').filter({ hasText: '尖叫' }).first().waitFor();
});

test('phrases: what was changed, by whom and when stands below; any version is brought back', async () => {
  const page = await b.open({ login: 'leader', path: '/phrases' });
  const first = page.getByLabel('何时算听到').first();
  await first.selectOption({ label: '谨慎' });
  await page.getByRole('button', { name: '保存并下发到终端' }).click();
  await page.getByText('已保存，正在下发到终端').waitFor();
  await page.getByText('历史版本').click();
  const newest = page.getByTestId('version').first();
  await newest.waitFor();
  assert.match(
    (await newest.textContent()) ?? '',
    /李示例.*救命jiu4 ming4 · 呼救 · 标准.*jiu4 ming4 · 呼救 · 谨慎/,
  );
  await page.getByTestId('version').nth(1).getByRole('button').click();
  await page.getByTestId('version').nth(2).waitFor();
  const leader = await s.as('leader');
  const [school] = (await leader.call('listSchools')).schools;
  const now = await leader.call('showPhrases', { params: { schoolId: school?.id ?? '' } });
  assert.equal(now.phrases[0]?.threshold, 0.5);
  assert.deepEqual(
    now.versions.map((v) => v.version),
    [2, 1, 0],
  );
  await page.context().close();
});

test('whoever comes to a page by its address and may not see it is told whom to ask', async () => {
  const page = await b.open({ login: 'leader', path: '/rules' });
  await page.getByTestId('not-for-you').getByText('请本单位管理员').waitFor();
  const menu = page.getByRole('navigation');
  assert.equal(await menu.getByRole('link', { name: '督办与对接' }).count(), 0);
  assert.equal(await menu.getByRole('link', { name: '大屏' }).getAttribute('href'), '/wall');
  // The whole menu of whoever sees most fits the smallest screen of a desk.
  const admin = await b.open({ login: 'admin', path: '/' });
  await admin.setViewportSize({ width: 1366, height: 768 });
  const last = admin.getByRole('navigation').getByRole('link').last();
  const box = await last.boundingBox();
  assert.ok(box && box.y + box.height <= 768, JSON.stringify(box));
  for (const p of [page, admin]) await p.context().close();
});

test('nothing failed in the pages', () => assert.deepEqual(b.faults, []));
