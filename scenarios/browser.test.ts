import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import {
  keepReadmePicture,
  keepScreen,
  startBrowser,
  type TestBrowser,
} from '@anyuan/testkit/browser.ts';
import { freePort, type Product, startProduct } from '@anyuan/testkit/processes.ts';
import { soon } from '@anyuan/testkit/scenario.ts';

const scream = fileURLToPath(new URL('../apps/terminal/demo-sounds/scream.wav', import.meta.url));

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

test('a scream on a file rings the console, is accepted on the phone, told at the terminal, closed', async () => {
  const desk = await b.open({ login: 'affairs', path: '/' });
  const phone = await b.open({ login: 'guard', path: '/m/', screen: 'phone' });
  await desk.getByTestId('calm').first().waitFor();
  await keepReadmePicture(desk, 'console-calm');

  const buttonPort = await freePort();
  const terminal = product.terminal(['--input', scream, '--http-port', String(buttonPort)]);
  const banner = desk.getByTestId('alarm-banner').first();
  await banner.waitFor({ timeout: 60_000 });
  assert.match((await banner.textContent()) ?? '', /东侧走廊.*尖叫/s);
  await keepReadmePicture(desk, 'console-alarm');
  const accept = phone.getByTestId('accept-button').first();
  await accept.waitFor();
  await keepReadmePicture(phone, 'phone-alarm');
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
  assert.deepEqual(b.faults, []);
});

test('the record: clip with waveform, whole time line, review', async () => {
  const leader = await b.open({ login: 'leader', path: '/' });
  await leader.getByRole('row').getByText('东侧走廊').click();
  await leader.getByTestId('timeline').waitFor();
  await leader.getByTestId('clip-listen').click();
  await leader.getByTestId('clip-player').waitFor();
  await leader.getByTestId('review-text').fill('课间增加楼层巡视');
  await leader.getByTestId('review-save').click();
  const times = leader.getByTestId('timeline');
  await soon(async () => assert.doesNotMatch((await times.textContent()) ?? '', /—/), 10_000);
  await keepReadmePicture(leader, 'console-record');
  await keepScreen(leader, 'record-clip-desk');
  assert.deepEqual(b.faults, []);
});

test('the incident that came of it is judged beside the clip', async () => {
  const leader = await b.open({ login: 'leader', path: '/incidents' });
  await leader.getByTestId('incident-row').first().getByRole('link').click();
  await leader.getByTestId('clip-listen').click();
  await leader.locator('.clip-wave').waitFor();
  await leader.getByRole('button', { name: '研判定级' }).click();
  await leader.getByLabel('研判意见').fill('听录音：追逐打闹');
  await leader.getByRole('button', { name: '确定' }).click();
  await leader.getByText('已研判').first().waitFor();
  assert.deepEqual(b.faults, []);
});

test('pressing for help on the phone rings the desk', async () => {
  const teacher = await b.open({ login: 'teacher', path: '/m/help', screen: 'phone' });
  const desk = await b.open({ login: 'command', path: '/' });
  const press = teacher.getByTestId('help-press');
  await press.waitFor();
  await keepScreen(teacher, 'help-press-phone');
  await press.dispatchEvent('pointerdown', { pointerId: 1, isPrimary: true, button: 0 });
  await desk.getByTestId('alarm-banner').first().waitFor({ timeout: 10_000 });
  await soon(async () => {
    assert.match((await teacher.getByTestId('help-status').textContent()) ?? '', /已发出/);
  }, 10_000);
  await keepScreen(teacher, 'help-phone');
  assert.deepEqual(b.faults, []);
});
