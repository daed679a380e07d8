import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type SmtpPeer, startSmtpPeer } from '@anyuan/server/notification/peers/smtp-peer.ts';
import { startBrowser, type TestBrowser } from '@anyuan/testkit/browser.ts';
import { type Scenario, soon, startScenario } from '@anyuan/testkit/scenario.ts';

/** Contacts as a guard confirms them with the phone, and as student affairs sees them afterwards. */
let s: Scenario;
let mail: SmtpPeer;
let b: TestBrowser;

before(async () => {
  mail = await startSmtpPeer();
  s = await startScenario({
    startMs: Date.now(),
    settings: { smtpUrl: mail.url, smtpFrom: 'anyuan@county.example' },
  });
  b = await startBrowser(s);
});
after(async () => {
  await b?.close();
  await s?.end();
  await mail?.stop();
});

test('a wrong number keeps what was typed; a mail address is confirmed by the code that came', async () => {
  const page = await b.open({ login: 'guard', path: '/m/me', screen: 'phone' });
  await page.getByTestId('to-contacts').click();
  const address = page.getByTestId('contact-address');
  await address.fill('1380013');
  await page.getByTestId('contact-add').click();
  await page.getByText('这不是有效的电话号码', { exact: false }).waitFor();
  assert.equal(await address.inputValue(), '1380013');
  await page.getByText('邮箱', { exact: true }).last().click();
  await address.fill('zhao@school.example');
  await page.getByTestId('contact-add').click();
  await page.getByTestId('contact-send').click();
  await page.getByTestId('contact-code').waitFor();
  const code = await soon(() => {
    const mine = mail.mails.filter((m) => m.to.includes('zhao@school.example')).at(-1);
    const found = /确认码 (\d{6})/.exec(mine?.header('subject') ?? '')?.[1];
    assert.ok(found);
    return found;
  });
  await page.getByTestId('contact-code').fill(code);
  await page.getByTestId('contact-confirm').click();
  await page.getByText('已确认', { exact: false }).waitFor();
  await page.getByTestId('contact-remove').click();
  await page.getByTestId('contact-undo').click();
  await page.getByText('已确认', { exact: false }).waitFor();
});

test('student affairs sees it masked, adds a number that somebody else has, and is told', async () => {
  await s
    .as('teacher')
    .then((t) => t.call('addMyContact', { body: { channel: 'phone', address: '13800138000' } }));
  const page = await b.open({ login: 'affairs', path: '/roster' });
  await page.getByRole('tab', { name: '联系方式' }).click();
  const guard = page.getByTestId('contact-person').filter({ hasText: '赵示例' });
  await guard.getByText('z***@school.example').waitFor();
  await guard.getByTestId('contact-reveal').click();
  await guard.getByText('zhao@school.example').waitFor();
  await guard.getByText('添加').click();
  await page.getByTestId('contact-address').fill('13800138000');
  await page.getByTestId('contact-add').click();
  await page.getByTestId('contact-twins').getByText('王示例', { exact: false }).waitFor();
  assert.deepEqual(b.faults, []);
});
