import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startBrowser, type TestBrowser } from '@anyuan/testkit/browser.ts';
import { type Scenario, soon, startScenario } from '@anyuan/testkit/scenario.ts';
import type { Page } from 'playwright-core';
import { v7 } from 'uuid';

let s: Scenario;
let b: TestBrowser;
before(async () => {
  s = await startScenario({ startMs: Date.now() });
  b = await startBrowser(s);
});
after(async () => {
  await b?.close();
  await s?.end();
});

async function open(login: string, path: string, phone = false): Promise<Page> {
  // A sheet that is whole on the screen can be drawn on without scrolling.
  const device = phone ? {} : { viewport: { width: 1440, height: 1400 } };
  const page = await b.open({ login, path, screen: phone ? 'phone' : 'desk', device });
  page.setDefaultTimeout(60_000);
  return page;
}

/** Clicks at parts of the sheet, as a person draws. */
async function clickSheet(page: Page, points: readonly [number, number][]): Promise<void> {
  const box = await page.getByTestId('plan-sheet').boundingBox();
  assert.ok(box);
  for (const [x, y] of points) {
    await page.mouse.click(box.x + box.width * x, box.y + box.height * y);
  }
}

test('a zone is added and drawn by hand; undo, save; the second of two editors keeps theirs', async () => {
  const page = await open('leader', '/places');
  await page.getByTestId('plan-sheet').waitFor();
  await page.getByTestId('add-zone').first().click();
  await page.getByTestId('place-name').fill('美术教室');
  await page.getByTestId('place-save').click();
  await page.getByText('请选择区域类型', { exact: false }).waitFor();
  assert.equal(
    await page.getByTestId('place-name').inputValue(),
    '美术教室',
    'nothing typed is lost',
  );
  await page.getByLabel('区域类型').click();
  await page.locator('.ant-select-item', { hasText: '教室' }).first().click();
  await page.getByTestId('place-save').click();
  await page.getByTestId('place-done').waitFor();

  await page.getByLabel('画哪个区域').click();
  await page.locator('.ant-select-item', { hasText: '美术教室' }).click();
  await clickSheet(page, [
    [0.1, 0.62],
    [0.3, 0.62],
    [0.3, 0.78],
    [0.1, 0.78],
  ]);
  await page.keyboard.press('Enter');
  const drawn = page.getByRole('button', { name: '美术教室' }).and(page.locator('polygon'));
  await drawn.waitFor();
  await page.getByTestId('plan-undo').click();
  await drawn.waitFor({ state: 'detached' });
  await page.getByLabel('重做').click();
  await drawn.waitFor();

  const schoolId = (await (await s.as('affairs')).call('listSchools')).schools[0]?.id ?? '';
  const affairs = await s.as('affairs');
  const tree = await affairs.call('showPlaces', { params: { schoolId } });
  const zone = tree.places.find((p) => p.name === '美术教室');
  const params = { schoolId, placeId: zone?.parentId ?? '' };
  const theirs = await affairs.call('showFloorPlan', { params });
  await affairs.call('saveFloorPlan', { params, body: { basedOn: 1, plan: theirs.plan } });
  await page.getByTestId('plan-save').click();
  await page.getByTestId('plan-theirs').waitFor();
  assert.match((await page.getByTestId('plan-theirs').textContent()) ?? '', /张示例.*第 2 版/);
  await drawn.waitFor();
  await page.getByText('用我的再保存一版').click();
  await soon(async () => {
    const now = await affairs.call('showFloorPlan', { params });
    assert.equal(now.version, 3);
    assert.ok(now.plan.outlines.some((o) => o.zoneId === zone?.id));
  }, 20_000);
  await page.context().close();
});

test('beside an alarm the cameras of its floor are listed, the nearest first, each with a way to its picture', async () => {
  const leader = await s.as('leader');
  const [school] = (await leader.call('listSchools')).schools;
  assert.ok(school);
  const zone = school.zones.find((z) => z.place.endsWith('东侧走廊'));
  assert.ok(zone);
  const params = { schoolId: school.id, zoneId: zone.id };
  const { places } = await leader.call('showPlaces', { params: { schoolId: school.id } });
  const floor = {
    schoolId: school.id,
    placeId: places.find((p) => p.id === zone.id)?.parentId ?? '',
  };
  const { plan, version } = await leader.call('showFloorPlan', { params: floor });
  const camera = (name: string, at: [number, number], url: string) =>
    ({ id: v7(), kind: 'camera', at, name, url }) as const;
  const marks = [
    ...plan.marks,
    camera('楼梯口摄像头', [0.05, 0.05], 'rtsp://nvr.invalid/2'),
    camera('走廊球机', [0.8, 0.52], 'https://video.invalid/1'),
  ];
  const change = { basedOn: version, plan: { ...plan, marks } };
  await leader.call('saveFloorPlan', { params: floor, body: change });
  const body = { ...params, detectionId: v7(), beganAt: s.clock.now() };
  const { alarm } = await leader.call('raiseAlarm', { body });
  const page = await open('command', `/alarms/${alarm.id}`, false);
  const cameras = page.getByTestId('camera');
  await cameras.first().waitFor();
  assert.match((await cameras.first().textContent()) ?? '', /就在这个区域/);
  assert.match((await cameras.last().textContent()) ?? '', /楼梯口摄像头同一层/);
  assert.ok(!(await page.content()).includes('video.invalid'), 'no address before it is asked for');
  await page.context().route('https://video.invalid/**', (r) => r.fulfill({ body: 'picture' }));
  const opened = page.waitForEvent('popup');
  await page.getByRole('button', { name: '打开画面' }).click();
  const view = await opened;
  await view.waitForURL('https://video.invalid/1');
  assert.equal(await view.evaluate(() => window.opener), null);
  await page.getByRole('button', { name: '取画面地址' }).click();
  await page.getByText('rtsp://nvr.invalid/2').waitFor();
  const { rows } = await s.database.pool.query(
    `select p.login, a.subject, a.detail ->> 'camera' as camera from audit a
     join person p on p.id = a.person_id where a.action = 'camera.opened' order by a.id`,
  );
  const look = { login: 'command', subject: alarm.id };
  assert.deepEqual(rows, [
    { ...look, camera: '走廊球机' },
    { ...look, camera: '楼梯口摄像头' },
  ]);
  await page.context().close();
});

test('an alarm shows its place on the plan, on the console and on the phone', async () => {
  const guard = await s.as('guard');
  const school = (await guard.call('listSchools')).schools[0];
  const zone = school?.zones.find((z) => z.place.endsWith('东侧卫生间'));
  const { alarm } = await guard.call('raiseAlarm', {
    body: {
      ...{ schoolId: school?.id ?? '', zoneId: zone?.id ?? '' },
      ...{ detectionId: v7(), beganAt: s.clock.now() },
    },
  });
  for (const [login, path, phone] of [
    ['command', `/alarms/${alarm.id}`, false],
    ['guard', `/m/alarms/${alarm.id}`, true],
  ] as const) {
    const page = await open(login, path, phone);
    const view = page.getByTestId('plan-view');
    await view.waitFor();
    assert.match((await view.textContent()) ?? '', /西街校区 › 教学楼 › 2 层 › 东侧卫生间/);
    assert.equal(await view.locator('.plan-here-running').count(), 1);
    const picture = await view.locator('image').getAttribute('href');
    assert.equal((await page.request.get(`${s.url}${picture}`)).status(), 200);
    await page.context().close();
  }
});
