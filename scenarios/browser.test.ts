import assert from 'node:assert/strict';
import { existsSync, mkdirSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { keepScreen } from '@anyuan/testkit/browser.ts';
import { freePort, type Product, startProduct } from '@anyuan/testkit/processes.ts';
import { soon } from '@anyuan/testkit/scenario.ts';
import { type Browser, chromium, type Page } from 'playwright-core';

const chromiumPath = '/usr/bin/chromium';
const scream = fileURLToPath(new URL('../apps/terminal/demo-sounds/scream.wav', import.meta.url));
/** `ANYUAN_PICTURES=1` renews the pictures of the README. */
const pictures = process.env.ANYUAN_PICTURES
  ? fileURLToPath(new URL('../docs/pictures/', import.meta.url))
  : null;

let product: Product;
let browser: Browser;
before(async () => {
  assert.ok(existsSync(chromiumPath), 'Chromium is missing: apt-get install chromium');
  if (pictures) mkdirSync(pictures, { recursive: true });
  product = await startProduct();
  browser = await chromium.launch({
    executablePath: chromiumPath,
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--autoplay-policy=no-user-gesture-required',
    ],
  });
});
after(async () => {
  await browser?.close();
  await product?.stop();
});

const faults: string[] = [];

async function open(login: string, path: string, phone: boolean): Promise<Page> {
  const context = await browser.newContext({
    viewport: phone ? { width: 390, height: 844 } : { width: 1366, height: 850 },
    ...(phone ? { isMobile: true, hasTouch: true, deviceScaleFactor: 2 } : {}),
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
  });
  const page = await context.newPage();
  page.on('pageerror', (error) => faults.push(`${login}: ${error.message}`));
  await page.goto(`${product.url}${path}`);
  await page.getByTestId('login').fill(login);
  await page.getByTestId('password').fill('anyuan-demo');
  await page.getByTestId('submit').click();
  await page.getByTestId('login').waitFor({ state: 'detached' });
  return page;
}

async function picture(page: Page, name: string): Promise<void> {
  if (!pictures) return;
  // Let transitions end: a picture half way is no picture.
  await page.waitForTimeout(600);
  await page.screenshot({ path: `${pictures}${name}.png` });
}

test('a scream on a file rings the console, is accepted on the phone, told at the terminal, closed', async () => {
  const desk = await open('affairs', '/', false);
  const phone = await open('guard', '/m/', true);
  await desk.getByTestId('calm').first().waitFor();
  await picture(desk, 'console-calm');

  const buttonPort = await freePort();
  const terminal = product.terminal(['--input', scream, '--http-port', String(buttonPort)]);
  const banner = desk.getByTestId('alarm-banner').first();
  await banner.waitFor({ timeout: 60_000 });
  assert.match((await banner.textContent()) ?? '', /东侧走廊.*尖叫/s);
  await picture(desk, 'console-alarm');
  const accept = phone.getByTestId('accept-button').first();
  await accept.waitFor();
  await picture(phone, 'phone-alarm');
  await soon(() => assert.match(terminal.output(), /报警已发出/));

  await accept.click();
  await soon(() => assert.match(terminal.output(), /正在赶来/), 10_000);
  await soon(async () => assert.match((await banner.textContent()) ?? '', /赵示例/), 10_000);

  await fetch(`http://127.0.0.1:${buttonPort}/arrive`, { method: 'POST' });
  await soon(() => assert.match(terminal.output(), /已到现场/), 10_000);
  await soon(async () => assert.match((await banner.textContent()) ?? '', /到场/), 10_000);

  await phone.getByTestId('close-button').first().click();
  await phone.getByTestId('close-verdict-true').click();
  await phone.getByTestId('close-reason').fill('两名学生追逐打闹，已劝开并通知班主任');
  await phone.getByTestId('close-confirm').click();
  await desk.getByTestId('calm').first().waitFor({ timeout: 10_000 });
  await soon(() => assert.match(terminal.output(), /stage=closed/), 10_000);
  assert.deepEqual(faults, []);
});

test('the record: clip with waveform, whole time line, review', async () => {
  const leader = await open('leader', '/', false);
  await leader.getByText('东侧走廊').first().click();
  await leader.getByTestId('timeline').waitFor();
  await leader.getByTestId('clip-listen').click();
  await leader.getByTestId('clip-player').waitFor();
  await leader.getByTestId('review-text').fill('课间增加楼层巡视');
  await leader.getByTestId('review-save').click();
  const times = leader.getByTestId('timeline');
  await soon(async () => assert.doesNotMatch((await times.textContent()) ?? '', /—/), 10_000);
  await picture(leader, 'console-record');
  await keepScreen(leader, 'record-clip-desk');
  assert.deepEqual(faults, []);
});

test('the incident that came of it is judged beside the clip', async () => {
  const leader = await open('leader', '/incidents', false);
  await leader.getByTestId('incident-row').first().getByRole('link').click();
  await leader.getByTestId('clip-listen').click();
  await leader.locator('.clip-wave').waitFor();
  await leader.getByRole('button', { name: '研判定级' }).click();
  await leader.getByLabel('研判意见').fill('听录音：追逐打闹');
  await leader.getByRole('button', { name: '确定' }).click();
  await leader.getByText('已研判').first().waitFor();
  assert.deepEqual(faults, []);
});

test('pressing for help on the phone rings the desk', async () => {
  const teacher = await open('teacher', '/m/help', true);
  const desk = await open('command', '/', false);
  const press = teacher.getByTestId('help-press');
  await press.waitFor();
  await keepScreen(teacher, 'help-press-phone');
  await press.dispatchEvent('pointerdown', { pointerId: 1, isPrimary: true, button: 0 });
  await desk.getByTestId('alarm-banner').first().waitFor({ timeout: 10_000 });
  await soon(async () => {
    assert.match((await teacher.getByTestId('help-status').textContent()) ?? '', /已发出/);
  }, 10_000);
  await picture(teacher, 'phone-help');
  await keepScreen(teacher, 'help-phone');
  assert.deepEqual(faults, []);
});
