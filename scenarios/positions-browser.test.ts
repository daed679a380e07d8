import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startBrowser, type TestBrowser } from '@anyuan/testkit/browser.ts';
import { type Scenario, soon, startScenario } from '@anyuan/testkit/scenario.ts';
import type { Page } from 'playwright-core';

/** A teacher shares the position of the phone: agreed to, coarse, on duty only, and said when it ends. */
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

const exact = { latitude: 39.744123, longitude: 98.511345, accuracy: 8 };

async function open(login: string, permissions: string[]): Promise<{ page: Page; sent: object[] }> {
  const sent: object[] = [];
  const page = await b.open({
    ...{ login, path: '/m/me', screen: 'phone' },
    device: { geolocation: exact, permissions },
    async prepare(page) {
      await page.clock.install();
      page.on('request', (request) => {
        const isReport = request.method() === 'POST' && request.url().endsWith('/api/me/position');
        if (isReport) sent.push(request.postDataJSON() as object);
      });
    },
  });
  await page.getByTestId('position-card').waitFor();
  return { page, sent };
}

test('nothing is sent before consent; then coarsely; it ends with the duty and says so', async () => {
  const { page, sent } = await open('teacherb', ['geolocation']);
  await page.getByText('没有人能看到', { exact: false }).waitFor();
  assert.deepEqual(sent, []);
  await page.getByTestId('position-agree').click();
  await page.getByTestId('position-sending').getByText('最近一次', { exact: false }).waitFor();
  assert.deepEqual(sent[0], { latitude: 39.744, longitude: 98.511, accuracyM: 120 });
  s.clock.jump(13 * 3_600_000);
  const before = sent.length;
  await page.clock.fastForward(31_000);
  await page.getByText('值班已结束，位置已停止发送并删除', { exact: false }).waitFor();
  assert.equal(sent.length, before);
  await page.getByTestId('position-off').click();
  await page.getByTestId('position-agree').waitFor();
  await page.context().close();
});

test('a browser that refuses the position is told in plain words, and the exact place goes with a call', async () => {
  const refused = await open('guard', []);
  await refused.page.getByTestId('position-agree').click();
  await refused.page.getByText('没有定位权限', { exact: false }).waitFor();
  assert.deepEqual(refused.sent, []);
  await refused.page.context().close();
  const { page, sent } = await open('guard', ['geolocation']);
  await soon(() => assert.equal(sent.length, 1), 20_000);
  const terminal = await s.terminal();
  await terminal.detect({ kind: 'button' });
  await page.goto(`${s.url}/m/`);
  await page.getByTestId('accept-button').first().waitFor();
  sent.length = 1;
  await page.clock.fastForward(31_000);
  await soon(() => assert.equal(sent.length, 2), 20_000);
  assert.deepEqual(sent[1], { latitude: 39.744123, longitude: 98.511345, accuracyM: 8 });
  await page.context().close();
});
