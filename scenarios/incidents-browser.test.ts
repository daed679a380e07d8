import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { keepScreen, startBrowser, type TestBrowser } from '@anyuan/testkit/browser.ts';
import { type Product, startProduct } from '@anyuan/testkit/processes.ts';

let product: Product;
let b: TestBrowser;
before(async () => {
  product = await startProduct();
  b = await startBrowser(product);
});
after(async () => {
  await b?.close();
  await product?.stop();
});

test('the school enters an incident and hands it over; the station sees it at once, accepts and assesses', async () => {
  const station = await b.open({ login: 'command', path: '/' });
  const school = await b.open({ login: 'affairs', path: '/incidents' });
  await school.getByRole('button', { name: '登记事件' }).click();
  await school.getByLabel('事件', { exact: true }).fill('校门口有人争吵');
  await school.getByText('同时通过警情直通车').click();
  await keepScreen(school, 'incident-new-desk');
  await school.getByRole('button', { name: '确定' }).click();
  await school.getByTestId('incident-row').first().waitFor();

  await station.getByTestId('waiting').click();
  await station.getByTestId('incident-accept').click();
  await station.getByTestId('incident-accept').waitFor({ state: 'detached' });
  await station.getByRole('button', { name: '研判定级' }).click();
  await station.getByLabel('研判意见').fill('口角，已劝离');
  await station.getByRole('button', { name: '确定' }).click();
  await station.getByText('已研判').first().waitFor();
  await keepScreen(station, 'incident-desk');

  const phone = await b.open({ login: 'officer', path: '/m/incidents', screen: 'phone' });
  await phone.getByRole('button', { name: '办理中' }).click();
  await phone.getByText('校门口有人争吵').click();
  await phone.getByTestId('incident').waitFor();
  await keepScreen(phone, 'incident-phone');
  await station.goto(`${product.url}/digest`);
  await station.getByRole('heading', { name: '每日会商' }).waitFor();
  await keepScreen(station, 'digest-desk');
  assert.deepEqual(b.faults, []);
});
