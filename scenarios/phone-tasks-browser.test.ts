import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { seedId } from '@anyuan/server/seed/ids.ts';
import { graveFindings } from '@anyuan/testkit/axe.ts';
import { keepScreen, startBrowser, type TestBrowser } from '@anyuan/testkit/browser.ts';
import { type Scenario, soon, startScenario } from '@anyuan/testkit/scenario.ts';
import type { Page } from 'playwright-core';
import { v7 } from 'uuid';

/** 我的待办 and 我的值班 on the phone of a school leader: reviews due, drills to hold, duties by weeks. */
let s: Scenario;
let b: TestBrowser;
let phone: Page;
const schoolId = seedId('school/1');
before(async () => {
  s = await startScenario({ startMs: Date.now() });
  b = await startBrowser(s);
});
after(async () => {
  await b?.close();
  await s?.end();
});

/** Pressed on a phone, closed as real, and the incident that came of it concluded. */
async function alarmToReview(): Promise<void> {
  const guard = await s.as('guard');
  const about = {
    schoolId,
    detectionId: v7(),
    beganAt: s.clock.now(),
    alarmKind: 'actual',
  } as const;
  const { alarm } = await guard.call('raiseAlarm', { body: about });
  const params = { alarmId: alarm.id };
  await guard.call('acceptAlarm', { params });
  await guard.call('closeAlarm', { params, body: { verdict: 'true', reason: '两名学生争执' } });
  await s.advance(2);
  const affairs = await s.as('affairs');
  const incident = await soon(async () => {
    const [found] = (await affairs.call('listIncidents')).incidents;
    assert.ok(found);
    return found;
  });
  const at = { params: { incidentId: incident.id } };
  const assessed = { kind: 'fight', level: 3, grade: 'orange', assessment: '课间推搡' } as const;
  await affairs.call('assessIncident', { ...at, body: assessed });
  await affairs.call('handleIncident', { ...at, body: { what: '已联系家长' } });
  await affairs.call('concludeIncident', { ...at, body: { conclusion: '双方和解' } });
}

test('what waits for a leader stands there, each a link to where it is done', async () => {
  await alarmToReview();
  const leader = await s.as('leader');
  const { points } = await leader.call('listPoints');
  const [point] = points;
  assert.ok(point);
  const { terminals } = await leader.call('listTerminals');
  const terminal = terminals.find((t) => t.id === point.terminalId);
  assert.ok(terminal);
  const places = [{ zoneId: terminal.zoneId, terminalId: terminal.id }];
  const drill = { schoolId, title: '课间反欺凌演练', places, judged: ['guard'] } as const;
  await leader.call('planDrill', {
    body: { ...drill, judged: ['guard'], answerWithinSec: 60, announced: true, schedule: null },
  });
  phone = await b.open({ login: 'leader', path: '/m/duty', screen: 'phone' });
  const counted = async (key: string) =>
    (await phone.getByTestId(`todo-${key}`).textContent()) ?? '';
  await phone.getByTestId('todo-drills').waitFor();
  assert.match(await counted('drills'), /近期要办的演练1/);
  assert.match(await counted('reviewAlarms'), /等待复盘的报警1/);
  assert.match(await counted('reviewIncidents'), /等待复盘的事件1/);
  assert.deepEqual(await graveFindings(phone), []);
  await keepScreen(phone, 'phone-tasks');
});

test('duties stand under this week, the next, and the days of the weeks after', async () => {
  const headings = await phone.getByTestId('my-week').locator('> h2').allTextContents();
  assert.deepEqual(headings.slice(0, 2), ['本周', '下周']);
  assert.ok(headings.length > 2);
  for (const later of headings.slice(2)) assert.match(later, /^\d+月\d+日 – \d+月\d+日$/);
  await phone
    .getByTestId('my-week')
    .nth(1)
    .evaluate((week) => week.scrollIntoView());
  await keepScreen(phone, 'phone-weeks');
});

test('an alarm is reviewed on the phone and waits no longer', async () => {
  await phone.getByTestId('todo-reviewAlarms').tap();
  await phone.getByRole('link').filter({ hasText: '真实警情' }).tap();
  await phone.getByTestId('phone-review').getByTestId('review-text').fill('课间增加楼层巡视');
  await phone.getByTestId('review-save').tap();
  await phone.getByTestId('phone-review').getByText('课间增加楼层巡视').waitFor();
  await phone.goto(`${s.url}/m/duty`);
  await phone.getByTestId('todo-drills').waitFor();
  await phone.getByTestId('todo-reviewIncidents').waitFor();
  await phone.getByTestId('todo-reviewAlarms').waitFor({ state: 'detached' });
});

test('incidents that wait for a review are listed; a drill says whom it calls, begins, and ends', async () => {
  await phone.getByTestId('todo-reviewIncidents').tap();
  await phone.getByRole('button', { name: '待复盘', pressed: true }).waitFor();
  await phone.getByText('课间推搡').or(phone.getByText('打架斗殴')).first().waitFor();
  await phone.goto(`${s.url}/m/drills`);
  const drill = phone.getByTestId('phone-drill');
  await drill.getByRole('button', { name: '现在开始' }).tap();
  await drill.getByText('考核：保安').waitFor();
  await keepScreen(phone, 'phone-drills');
  await drill.getByTestId('drill-begin').tap();
  await drill.getByText('正在演练').waitFor();
  await drill.getByRole('button', { name: '结束演练' }).tap();
  await phone.getByText('一周内没有要办的演练').waitFor();
  assert.deepEqual(b.faults, []);
});
