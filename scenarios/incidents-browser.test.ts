import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { keepScreen } from '@anyuan/testkit/browser.ts';
import { type Product, startProduct } from '@anyuan/testkit/processes.ts';
import { type Browser, chromium, type Page } from 'playwright-core';

let product: Product;
let browser: Browser;
const faults: string[] = [];
before(async () => {
  product = await startProduct();
  browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--headless', '--no-sandbox', '--disable-gpu'],
  });
});
after(async () => {
  await browser?.close();
  await product?.stop();
});

async function open(login: string, path: string, phone = false): Promise<Page> {
  const viewport = phone ? { width: 390, height: 844 } : { width: 1366, height: 850 };
  const context = await browser.newContext({ viewport, locale: 'zh-CN' });
  const page = await context.newPage();
  page.on('pageerror', (error) => faults.push(`${login}: ${error.message}`));
  await page.goto(`${product.url}${path}`);
  await page.getByTestId('login').fill(login);
  await page.getByTestId('password').fill('anyuan-demo');
  await page.getByTestId('submit').click();
  await page.getByTestId('login').waitFor({ state: 'detached' });
  return page;
}

/** `ANYUAN_SHOTS=folder` keeps what was on the screen. */
async function shot(page: Page, name: string): Promise<void> {
  const folder = process.env.ANYUAN_SHOTS;
  if (folder) await page.screenshot({ path: `${folder}/${name}.png`, fullPage: true });
}

test('the school enters an incident and hands it over; the station sees it at once, accepts and assesses', async () => {
  const station = await open('command', '/');
  const school = await open('affairs', '/incidents');
  await school.getByRole('button', { name: '登记事件' }).click();
  await school.getByLabel('事件', { exact: true }).fill('校门口有人争吵');
  await school.getByText('同时通过警情直通车').click();
  await shot(school, 'new');
  await keepScreen(school, 'incident-new-desk');
  await school.getByRole('button', { name: '确定' }).click();
  await school.getByTestId('incident-row').first().waitFor();
  await shot(school, 'list');

  await station.getByTestId('waiting').click();
  await station.getByTestId('incident-accept').click();
  await station.getByTestId('incident-accept').waitFor({ state: 'detached' });
  await station.getByRole('button', { name: '研判定级' }).click();
  await station.getByLabel('研判意见').fill('口角，已劝离');
  await station.getByRole('button', { name: '确定' }).click();
  await station.getByText('已研判').first().waitFor();
  await shot(station, 'incident');
  await keepScreen(station, 'incident-desk');

  const phone = await open('officer', '/m/incidents', true);
  await phone.getByRole('button', { name: '办理中' }).click();
  await phone.getByText('校门口有人争吵').click();
  await phone.getByTestId('incident').waitFor();
  await shot(phone, 'phone');
  await keepScreen(phone, 'incident-phone');
  await station.goto(`${product.url}/digest`);
  await station.getByRole('heading', { name: '每日会商' }).waitFor();
  await shot(station, 'digest');
  await keepScreen(station, 'digest-desk');
  assert.deepEqual(faults, []);
});
