import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { FigureKey } from '@anyuan/contracts/figure-lists.ts';
import type { FiguresReply } from '@anyuan/contracts/figures.ts';
import {
  type Actor,
  Refused,
  type Scenario,
  soon,
  startScenario,
} from '@anyuan/testkit/scenario.ts';
import { v7 } from 'uuid';

let s: Scenario;
let guard: Actor;
let command: Actor;
/** Wednesday 2026-09-16, 23:55 in Shanghai: midnight is near. */
const beforeMidnight = Date.UTC(2026, 8, 16, 15, 55, 0);
before(async () => {
  s = await startScenario({ startMs: beforeMidnight });
  [guard, command] = [await s.as('guard'), await s.as('command')];
});
after(() => s.end());

const figure = (reply: FiguresReply, key: FigureKey) => {
  const found = reply.figures.find((f) => f.key === key);
  assert.ok(found, key);
  return [found.numerator, found.denominator, found.apart];
};

/** Past the seconds for which an answer is kept. */
const read = async (who: Actor, query: object = {}): Promise<FiguresReply> => {
  await s.advance(4);
  return who.call('showFigures', { query: query as never });
};

async function raise(alarmKind: 'actual' | 'exercise' = 'actual'): Promise<string> {
  const { schools } = await guard.call('listSchools');
  const { alarm } = await guard.call('raiseAlarm', {
    body: { schoolId: schools[0]?.id ?? '', detectionId: v7(), beganAt: s.clock.now(), alarmKind },
  });
  return alarm.id;
}

async function arrive(alarmId: string): Promise<void> {
  const { rows } = await s.database.pool.query(
    'select z.latitude, z.longitude from alarm a join place z on z.id = a.zone_id where a.id = $1',
    [alarmId],
  );
  await guard.call('arriveAtAlarm', {
    params: { alarmId },
    body: { method: 'position', ...rows[0], accuracyM: 5 },
  });
}

test('before anything happened every rate is nothing, not 0 or 100 per cent', async () => {
  const reply = await read(guard);
  assert.equal(reply.organisation.kind, 'school');
  assert.equal(reply.schools.length, 1);
  assert.deepEqual(figure(reply, 'minute'), [0, 0, 0]);
  assert.deepEqual(figure(reply, 'falseAlarms'), [0, 0, 0]);
  assert.deepEqual(figure(reply, 'hazards'), [null, null, null]);
  assert.equal(reply.seconds.arrive.median, null);
  // The demonstration school wants its gate and a leader at all hours.
  const [filled = 0, required = 0] = figure(reply, 'duty');
  assert.ok((required ?? 0) > 0 && (filled ?? 0) <= (required ?? 0));
});

test('today comes straight from the alarms, and an exercise is never among the actual ones', async () => {
  const first = await raise();
  await s.advance(25);
  await guard.call('acceptAlarm', { params: { alarmId: first } });
  await s.advance(20);
  await arrive(first);
  await raise('exercise');
  const reply = await read(command);
  assert.deepEqual(figure(reply, 'minute'), [1, 1, 0]);
  assert.deepEqual(figure(reply, 'handled'), [0, 1, null]);
  assert.equal(reply.seconds.accept.median, 25);
  assert.equal(reply.seconds.arrive.max, 45);
  assert.deepEqual(reply.trend, [{ day: '2026-09-16', raised: 1, due: 1, inMinute: 1 }]);
  assert.deepEqual(
    reply.hours.map(({ kind, counts }) => [kind, counts[23]]),
    [['person', 1]],
  );
  const exercises = await read(command, { alarmKind: 'exercise' });
  assert.deepEqual(figure(exercises, 'accepted'), [0, 1, null]);

  await guard.call('closeAlarm', {
    params: { alarmId: first },
    body: { verdict: 'mistaken', reason: '学生误触' },
  });
  assert.deepEqual(figure(await read(command), 'falseAlarms'), [1, 1, 0]);
});

test('an alarm nobody answers counts as missed once its minute is over, also after midnight', async () => {
  await raise();
  assert.deepEqual(figure(await read(guard), 'minute'), [1, 1, 1]);
  await s.advance(60);
  assert.deepEqual(figure(await read(guard), 'minute'), [1, 2, 0]);

  await s.advance(200);
  const today = await read(guard);
  assert.deepEqual(figure(today, 'minute'), [0, 0, 0]);
  assert.deepEqual(today.schools[0]?.before, { raised: 2, due: 2, inMinute: 1 });
  const week = await read(guard, { range: 'week' });
  assert.deepEqual(figure(week, 'minute'), [1, 2, 0]);
  assert.equal(week.seconds.arrive.max, 45);
  assert.equal(week.trend.length, 1);
});

test('a verdict given a day later is found in the day of the alarm', async () => {
  const { alarms } = await guard.call('listAlarms', { query: { state: 'open' } });
  const late = alarms.find((a) => a.alarmKind === 'actual');
  await guard.call('closeAlarm', {
    params: { alarmId: late?.id ?? '' },
    body: { verdict: 'true', reason: '次日查明' },
  });
  await soon(async () => {
    const week = await read(guard, { range: 'week' });
    assert.deepEqual(figure(week, 'falseAlarms'), [1, 2, 0]);
    assert.deepEqual(figure(week, 'handled'), [2, 2, null]);
  });
});

test('days long over are read from what was written down, and worked out from nothing say the same', async () => {
  const days = async () =>
    (await s.database.pool.query('select * from alarm_day order by day, alarm_kind')).rows;
  const kept = await days();
  const week = await read(guard, { range: 'week' });
  const fiveDays = 5 * 86_400_000;
  await s.database.pool.query(
    `delete from alarm_day; update alarm_day_sweep set due_at = 0;
     update alarm set t0 = t0 - ${fiveDays}, t1 = t1 - ${fiveDays}, t2 = t2 - ${fiveDays},
       t4 = t4 - ${fiveDays}, t5 = t5 - ${fiveDays}, t7 = t7 - ${fiveDays}`,
  );
  await s.restart();
  await soon(async () => assert.equal((await days()).length, kept.length));
  const earlier = (day: { day: string }) => ({ ...day, day: '2026-09-11' });
  assert.deepEqual(await days(), kept.map(earlier));
  // The alarms themselves are not looked at for days that far back.
  await s.database.pool.query('update alarm set t5 = null');
  const again = await read(guard, { range: 'week' });
  assert.deepEqual(again.seconds, week.seconds);
  assert.deepEqual(again.trend, week.trend.map(earlier));
});

test('each sees the schools in scope; what is not theirs is not there', async () => {
  const bureau = await s.as('bureau');
  const county = await read(bureau);
  assert.equal(county.organisation.kind, 'policeBureau');
  assert.equal(county.schools.length, 3);
  assert.ok(county.schools.every((school) => school.stationName));
  const stationId = county.schools[0]?.stationId ?? '';
  const station = await read(bureau, { organisationId: stationId });
  assert.ok(station.schools.length < 3);
  const refused = (call: Promise<unknown>, code: string) =>
    assert.rejects(call, (error) => error instanceof Refused && error.code === code);
  await refused(read(guard, { organisationId: county.organisation.id }), 'subject.unknown');
  const own = (await read(command)).organisation.id;
  const elsewhere = county.schools.find((school) => school.stationId !== own);
  await refused(read(command, { organisationId: elsewhere?.schoolId }), 'subject.unknown');
  await refused(read(await s.as('teacher')), 'permission.denied');
});

test('incidents count for those who may see them', async () => {
  const affairs = await s.as('affairs');
  const { schools } = await affairs.call('listSchools');
  await affairs.call('openIncident', {
    body: {
      incidentId: v7(),
      schoolId: schools[0]?.id ?? '',
      source: 'call',
      title: '校门口纠纷',
      place: '校门',
      content: '两名家长争执',
      kind: 'dispute',
      occurredAt: s.clock.now(),
      share: false,
    } as never,
  });
  const [overdue = 0, open = 0] = figure(await read(affairs), 'incidents');
  assert.ok((open ?? 0) >= 1 && (overdue ?? 0) <= (open ?? 0));
  // Not shared: to the police it is not there.
  assert.equal(figure(await read(command), 'incidents')[1], (open ?? 0) - 1);
  assert.deepEqual(figure(await read(guard), 'incidents'), [null, null, null]);
});

test('a spreadsheet gets the numbers with their formula, and no number nobody counted', async () => {
  const text = String(await command.call('exportFigures', { query: { range: 'week' } }));
  assert.ok(text.startsWith('\ufeff指标,分子,分母'));
  assert.match(text, /一分钟到场率,1,2,50,0,2026-09-\d\d,2026-09-\d\d,60 秒内/);
  assert.match(text, /隐患整改率,,,—,,,,已整改的隐患/);
  const schools = String(await command.call('exportFigures', { query: { table: 'schools' } }));
  assert.match(schools, /^\ufeff学校,派出所,.*\r\n.+（演示）,.+\r\n$/);
});

test('everybody keeps their own layout, and goes back to that of the role', async () => {
  assert.deepEqual(await guard.call('showWallLayout'), { layout: null });
  const layout = { shown: ['duty' as const, 'minute' as const], tourSec: 30 };
  await guard.call('saveWallLayout', { body: layout });
  assert.deepEqual(await guard.call('showWallLayout'), { layout });
  assert.deepEqual(await command.call('showWallLayout'), { layout: null });
  await assert.rejects(
    guard.call('saveWallLayout', { body: { shown: ['duty', 'duty'], tourSec: 3 } }),
    (error) => error instanceof Refused && error.code === 'request.invalid',
  );
  await guard.call('resetWallLayout');
  assert.deepEqual(await guard.call('showWallLayout'), { layout: null });
});
