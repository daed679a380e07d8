import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Release } from '@anyuan/terminal/software/make-release.ts';
import { keepScreen, startBrowser, type TestBrowser } from '@anyuan/testkit/browser.ts';
import { look } from '@anyuan/testkit/look.ts';
import { type Scenario, soon, startScenario } from '@anyuan/testkit/scenario.ts';
import { openSlowLine, type SlowLine } from '@anyuan/testkit/slow-line.ts';
import type { Page } from 'playwright-core';
import { type Follower, followerOf, maker, makerKey, makeSmallRelease } from './software-world.ts';

/** 终端 → 软件更新: from an uploaded release to one that stopped by itself and was taken back. */
let s: Scenario;
let b: TestBrowser;
let folder: string;
let line: SlowLine;
let slow: TestBrowser;
let all: Follower[];
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'anyuan-software-page-'));
  s = await startScenario({ startMs: Date.now(), settings: { makerKey } });
  b = await startBrowser(s);
  line = await openSlowLine(s.url);
  slow = await startBrowser(line);
  const { terminals } = await (await s.as('admin')).call('listTerminals');
  const schoolId = terminals[0]?.schoolId;
  const here = terminals.filter((x) => x.schoolId === schoolId).slice(0, 4);
  const there = terminals.filter((x) => x.schoolId !== schoolId).slice(0, 2);
  all = await Promise.all([...here, ...there].map((x) => followerOf(s, x.name)));
  // One that nobody set up under a supervisor.
  const [alone] = terminals.filter((x) => x.schoolId !== schoolId).slice(2);
  if (alone) await followerOf(s, alone.name, { updates: undefined });
  await s.advance(2);
});
after(async () => {
  await b?.close();
  await slow?.close();
  await line?.close();
  await s?.end();
  await rm(folder, { recursive: true, force: true });
});

/** Both files as the maker hands them over; gives their paths. */
async function filesOf(name: string, { archive, signature }: Release): Promise<string[]> {
  const path = join(folder, `anyuan-terminal-${name}-linux.tar.gz`);
  await writeFile(path, archive);
  await writeFile(`${path}.sig`, `${signature}\n`);
  return [path, `${path}.sig`];
}

/** Time passes for terminals that are on line. */
async function pass(seconds: number): Promise<void> {
  for (let passed = 0; passed < seconds; passed += 20) {
    for (const one of all) await one.beat();
    await s.advance(20);
  }
}

/** It does as it was told, and tests itself when asked. */
async function follow(one: Follower): Promise<void> {
  one.state.version = await soon(() => {
    assert.ok(one.state.config?.software);
    return one.state.config.software.version;
  });
  await one.beat();
  await s.advance(12);
  await one.passSelfTest();
}

async function send(page: Page, files: string[]): Promise<void> {
  await page.getByTestId('release-files').setInputFiles(files);
  await page.getByTestId('release-send').click();
}

const stageOf = (page: Page, n: number) => page.getByTestId('stage').nth(n);

test('without a release the page says how to get one; a guard is not led there', async () => {
  const page = await b.open({ login: 'admin', path: '/terminals' });
  await page.getByRole('link', { name: '软件更新' }).click();
  await page.getByText('还没有软件包', { exact: false }).waitFor();
  await page.getByText('1 台终端没有由更新程序启动', { exact: false }).waitFor();
  await page.context().close();
  const guard = await b.open({ login: 'guard', path: '/terminals' });
  await guard.getByTestId('terminal-row').first().waitFor();
  assert.equal(await guard.getByRole('link', { name: '软件更新' }).count(), 0);
  await guard.goto(`${s.url}/terminals/software`);
  await guard.getByRole('alert').waitFor();
  await guard.context().close();
});

test('an operator uploads, brings out stage by stage; it stops by itself, says why, and is taken back', {
  timeout: 120_000,
}, async () => {
  const page = await b.open({ login: 'admin', path: '/terminals/software' });
  await refused(page);
  await forOthers(page);
  await send(page, await filesOf('0.2.0', await makeSmallRelease(folder, { version: '0.2.0' })));
  await page.getByText('0.2.0 已上传', { exact: false }).waitFor();
  await page.getByText('现有 6 台终端能用它更新', { exact: false }).waitFor();
  await page.getByTestId('release').filter({ hasText: '0.2.0' }).getByTestId('plan').click();
  await plans(page, all[0]?.name ?? '');

  await s.advance(2);
  const [first, ...school] = all.slice(0, 4);
  assert.ok(first && school.length === 3);
  await stageOf(page, 0).getByText('更新中 1').waitFor();
  assert.equal(school[0]?.state.config?.software, undefined);
  await follow(first);
  await pass(80);
  await stageOf(page, 0).getByText('已完成').waitFor();
  await stageOf(page, 0).getByText('正常 1').waitFor();
  await stageOf(page, 1).getByText('更新中 3').waitFor();
  await keepScreen(page, 'software-running-desk');

  const [well, bad] = school;
  assert.ok(well && bad);
  await follow(well);
  await bad.fault('software.rolledBack', '0.2.0: did not say well in time');
  await s.advance(15);
  await page.getByTestId('stopped-why').waitFor();
  const told = page.getByTestId('told');
  assert.match(
    (await told.first().textContent()) ?? '',
    /异常.*新版软件已退回：试运行三分钟内没有恢复听音和联网/,
  );
  assert.equal(all[4]?.state.config?.software, undefined, 'other schools were never told');
  await told.first().getByRole('link').click();
  await page.getByTestId('terminal-row').first().waitFor();
  assert.equal(await page.getByTestId('terminal-row').count(), 1, 'the link leads to that one');
  await page.goBack();
  await page.getByTestId('stopped-why').waitFor();
  await keepScreen(page, 'software-stopped-desk');
  await accessible(page, 'stopped');
  await narrow();
  await takesBack(page);
  assert.deepEqual(b.faults, []);
});

test('over a slow line the page says how much is sent and no more; stopped half way, nothing is lost or kept', {
  timeout: 120_000,
}, async () => {
  const page = await slow.open({ login: 'admin', path: '/terminals/software' });
  const release = await makeSmallRelease(
    folder,
    { version: '0.3.0' },
    maker.privateKey,
    largeBytes,
  );
  const standing = line.holdAfter(readBytes);
  await send(page, await filesOf('0.3.0', release));
  await standing;
  await halfSent(page, release.archive.length);
  await keepScreen(page, 'software-sending-desk');
  await page.getByRole('button', { name: '停止上传' }).click();
  await page.getByTestId('release-send').waitFor();
  assert.ok(await page.getByTestId('release-send').isEnabled(), 'what was chosen is still there');
  await sendWhole(page);
  assert.deepEqual(slow.faults, []);
});

/** More than sockets can hold of what a line that stands has not read. */
const largeBytes = 48 * 1024 * 1024;
const readBytes = 8 * 1024 * 1024;

/** What is shown is at least what the line has read, and never the whole. */
async function halfSent(page: Page, sizeBytes: number): Promise<void> {
  const bar = page.getByTestId('upload').locator('progress');
  await soon(async () => {
    const shown = await bar.evaluate((e: HTMLProgressElement) => [e.value, e.max] as const);
    assert.ok(shown[0] >= readBytes * 0.99, `${shown}`);
    assert.ok(shown[0] < sizeBytes, 'it does not say sent of what stands in the line');
    assert.equal(shown[1], sizeBytes);
  });
  await page.getByText(/已传 \d+(\.\d)? MB，共 [45]\d(\.\d)? MB/).waitFor();
}

async function sendWhole(page: Page): Promise<void> {
  const standing = line.holdAfter(readBytes);
  await page.getByTestId('release-send').click();
  await standing;
  await page.getByText('已传 ', { exact: false }).waitFor();
  assert.equal(await page.getByText('0.3.0 已上传', { exact: false }).count(), 0);
  line.release();
  await page.getByText('0.3.0 已上传', { exact: false }).waitFor({ timeout: 60_000 });
}

async function accessible(page: Page, where: string): Promise<void> {
  const found: string[] = [];
  await look(page, where, found);
  await page.emulateMedia({ colorScheme: 'light' });
  assert.deepEqual(found, []);
}

/** What is not the maker's comes back with advice, and the form keeps what was chosen. */
async function refused(page: Page): Promise<void> {
  const { privateKey } = generateKeyPairSync('ed25519');
  const foreign = await makeSmallRelease(folder, { version: '0.2.0' }, privateKey);
  await send(page, await filesOf('0.2.0-foreign', foreign));
  await page.getByText('请从制作者处重新取得软件包和签名', { exact: false }).waitFor();
  const [archive = ''] = await filesOf('0.2.0-cut', foreign);
  await page.getByTestId('release-files').setInputFiles([archive]);
  await page.getByLabel('签名').fill('half');
  await page.getByText('请核对是否粘贴完整', { exact: false }).waitFor();
  assert.ok(await page.getByTestId('release-send').isDisabled());
  const ahead = await makeSmallRelease(folder, { version: '0.2.0', minServer: '9.0.0' });
  await send(page, await filesOf('0.2.0-ahead', ahead));
  await page.getByText('请先升级服务器', { exact: false }).waitFor();
}

/** A release for machines that this place does not have comes in; that it serves nobody, and where they are, is said at once. */
async function forOthers(page: Page): Promise<void> {
  const about = { version: '0.1.5', platform: 'linux-arm64' } as const;
  await send(page, await filesOf('0.1.5', await makeSmallRelease(folder, about)));
  await page.getByText('0.1.5 已上传', { exact: false }).waitFor();
  const note = page.getByTestId('upload').getByRole('status');
  await note.getByText('它适用于 Linux arm64，现在没有终端能用它更新', { exact: false }).waitFor();
  await note.getByText(/6 台机型不符：\S+ 4 台、\S+ 2 台/).waitFor();
  await page.getByTestId('release').getByText('6 台机型不符').waitFor();
  await keepScreen(page, 'software-uploaded-desk');
}

/** Each stage says how many it means before anything begins. */
async function plans(page: Page, first: string): Promise<void> {
  await page.getByLabel('第一台终端').click();
  await page.getByLabel('第一台终端').fill(first);
  await page.locator('.ant-select-item-option', { hasText: first }).click();
  const lines = page.getByTestId('stage-line');
  await lines.nth(0).getByText('1 台，1 所学校').waitFor();
  await lines.nth(1).getByText('3 台，1 所学校').waitFor();
  await lines.nth(3).getByText('2 台').waitFor();
  const plan = page.getByTestId('new-rollout');
  await plan
    .getByTestId('left-out')
    .getByText('1 台没有由更新程序启动', { exact: false })
    .waitFor();
  await page.getByLabel('每批正常运行').fill('1');
  await page.getByTestId('new-rollout').scrollIntoViewIfNeeded();
  await keepScreen(page, 'software-plan-desk');
  await accessible(page, 'plan');
  await page.getByTestId('begin').click();
  await page.getByTestId('rollout-state').getByText('进行中').waitFor();
}

/** The same on a phone: nothing sticks out. */
async function narrow(): Promise<void> {
  const phone = await b.open({ login: 'admin', path: '/terminals/software', screen: 'phone' });
  await phone.getByTestId('told').first().waitFor();
  const wide = await phone.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert.ok(wide <= 0, `${wide} px too wide`);
  await keepScreen(phone, 'software-stopped-phone');
  await phone.context().close();
}

async function takesBack(page: Page): Promise<void> {
  await page.getByRole('button', { name: '撤回这次更新' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('已通知的 4 台终端', { exact: false }).waitFor();
  const confirm = dialog.getByRole('button', { name: '撤回这次更新' });
  assert.ok(await confirm.isDisabled(), 'it asks why');
  await dialog.getByLabel('原因').fill('西侧走廊一台退回，先查清');
  await keepScreen(page, 'software-take-back-desk');
  await confirm.click();
  await page.getByTestId('rollout-state').getByText('已撤回').waitFor();
  await page.getByText('西侧走廊一台退回', { exact: false }).waitFor();
  for (const one of all) one.state.version = '0.1.0';
  await pass(20);
  await page.getByText('已有 4 / 4 台退回原来的版本').waitFor();
}
