import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { keepScreen, startBrowser, type TestBrowser } from '@anyuan/testkit/browser.ts';
import { type Scenario, startScenario } from '@anyuan/testkit/scenario.ts';
import type { Page } from 'playwright-core';
import { v7 } from 'uuid';

/** 随手报 from a phone in a dead spot to the desk of whoever handles it, and what became of it back on the phone. */
const said = fileURLToPath(new URL('../apps/terminal/prompts/attention.wav', import.meta.url));
let s: Scenario;
let b: TestBrowser;
before(async () => {
  s = await startScenario({ startMs: Date.now() });
  b = await startBrowser(s, [
    '--use-fake-device-for-media-stream',
    `--use-file-for-fake-audio-capture=${said}`,
  ]);
});
after(async () => {
  await b?.close();
  await s?.end();
});

/** A photo as a phone takes it: large, with a position inside. */
async function largePhoto(page: Page): Promise<Buffer> {
  const address = await page.evaluate(() => {
    const canvas = Object.assign(document.createElement('canvas'), { width: 3000, height: 2000 });
    const context = canvas.getContext('2d');
    if (context) {
      context.fillStyle = '#8aa0b0';
      context.fillRect(0, 0, 3000, 2000);
      context.fillStyle = '#d0a040';
      for (let x = 0; x < 3000; x += 300) context.fillRect(x, 900, 120, 900);
    }
    return canvas.toDataURL('image/jpeg', 0.9);
  });
  const jpeg = Buffer.from(address.slice(address.indexOf(',') + 1), 'base64');
  const exif = Buffer.from([0xff, 0xe1, 0, 12, ...Buffer.from('GPS-SECRET')]);
  return Buffer.concat([jpeg.subarray(0, 2), exif, jpeg.subarray(2)]);
}

/** As many as a phone keeps: keptMax in apps/web/src/quick-report/report-outbox.ts. */
const keptMax = 20;
const file = (name: string, buffer: Buffer, mimeType = 'image/jpeg') => ({
  name,
  mimeType,
  buffer,
});

test('written, photographed and said without a network; kept, sent once, looked at, answered', async () => {
  const phone = await b.open({ login: 'guard', path: '/m/', screen: 'phone' });
  await phone.getByTestId('to-report').tap();
  await phone.getByTestId('report-words').waitFor();
  const alert = phone.getByRole('alert');
  await phone.getByTestId('report-record').tap();
  await alert.filter({ hasText: '没有麦克风权限' }).waitFor();
  await phone.context().grantPermissions(['microphone', 'geolocation']);

  const photo = await largePhoto(phone);
  await phone.context().setOffline(true);
  await phone.getByTestId('report-suspicious').tap();
  await phone.getByTestId('report-send').tap();
  await alert.filter({ hasText: '请写一句话' }).waitFor();
  await phone.getByTestId('report-words').fill('一名男子在南门外徘徊约二十分钟');
  await phone.getByTestId('report-place').fill('南门外公交站旁');
  const library = phone.getByTestId('report-library');
  await library.setInputFiles([file('IMG_1.HEIC', Buffer.from('....ftypheic'), 'image/heic')]);
  await alert.filter({ hasText: 'HEIC' }).waitFor();
  await library.setInputFiles([file('huge.jpg', Buffer.alloc(40 * 1024 * 1024))]);
  await alert.filter({ hasText: '超过 30 MB' }).waitFor();
  await library.setInputFiles([1, 2].map((n) => file(`${n}.jpg`, photo)));
  await phone.getByTestId('report-photo').nth(1).waitFor();
  await phone.getByTestId('report-record').tap();
  await phone.getByText('正在录音 1 秒').waitFor();
  await phone.getByTestId('report-record').tap();
  await phone.getByTestId('report-said').waitFor();
  await keepScreen(phone, 'phone-report');

  await phone.getByTestId('report-send').tap();
  await phone.getByTestId('report-kept').waitFor();
  const unsent = phone.getByTestId('reports-unsent');
  await unsent.filter({ hasText: '1 条随手报还没有送出' }).waitFor();
  await keepScreen(phone, 'phone-report-kept');
  await phone.context().setOffline(false);
  await unsent.waitFor({ state: 'detached', timeout: 40_000 });

  const { rows } = await s.database.pool.query<{ kind: string; stored: boolean }>(
    'select kind, stored_at is not null as stored from quick_report_part order by kind',
  );
  assert.deepEqual(
    rows.map((r) => `${r.kind} ${r.stored}`),
    ['photo true', 'photo true', 'voice true'],
  );
  await phone.context().close();
});

test('at the desk: list, why somebody looks, photos no larger than they need be, voice, an answer; back on the phone', async () => {
  const desk = await b.open({ login: 'affairs', path: '/quick-reports' });
  await desk.getByTestId('report-row').click();
  await desk.getByTestId('report-open').click();
  const picture = desk.getByTestId('report-picture').first();
  await picture.waitFor();
  const side = await picture.evaluate((img: HTMLImageElement) =>
    img.decode().then(() => Math.max(img.naturalWidth, img.naturalHeight)),
  );
  assert.equal(side, 1600);
  const seconds = await desk.getByTestId('report-voice').evaluate(
    (audio: HTMLAudioElement) =>
      new Promise<boolean>((done) => {
        audio.oncanplay = () => done(true);
        audio.onerror = () => done(false);
        audio.load();
      }),
  );
  assert.ok(seconds, 'the voice note plays');
  await keepScreen(desk, 'quick-report');
  await desk.getByRole('button', { name: '关闭' }).click();
  await desk.getByRole('textbox').fill('门卫已上前询问，是等孩子的家长');
  await desk.getByRole('button', { name: '确定' }).click();
  await desk.locator('[data-testid=report-detail][data-state=closed]').waitFor();
  await desk.getByText('看照片或听录音：核实情况').first().waitFor();
  await desk.context().close();

  const phone = await b.open({ login: 'guard', path: '/m/reports', screen: 'phone' });
  await phone.getByText('门卫已上前询问，是等孩子的家长').waitFor();
  await keepScreen(phone, 'phone-my-reports');
  await phone.context().close();
});

test('the page of one report follows what happens to it, and stays one look', async () => {
  const { schools } = await (await s.as('guard')).call('listSchools');
  const guard = await s.as('guard');
  const part = { id: v7(), kind: 'photo' as const };
  const report = { id: v7(), schoolId: schools[0]?.id ?? '', kind: 'hazard' as const };
  const now = s.clock.now();
  await guard.call('sendQuickReport', {
    body: {
      ...{ ...report, zoneId: null, place: '操场', position: null, words: '看台栏杆松动' },
      ...{ parts: [part], madeAt: now, sentAt: now },
    },
  });
  const desk = await b.open({ login: 'affairs', path: `/quick-reports/${report.id}` });
  await desk.getByText('第 1 张照片：还没有传到', { exact: false }).waitFor();
  assert.equal(await desk.getByTestId('report-open').count(), 0);

  const photo = await largePhoto(desk);
  const path = `/api/quick-reports/${report.id}/parts/${part.id}`;
  await fetch(`${s.url}${path}`, {
    method: 'PUT',
    headers: {
      ...{ cookie: guard.cookie, 'x-anyuan': '1' },
      'content-type': 'application/octet-stream',
    },
    body: new Uint8Array(photo),
  });
  await desk.getByTestId('report-open').first().click();
  await desk.getByTestId('report-picture').waitFor();
  const params = { quickReportId: report.id };
  const leader = await s.as('leader');
  await leader.call('closeQuickReport', { params, body: { reason: '已请总务处加固' } });
  await desk.locator('[data-testid=report-detail][data-state=closed]').waitFor();
  await desk.getByText('已请总务处加固', { exact: false }).waitFor();
  await desk.getByTestId('report-picture').waitFor();
  const looks = async () => {
    const { rows } = await s.database.pool.query<{ n: number }>(
      `select count(*)::int as n from audit where subject = $1 and action = 'quickReport.viewed'`,
      [report.id],
    );
    return rows[0]?.n;
  };
  assert.equal(await looks(), 1);
  await desk.reload();
  await desk.getByTestId('report-detail').waitFor();
  assert.equal(await looks(), 2, 'opened anew it is another look');
  await (await s.as('leader')).call('showQuickReport', { params, query: { follows: 'true' } });
  assert.equal(await looks(), 3, 'following without a look before is one');
  await desk.context().close();
});

test('a reason that is being typed outlives that another settles the report, and can be given once it is open again', async () => {
  const guard = await s.as('guard');
  const { schools } = await guard.call('listSchools');
  const now = s.clock.now();
  const report = { id: v7(), schoolId: schools[0]?.id ?? '', kind: 'hazard' as const };
  await guard.call('sendQuickReport', {
    body: {
      ...{ ...report, zoneId: null, place: '操场', position: null, words: '球架松动' },
      ...{ parts: [], madeAt: now, sentAt: now },
    },
  });
  const desk = await b.open({ login: 'affairs', path: `/quick-reports/${report.id}` });
  await desk.getByRole('button', { name: '关闭', exact: true }).click();
  const reason = desk.getByRole('textbox');
  await reason.fill('体育组已加固');
  const params = { quickReportId: report.id };
  const leader = await s.as('leader');
  await leader.call('closeQuickReport', { params, body: { reason: '已请总务处处理' } });
  await desk.locator('[data-testid=report-detail][data-state=closed]').waitFor();
  await desk.getByText('已请总务处处理', { exact: false }).waitFor();
  assert.equal(await reason.inputValue(), '体育组已加固');
  await desk.getByRole('button', { name: '确定' }).click();
  await desk.getByText('别人刚刚处理了这条随手报').waitFor();
  assert.equal(await reason.inputValue(), '体育组已加固');
  await leader.call('reopenQuickReport', { params });
  await desk.locator('[data-testid=report-detail][data-state=open]').waitFor();
  await desk.getByRole('button', { name: '确定' }).click();
  await desk.locator('[data-testid=report-detail][data-state=closed]').waitFor();
  await desk.getByText('体育组已加固', { exact: false }).waitFor();
  assert.equal(await reason.count(), 0);
  await desk.context().close();
});

/** Three hours ahead, and going on. */
const aheadMs = 3 * 3_600_000;
const setAhead = (ms: number) => {
  const real = Date;
  globalThis.Date = class extends real {
    constructor(...given: []) {
      if (given.length === 0) super(real.now() + ms);
      else super(...given);
    }
    static override now() {
      return real.now() + ms;
    }
  } as DateConstructor;
};

test('from a phone with a wrong clock: said there, corrected here, in the open list at once, answered at once', async () => {
  const desk = await b.open({ login: 'affairs', path: '/quick-reports' });
  await desk.getByText('没有随手报').waitFor();
  const phone = await b.open({ login: 'guard', path: '/m/', screen: 'phone' });
  await phone.context().addInitScript(setAhead, aheadMs);
  await phone.reload();
  await phone.getByTestId('to-report').tap();
  await phone.getByText(/手机时间与实际相差约 18\d 分钟/).waitFor();
  await phone.getByTestId('report-words').fill('消防通道堆了杂物');
  await phone.getByTestId('report-send').tap();
  await phone.getByText('已送出', { exact: true }).waitFor();
  const icon = await phone.getByTestId('report-kept').locator('svg').boundingBox();
  assert.ok(icon && Math.abs(icon.x + icon.width / 2 - 195) < 2, 'the sign stands in the middle');

  await desk.getByText('消防通道堆了杂物').click();
  await desk.getByText('上报手机的时间不准，已校正').waitFor();
  const { rows } = await s.database.pool.query<{ off: number; late: number }>(
    `select clock_off_ms as off, received_at - made_at as late from quick_report
     where words = '消防通道堆了杂物'`,
  );
  const [{ off, late } = { off: 0, late: -1 }] = rows;
  assert.ok(Math.abs(off - aheadMs) < 300_000 && late >= 0 && late < 300_000, `${off} ${late}`);

  await phone.getByRole('link', { name: '我报过的' }).tap();
  const mine = phone.locator('[data-testid=report-mine]', { hasText: '消防通道堆了杂物' });
  await mine.getByText('等待处理').waitFor();
  await desk.getByRole('button', { name: '关闭' }).click();
  await desk.getByRole('textbox').fill('已请总务处当天清走');
  await desk.getByRole('button', { name: '确定' }).click();
  await mine.getByText('已请总务处当天清走').waitFor();
  await desk.context().close();
  await phone.context().close();
});

test('a phone that is full says so and loses nothing; with a network all of it goes out, each once', async () => {
  const phone = await b.open({ login: 'teacher', path: '/m/report', screen: 'phone' });
  const words = phone.getByTestId('report-words');
  await words.waitFor();
  await phone.context().setOffline(true);
  for (let n = 1; n <= keptMax; n++) {
    await words.fill(`积压第 ${n} 条`);
    await phone.getByTestId('report-send').tap();
    await phone.getByRole('button', { name: '再报一条' }).tap();
  }
  await words.fill('多出来的一条');
  await phone.getByTestId('report-send').tap();
  const full = phone.getByRole('alert').filter({ hasText: `手机里已有 ${keptMax} 条没有送出` });
  await full.waitFor();
  await full.scrollIntoViewIfNeeded();
  await keepScreen(phone, 'phone-report-full');
  assert.equal(await words.inputValue(), '多出来的一条');
  await phone.context().setOffline(false);
  await phone.getByTestId('reports-unsent').waitFor({ state: 'detached', timeout: 60_000 });
  await phone.getByTestId('report-send').tap();
  await phone.getByText('已送出', { exact: true }).waitFor();
  const { rows } = await s.database.pool.query<{ n: number; different: number }>(
    `select count(*)::int as n, count(distinct words)::int as different from quick_report
     where words like '积压第%' or words = '多出来的一条'`,
  );
  assert.deepEqual(rows, [{ n: keptMax + 1, different: keptMax + 1 }]);
  await phone.context().close();
  // Cut off on purpose: the live link says so in the console.
  assert.deepEqual(
    b.faults.filter((f) => !f.includes('ERR_INTERNET_DISCONNECTED')),
    [],
  );
});
