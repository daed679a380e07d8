import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type SmtpPeer, startSmtpPeer } from '@anyuan/server/notification/peers/smtp-peer.ts';
import { keepScreen, startBrowser, type TestBrowser } from '@anyuan/testkit/browser.ts';
import { type Scenario, startScenario } from '@anyuan/testkit/scenario.ts';

/** A channel is tried before somebody needs it: one marked message to whoever asks. */
let s: Scenario;
let b: TestBrowser;
let smtp: SmtpPeer;
before(async () => {
  s = await startScenario({ startMs: Date.now() });
  smtp = await startSmtpPeer();
  b = await startBrowser(s);
});
after(async () => {
  await b?.close();
  await smtp?.stop();
  await s?.end();
});

test('a test goes to whoever asks, marked as one; what is off, reaches nobody or fails says so', async () => {
  const page = await b.open({ login: 'admin', path: '/channels' });
  const card = page.getByTestId('channel-email');
  const told = card.getByTestId('channel-tested');
  const ask = () => card.getByTestId('channel-test').click();
  await ask();
  await told.getByText('先启用并保存').waitFor();
  await card.getByRole('switch').first().click();
  await card.getByLabel('邮件服务器').fill(smtp.url);
  await card.getByLabel('发件人').fill('anyuan@school.example');
  await card.getByRole('button', { name: '保存' }).click();
  await card.getByText('已保存').waitFor();
  await ask();
  await told.getByText('已发出').waitFor();
  assert.equal(smtp.mails.length, 1);
  await keepScreen(page, 'channels-desk');
  await smtp.stop();
  await ask();
  await told.getByText('没有发出').waitFor();
  const push = page.getByTestId('channel-webpush');
  await push.getByTestId('channel-test').click();
  await push.getByText('还没有您的联系方式').waitFor();
  assert.equal(await page.getByTestId('channel-live').getByTestId('channel-test').count(), 0);
  const none = await s.database.pool.query('select 1 from notification');
  assert.equal(none.rowCount, 0, 'no message of an alarm came of it');
  await page.context().close();
});

test('no page logged an error', () => assert.deepEqual(b.faults, []));
