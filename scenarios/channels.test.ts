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

test('who changed a channel, when and what stands on its card; any version is brought back, no secret with it', async () => {
  const admin = await s.as('admin');
  const params = { kind: 'email' };
  const emailOf = async () =>
    (await admin.call('listChannels')).channels.find((c) => c.kind === params.kind);
  const before = await emailOf();
  assert.deepEqual(
    before?.versions.map((v) => [v.version, v.enabled, v.savedBy]),
    [
      [1, true, '程示例'],
      [0, false, null],
    ],
  );
  const page = await b.open({ login: 'admin', path: '/channels' });
  const card = page.getByTestId('channel-email');
  await card.getByLabel('发件人').fill('wrong@school.example');
  await card.getByLabel('邮件服务器').fill('smtp://me:a-password-of-mail@127.0.0.1:9');
  await card.getByRole('button', { name: '保存' }).click();
  await card.getByText('已保存').waitFor();
  await card.getByText('历史版本', { exact: true }).click();
  const newest = card.getByTestId('version').first();
  await newest.getByText('第 2 版').first().waitFor();
  assert.match(
    (await newest.textContent()) ?? '',
    /当前.*邮件服务器已设置，第 1 版填写 → 已设置，第 2 版填写.*发件人.*anyuan@school\.example → wrong@school\.example/,
  );
  await card.getByTestId('version').nth(1).getByRole('button').click();
  await card.getByTestId('channel-restored').getByText('邮件服务器和那一版不同').waitFor();
  await card.getByTestId('version').nth(3).waitFor();
  assert.equal(await card.getByLabel('发件人').inputValue(), 'anyuan@school.example');
  const after = await emailOf();
  assert.deepEqual(after?.settings, before?.settings);
  assert.deepEqual(
    after?.versions.map((v) => [v.version, v.secrets]),
    [
      [3, { url: 2 }],
      [2, { url: 2 }],
      [1, { url: 1 }],
      [0, {}],
    ],
  );
  const kept = await s.database.pool.query(
    `select (select jsonb_agg(v) from channel_version v)::text ||
       (select jsonb_agg(a) from audit a where action = 'channel.changed')::text as text`,
  );
  assert.equal(kept.rows[0].text.includes('a-password-of-mail'), false);
  assert.match(kept.rows[0].text, /"restored": 1/);
  await page.context().close();
});

test('somebody else was quicker: what they changed stands beside what was typed, and both ways out', async () => {
  const admin = await s.as('admin');
  const params = { kind: 'email' };
  const emailOf = async () => {
    const { channels } = await admin.call('listChannels');
    const found = channels.find((c) => c.kind === params.kind);
    assert.ok(found);
    return found;
  };
  const saveOther = async (from: string) => {
    const { enabled, settings, versions } = await emailOf();
    const body = { basedOn: versions[0]?.version ?? null, enabled };
    return admin.call('saveChannel', {
      params,
      body: { ...body, settings: { ...settings, from } },
    });
  };
  const page = await b.open({ login: 'admin', path: '/channels' });
  const card = page.getByTestId('channel-email');
  const sender = card.getByLabel('发件人');
  const conflict = card.getByTestId('conflict');
  const overtake = async (mine: string, other: string) => {
    await sender.fill(mine);
    await saveOther(other);
    // Another card reads the list anew; this one still knows what its form was filled from.
    await page.getByTestId('channel-live').getByRole('button', { name: '保存' }).click();
    await page.getByTestId('channel-live').getByText('已保存').waitFor();
    await card.getByRole('button', { name: '保存' }).click();
    await conflict.getByText(other).waitFor();
    assert.equal(await sender.inputValue(), mine);
  };
  await overtake('mine@school.example', 'theirs@school.example');
  await keepScreen(page, 'channel-conflict');
  await conflict.getByTestId('conflict-take').click();
  assert.equal(await sender.inputValue(), 'theirs@school.example');
  await overtake('again@school.example', 'other@school.example');
  await conflict.getByTestId('conflict-keep').click();
  await card.getByText('已保存').waitFor();
  assert.equal((await emailOf()).settings.from, 'again@school.example');
  const { version } = await saveOther('last@school.example');
  const body = { basedOn: version - 1, version: 1 };
  const late = admin.call('restoreChannel', { params, body });
  await assert.rejects(late, { code: 'edit.changedMeanwhile' });
  await page.context().close();
});

test('no page logged an error', () => assert.deepEqual(b.faults, []));
