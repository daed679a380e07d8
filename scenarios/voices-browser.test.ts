import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { type Product, startProduct } from '@anyuan/testkit/processes.ts';
import { type Browser, chromium, type Page } from 'playwright-core';

/** A phone goes from hand to hand; a recording is its microphone. */
const said = fileURLToPath(new URL('../apps/terminal/prompts/attention.wav', import.meta.url));
const shots = process.env.ANYUAN_SHOTS;

let product: Product;
let browser: Browser;
before(async () => {
  product = await startProduct();
  browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: [
      ...['--headless', '--no-sandbox', '--disable-gpu', '--no-first-run'],
      '--use-fake-device-for-media-stream',
      `--use-file-for-fake-audio-capture=${said}`,
      '--autoplay-policy=no-user-gesture-required',
    ],
  });
});
after(async () => {
  await browser?.close();
  await product?.stop();
});

const faults: string[] = [];

async function open(path: string, phone: boolean): Promise<Page> {
  const context = await browser.newContext({
    viewport: phone ? { width: 390, height: 844 } : { width: 1366, height: 850 },
    ...{ locale: 'zh-CN', timezoneId: 'Asia/Shanghai', permissions: ['microphone'] },
  });
  const page = await context.newPage();
  page.on('pageerror', (error) => faults.push(error.message));
  await page.goto(`${product.url}${path}`);
  await page.getByTestId('login').fill('affairs');
  await page.getByTestId('password').fill('anyuan-demo');
  await page.getByTestId('submit').click();
  await page.getByTestId('login').waitFor({ state: 'detached' });
  return page;
}

async function shot(page: Page, name: string): Promise<void> {
  if (!shots) return;
  await page.waitForTimeout(500);
  await page.screenshot({ path: `${shots}/${name}.png`, fullPage: true });
}

test('consent, phrase by phrase, before and after on the console, and gone without trace', async () => {
  const phone = await open('/m/me', true);
  await phone.getByTestId('to-voices').click();
  await phone.getByTestId('voice-new').click();
  assert.equal(await phone.getByTestId('voice-add').isDisabled(), true, 'not before they agreed');
  await shot(phone, 'voices-consent');
  await phone.getByTestId('voice-agree').check();
  await phone.getByTestId('voice-add').click();
  const phrase = phone.getByTestId('voice-phrase');
  const first = await phrase.textContent();
  await phone.getByTestId('voice-record').click();
  await phone.getByTestId('voice-keep').waitFor({ timeout: 30_000 });
  await shot(phone, 'voices-record');
  await phone.getByTestId('voice-keep').click();
  await phone.waitForFunction(
    (was) => document.querySelector('[data-testid=voice-phrase]')?.textContent !== was,
    first,
  );
  await phone.getByText('返回录音人').click();
  await phone.locator('[data-code=p01]').getByText(/^1\//).waitFor({ timeout: 15_000 });
  await shot(phone, 'voices-people');

  const desk = await open('/phrases', false);
  await desk.getByTestId('phrases-version').waitFor();
  await desk.getByTestId('fit-now').click();
  const row = desk
    .getByTestId('fit-row')
    .filter({ hasText: first ?? '' })
    .first();
  await row.waitFor({ timeout: 30_000 });
  assert.match((await row.textContent()) ?? '', /1/);
  await shot(desk, 'phrases-fit');

  await phone.getByTestId('voice-remove').click();
  await phone.getByTestId('voice-remove-yes').click();
  await phone.locator('[data-code=p01]').waitFor({ state: 'detached' });
  assert.deepEqual(faults, []);
});
