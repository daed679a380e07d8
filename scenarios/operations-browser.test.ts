import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { keepScreen, startBrowser, type TestBrowser } from '@anyuan/testkit/browser.ts';
import { type Scenario, startScenario } from '@anyuan/testkit/scenario.ts';

/** The page of whoever keeps the installation running, in a real browser. */
let s: Scenario;
let b: TestBrowser;
const own = mkdtempSync(join(tmpdir(), 'anyuan-operations-'));

before(async () => {
  // Half a day from now: the backup of the night is not the first.
  const backupHour = (new Date().getUTCHours() + 8 + 12) % 24;
  const settings = {
    backupHour,
    backupDir: join(own, 'backups'),
    backupKeyFile: join(own, 'backup.key'),
  };
  s = await startScenario({ startMs: Date.now(), settings });
  b = await startBrowser(s);
});
after(async () => {
  await b?.close();
  await s?.end();
  rmSync(own, { recursive: true, force: true });
});

test('the first backup is made and rehearsed with two clicks; each says what it came to', async () => {
  const page = await b.open({ login: 'admin', path: '/operations' });
  await page.getByRole('tab', { name: '备份与恢复' }).click();
  await page.getByText('还没有备份', { exact: false }).first().waitFor();
  assert.ok(await page.getByRole('button', { name: '演练恢复' }).isDisabled());
  await page.getByRole('button', { name: '立即备份' }).click();
  const runs = page.getByTestId('backup-run');
  await runs.filter({ hasText: '通过' }).first().waitFor({ timeout: 60_000 });
  await page.getByRole('button', { name: '演练恢复' }).click();
  await page.getByTestId('backup-progress').first().waitFor();
  const rehearsal = runs.filter({ hasText: '恢复演练' }).filter({ hasText: '通过' });
  await rehearsal.waitFor({ timeout: 60_000 });
  assert.match((await rehearsal.textContent()) ?? '', /行，\d+ 个文件.*数据是.*前的/s);
  assert.deepEqual(b.faults, []);
});

test('the check names every task in words, and stands in columns', async () => {
  const page = await b.open({ login: 'admin', path: '/operations' });
  const names = page.locator('tr[data-row-key] td:first-child');
  await names.first().waitFor();
  for (const name of await names.allTextContents()) assert.doesNotMatch(name, /[a-z]/i);
  const health = page.getByTestId('health');
  assert.equal(await health.evaluate((e) => getComputedStyle(e).display), 'grid');
  await page.context().close();
});

test('storage says what takes room; licences are searched', async () => {
  const page = await b.open({ login: 'admin', path: '/operations/storage' });
  await page.getByTestId('storage').getByText('报警记录', { exact: true }).waitFor();
  await page.getByRole('tab', { name: '组件与许可' }).click();
  await page.getByRole('searchbox').fill('libflac');
  await page.getByText('libflacjs', { exact: true }).waitFor();
  await page.getByText('1 项').waitFor();
  await page.getByRole('searchbox').fill('没有这个');
  await page.getByText('没有符合的组件').waitFor();
  assert.deepEqual(b.faults, []);
});

test('how long things are kept: seen before it is saved, with who and why after, and taken back', async () => {
  await s.database.pool.query(
    "insert into audit (at, action, subject, detail) values ($1, 'clip.played', 'old', '{}')",
    [s.clock.now() - 300 * 86_400_000],
  );
  const page = await b.open({ login: 'admin', path: '/operations/storage' });
  const card = page.getByTestId('retention');
  const recordings = card.getByLabel('录音', { exact: true });
  await recordings.fill('3');
  await card.getByText('届时不会比现在多删除').waitFor();
  await card.getByLabel('操作审计').fill('200');
  const save = card.getByTestId('retention-save');
  await card.getByText('操作审计：最多 1').waitFor();
  assert.ok(await save.isDisabled(), 'no reason yet');
  await card.getByLabel('缩短的原因').fill('上级要求');
  await card.evaluate((e) => e.scrollIntoView());
  await keepScreen(page, 'retention-draft-desk');
  await save.click();
  await card.getByTestId('done').waitFor();
  await card.getByTestId('retention-pending').waitFor();
  await card.getByText('历史版本').click();
  const newest = card.getByTestId('version').first();
  assert.match((await newest.textContent()) ?? '', /第 1 版.*上级要求.*录音7 天 → 3 天/);
  await card.evaluate((e) => e.scrollIntoView());
  await keepScreen(page, 'retention-desk');
  await card.getByTestId('undo').click();
  await card.getByTestId('version').nth(2).waitFor();
  assert.equal(await recordings.inputValue(), '7');
  assert.equal(await card.getByTestId('retention-pending').count(), 0);
  // A version that is shorter than now is looked at first.
  await card.getByTestId('version').nth(1).getByRole('button').click();
  await card.getByText('这一版比现在短').waitFor();
  assert.ok(await save.isDisabled());
  await card.getByRole('button', { name: '放弃修改' }).click();
  await page.context().close();
  assert.deepEqual(b.faults, []);
});

test('somebody else was quicker with how long things are kept: what they changed, and both ways out', async () => {
  const other = await s.as('admin');
  const saveOther = async (messages: number) => {
    const { version, days } = await other.call('showRetention');
    await other.call('saveRetention', {
      body: { version, days: { ...days, messages }, reason: '统一期限' },
    });
  };
  const now = async () => (await other.call('showRetention')).days;
  const page = await b.open({ login: 'admin', path: '/operations/storage' });
  const card = page.getByTestId('retention');
  const recordings = card.getByLabel('录音', { exact: true });
  const conflict = card.getByTestId('conflict');
  const overtake = async (clips: string, messages: number) => {
    await recordings.fill(clips);
    await saveOther(messages);
    await card.getByTestId('retention-save').click();
    await conflict.getByText(`${messages} 天`).waitFor();
    assert.equal(await recordings.inputValue(), clips, 'what was typed stays');
    assert.equal(await card.getByTestId('retention-save').count(), 0);
  };
  await overtake('30', 400);
  await card.evaluate((e) => e.scrollIntoView());
  await keepScreen(page, 'retention-conflict');
  await conflict.getByTestId('conflict-take').click();
  await conflict.waitFor({ state: 'detached' });
  assert.equal(await recordings.inputValue(), String((await now()).clips));
  await overtake('31', 401);
  await card.getByLabel('缩短的原因').fill('沿用原来的通知期限');
  await conflict.getByTestId('conflict-keep').click();
  await conflict.waitFor({ state: 'detached' });
  const { clips, messages } = await now();
  assert.deepEqual([clips, messages], [31, 400]);
  await page.context().close();
  assert.deepEqual(b.faults, []);
});

test('who watches one school sees the check and no room that is not theirs', async () => {
  const page = await b.open({ login: 'leader', path: '/operations/backups' });
  await page.getByTestId('health').waitFor();
  assert.deepEqual(await page.getByRole('tab').allTextContents(), ['自检', '组件与许可']);
  assert.deepEqual(b.faults, []);
});
