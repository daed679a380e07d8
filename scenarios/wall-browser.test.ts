import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import {
  keepReadmePicture,
  keepScreen,
  startBrowser,
  type TestBrowser,
} from '@anyuan/testkit/browser.ts';
import { type Product, startProduct } from '@anyuan/testkit/processes.ts';
import { soon } from '@anyuan/testkit/scenario.ts';
import type { BrowserContext, Page } from 'playwright-core';

let product: Product;
let b: TestBrowser;
const faults: string[] = [];
before(async () => {
  product = await startProduct();
  b = await startBrowser(product, ['--js-flags=--expose-gc']);
});
after(async () => {
  await b?.close();
  await product?.stop();
});

/** Somebody who is signed in, with the header that a page of ours sends. */
async function enter(login: string): Promise<BrowserContext> {
  const context = await b.browser.newContext({
    viewport: { width: 1920, height: 1080 },
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    extraHTTPHeaders: { 'x-anyuan': '1' },
    baseURL: product.url,
  });
  const data = { login, password: 'anyuan-demo' };
  const reply = await context.request.post('/api/session', { data });
  assert.equal(reply.status(), 200);
  return context;
}

async function openWall(context: BrowserContext, search = ''): Promise<Page> {
  const page = await context.newPage();
  page.on('pageerror', (error) => faults.push(error.message));
  await page.goto(`/wall${search}`);
  await page.getByTestId('panel-minute').waitFor({ timeout: 30_000 });
  return page;
}

async function raise(context: BrowserContext, more: object = {}): Promise<string> {
  const { schools } = await (await context.request.get('/api/schools')).json();
  const reply = await context.request.post('/api/alarms', {
    data: {
      schoolId: schools[0].id,
      zoneId: schools[0].zones[0].id,
      detectionId: randomUUID(),
      beganAt: Date.now(),
      ...more,
    },
  });
  assert.equal(reply.status(), 200, await reply.text());
  return (await reply.json()).alarm.id;
}

async function act(context: BrowserContext, path: string, data: object = {}): Promise<void> {
  const reply = await context.request.post(`/api/alarms/${path}`, { data });
  assert.equal(reply.status(), 200, await reply.text());
}

const closing = { verdict: 'mistaken', reason: '学生误触，已当面确认' };

test('the wall of a county: figures with formula, panels without a record say so, a school and back', async () => {
  const bureau = await enter('bureau');
  const wall = await openWall(bureau);
  await wall.getByTestId('calm').waitFor();
  assert.equal(await wall.getByTestId('school-tile').count(), 3);
  assert.match((await wall.getByTestId('figure-minute').textContent()) ?? '', /—.*0\/0/);
  await keepReadmePicture(wall, 'wall-quiet');
  await keepScreen(wall, 'wall-county');

  await wall.getByTestId('panel-duty').getByTestId('formula-open').focus();
  await wall.getByText('此刻有人值守的岗位 ÷').waitFor();
  await wall.getByTestId('formula-open').first().blur();
  await wall.getByTestId('panel-duty').getByTestId('formula-open').blur();

  await wall.getByRole('button', { name: '第 2 页' }).click();
  const hazards = wall.getByTestId('panel-hazards');
  await wall.getByRole('button', { name: '第 3 页' }).click();
  await wall.getByTestId('no-data').first().waitFor();
  if (await hazards.count()) {
    assert.match((await hazards.textContent()) ?? '', /—.*尚无数据.*隐患排查台账/);
  }

  await wall.getByTestId('school-tile').first().click();
  await wall.getByTestId('school-view').waitFor();
  assert.match(wall.url(), /org=/);
  // Also terminals that say nothing while the wall looks, each with its floor.
  const terminals = wall.getByTestId('wall-terminal');
  await terminals.first().waitFor();
  assert.ok((await terminals.count()) > 1);
  const second = terminals.nth(1);
  const place = (await second.locator('span').first().textContent()) ?? '';
  await second.click();
  const shown = wall.getByTestId('plan-view').locator('figcaption');
  await soon(async () =>
    assert.equal((await shown.textContent())?.split(' › ').at(-1), place.split(' · ').at(-1)),
  );
  await keepScreen(wall, 'wall-school');
  await wall.getByTestId('wall-back').click();
  await wall.getByTestId('schools').waitFor();
  await wall.getByTestId('choose-week').click();
  assert.match(wall.url(), /range=week/);
  assert.deepEqual(faults, []);
  await bureau.close();
});

test('an alarm takes the screen from the tour and gives it back where it was', async () => {
  const guard = await enter('guard');
  const bureau = await enter('bureau');
  const wall = await openWall(bureau);
  await wall.getByRole('button', { name: '第 2 页' }).click();
  const alarmId = await raise(guard);
  await wall.getByTestId('takeover').waitFor({ timeout: 10_000 });
  await keepReadmePicture(wall, 'wall-alarm');
  await keepScreen(wall, 'wall-alarm');
  assert.equal(await wall.getByTestId('schools').count(), 0);
  await act(guard, `${alarmId}/accept`);
  await wall.getByText('赵示例').first().waitFor({ timeout: 10_000 });
  const figures = await (await guard.request.get('/api/figures')).json();
  const { latitude, longitude } = figures.schools[0];
  const position = { latitude, longitude, accuracyM: 5 };
  await act(guard, `${alarmId}/arrive`, { method: 'position', ...position });
  await wall.getByTestId('schools').waitFor({ timeout: 10_000 });
  // In hand, and still in sight.
  await wall.getByTestId('alarm-banner').waitFor();
  assert.equal(
    await wall.getByRole('button', { name: '第 2 页' }).getAttribute('aria-current'),
    'page',
  );
  await wall.getByRole('button', { name: '第 1 页' }).click();
  await raise(guard, { alarmKind: 'exercise' });
  await wall.getByTestId('takeover').waitFor({ timeout: 10_000 });
  await keepScreen(wall, 'wall-drill');
  const { alarms } = await (await guard.request.get('/api/alarms?state=open')).json();
  for (const alarm of alarms) await act(guard, `${alarm.id}/close`, closing);
  await wall.getByTestId('calm').waitFor({ timeout: 10_000 });
  // The figures are asked for again by themselves.
  await wall.getByTestId('figure-minute').getByText('1/1').waitFor({ timeout: 20_000 });
  await wall.reload();
  await wall.getByTestId('panel-minute').waitFor();
  await keepReadmePicture(wall, 'wall-busy');
  assert.deepEqual(faults, []);
  await guard.close();
  await bureau.close();
});

test('panels are arranged with the keyboard, kept at the server, and taken back', async () => {
  const guard = await enter('guard');
  const wall = await openWall(guard);
  const order = () =>
    wall.locator('[data-testid^=panel-]').evaluateAll((all) => all.map((e) => e.dataset.testid));
  const usual = await order();
  await wall.getByTestId('arrange').click();
  await wall.getByRole('button', { name: '后移 一分钟到场' }).press('Enter');
  const moved = await order();
  assert.deepEqual([moved[0], moved[1]], [usual[1], usual[0]]);
  await wall.getByRole('button', { name: '隐藏 一分钟到场' }).click();
  assert.equal(await wall.getByTestId('panel-minute').count(), 0);
  await wall.getByTestId('layout-undo').click();
  await wall.getByTestId('panel-duty').dragTo(wall.getByTestId('panel-hours'));
  const dragged = await order();
  assert.equal(dragged.indexOf('panel-duty'), moved.indexOf('panel-hours'));
  await wall.reload();
  await wall.getByTestId('panel-minute').waitFor();
  // The usual order shows until the own one has come; the first panel may be the same in both.
  await soon(async () => assert.deepEqual(await order(), dragged));
  await wall.getByTestId('arrange').click();
  await wall.getByTestId('layout-reset').click();
  assert.deepEqual(await order(), usual);
  assert.deepEqual(faults, []);
  await guard.close();
});

test('old figures say how old; English is complete; a teacher sees alarms without figures', async () => {
  const edu = await enter('edu');
  const wall = await openWall(edu);
  await edu.route('**/api/figures?*', async (route) => {
    const reply = await (await route.fetch()).json();
    await route.fulfill({ json: { ...reply, asOf: reply.asOf - 300_000 } });
  });
  await wall.getByTestId('choose-month').click();
  await wall.getByTestId('old-data').waitFor();
  await edu.unroute('**/api/figures?*');
  await wall.evaluate(() => localStorage.setItem('anyuan.locale', 'en'));
  await edu.request.put('/api/session/locale', { data: { locale: 'en' } });
  await wall.reload();
  await wall.getByTestId('panel-minute').waitFor();
  await keepReadmePicture(wall, 'wall-quiet-en');
  await keepScreen(wall, 'wall-county');
  await edu.close();

  const teacher = await enter('teacher');
  const page = await teacher.newPage();
  await page.goto('/wall');
  await page.getByText('此账号不能查看指标').waitFor({ timeout: 20_000 });
  const alarmId = await raise(teacher);
  await page.getByTestId('takeover').waitFor({ timeout: 10_000 });
  await act(teacher, `${alarmId}/close`, closing);
  await page.getByTestId('calm').waitFor({ timeout: 10_000 });
  await teacher.close();
  assert.deepEqual(faults, []);
});

test('ten thousand frames leave the heap as it was: a wall stands for a week', async () => {
  const bureau = await enter('bureau');
  // The page's own socket, to hand it frames as fast as it takes them.
  await bureau.addInitScript(() => {
    const held = globalThis as unknown as { WebSocket: typeof WebSocket; live: WebSocket };
    held.WebSocket = class extends WebSocket {
      constructor(url: string | URL) {
        super(url);
        held.live = this;
      }
    };
  });
  const wall = await openWall(bureau);
  const { terminals } = await (await bureau.request.get('/api/terminals')).json();
  const { alarms } = await (await bureau.request.get('/api/alarms')).json();
  assert.ok(terminals.length > 0 && alarms.length > 0);
  const heap = () =>
    wall.evaluate(() => {
      (globalThis as unknown as { gc(): void }).gc();
      return (performance as unknown as { memory: { usedJSHeapSize: number } }).memory
        .usedJSHeapSize;
    });
  const drive = (frames: number) =>
    wall.evaluate(
      async ({ frames, terminals, alarm }) => {
        const { live } = globalThis as unknown as { live: WebSocket };
        const hand = (frame: object) =>
          live.onmessage?.(new MessageEvent('message', { data: JSON.stringify(frame) }));
        for (let n = 0; n < frames; n++) {
          // Alarms come and go, each another one: those that ended must not stay for ever.
          const one = { ...alarm, id: crypto.randomUUID(), state: 'accepted' };
          const ended = { ...one, version: one.version + 1, state: 'closed' };
          const terminal = { ...terminals[n % terminals.length], lastSeenAt: n };
          if (n % 5 > 1) hand({ type: 'terminals', terminals: [terminal] });
          else
            hand({
              type: 'alarms',
              mode: 'change',
              last: true,
              alarms: n % 5 ? [ended] : [one, ended],
            });
          if (n % 100 === 0) await new Promise((resolve) => requestAnimationFrame(resolve));
        }
        await new Promise((resolve) => requestAnimationFrame(resolve));
      },
      { frames, terminals, alarm: alarms[0] },
    );
  await drive(1500);
  const early = await heap();
  await drive(10_000);
  const late = await heap();
  console.log(
    `heap after gc: ${Math.round(early / 1024)} KiB, after 10,000 frames ${Math.round(late / 1024)} KiB`,
  );
  assert.ok(late < early + 2 * 1024 * 1024, `${early} -> ${late}`);
  await bureau.close();
});
