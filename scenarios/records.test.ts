import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { RecordFilter } from '@anyuan/contracts/records.ts';
import { factWhyText } from '@anyuan/core/records/fact-why-words.ts';
import { type Actor, Refused, type Scenario, startScenario } from '@anyuan/testkit/scenario.ts';
import { v7 } from 'uuid';
import { newIncident } from './incident-bodies.ts';

let s: Scenario;
let schoolId: string;
let zones: { id: string; place: string }[];
before(async () => {
  s = await startScenario();
  const guard = await s.as('guard');
  const { schools } = await guard.call('listSchools');
  schoolId = schools[0]?.id ?? '';
  zones = schools[0]?.zones ?? [];
});
after(() => s.end());

async function refusedBy(doing: Promise<unknown>): Promise<string> {
  const thrown = await doing.then(
    () => null,
    (error: unknown) => error,
  );
  assert.ok(thrown instanceof Refused, `not refused: ${thrown}`);
  return thrown.code;
}

/** Raised by a hand, answered by the guard, closed with these words. */
async function handled(zone: number, reason: string): Promise<string> {
  const guard = await s.as('guard');
  const { alarm } = await guard.call('raiseAlarm', {
    body: {
      schoolId,
      zoneId: zones[zone]?.id,
      detectionId: v7(),
      beganAt: s.clock.now() - 1000,
    },
  });
  const params = { alarmId: alarm.id };
  await guard.call('acceptAlarm', { params });
  s.clock.jump(20_000);
  await guard.call('closeAlarm', { params, body: { verdict: 'mistaken', reason } });
  s.clock.jump(3_600_000);
  return alarm.id;
}

const alarmsOf = async (who: Actor, query: RecordFilter & { after?: string; limit?: number }) =>
  await who.call('searchAlarms', { query });
const idsOf = async (who: Actor, query: RecordFilter) =>
  (await alarmsOf(who, query)).rows.map((r) => r.id);

test('alarms are found by place, by words in Chinese without spaces, by what they were', async () => {
  const first = await handled(0, '学生课间打闹，班主任已教育');
  const second = await handled(1, '篮球砸到玻璃，总务处已更换');
  const leader = await s.as('leader');
  assert.deepEqual(await idsOf(leader, {}), [second, first]);
  assert.deepEqual(await idsOf(leader, { text: '打闹' }), [first]);
  assert.deepEqual(await idsOf(leader, { text: '砸到玻璃' }), [second]);
  assert.deepEqual(await idsOf(leader, { text: '没有这回事' }), []);
  assert.deepEqual(await idsOf(leader, { text: '100%_' }), []);
  const named = await alarmsOf(leader, { text: zones[1]?.place ?? '' });
  assert.ok(named.rows.some((r) => r.id === second));
  assert.ok(named.rows.every((r) => r.place.includes(zones[1]?.place ?? '')));
  assert.deepEqual(await idsOf(leader, { verdict: 'mistaken', kind: 'person' }), [second, first]);
  assert.deepEqual(await idsOf(leader, { verdict: 'prank' }), []);
  assert.deepEqual(await idsOf(leader, { state: 'open' }), []);
  const { rows } = await alarmsOf(leader, { text: '打闹' });
  assert.equal(rows[0]?.closeReason, '学生课间打闹，班主任已教育');
  assert.equal(rows[0]?.closedByName, '赵示例');
});

test('pages follow each other without a gap or a double, whatever comes in meanwhile', async () => {
  for (let n = 0; n < 3; n++) await handled(n, `第 ${n} 次核实`);
  const leader = await s.as('leader');
  const whole = await alarmsOf(leader, {});
  assert.deepEqual(whole.count, { rows: whole.rows.length, more: false });
  const first = await alarmsOf(leader, { limit: 2 });
  assert.deepEqual(first.count, whole.count);
  await handled(0, '翻页时又来一条');
  const seen = first.rows.map((r) => r.id);
  for (let next = first.next; next !== null; ) {
    const page = await alarmsOf(leader, { limit: 2, after: next });
    assert.equal(page.count, null);
    seen.push(...page.rows.map((r) => r.id));
    next = page.next;
  }
  assert.deepEqual(
    seen,
    whole.rows.map((r) => r.id),
  );
});

test('a reason out of a list is told in words, on the page and in the sheet, never as its code', async () => {
  const command = await s.as('command');
  const { rows } = await command.call('searchFacts', { query: { limit: 100 } });
  const called = rows.filter((f) => f.type === 'dispatch.called');
  assert.ok(called.length > 0);
  for (const { why, words } of called) {
    assert.equal(words, null);
    assert.match(factWhyText(why ?? '', 'zh'), /呼叫|接警|人手|到场|去不了/);
  }
  assert.ok(rows.some((f) => f.type === 'alarm.closed' && f.words !== null && f.why === null));
});

test('a time range counts days of the school; the last day is today', async () => {
  const leader = await s.as('leader');
  const now = s.clock.now();
  s.clock.jump(9 * 3_600_000);
  const today = await handled(2, '夜里核实');
  assert.deepEqual(await idsOf(leader, { fromAt: now, toAt: now + 86_400_000 }), [today]);
  const yesterdays = await idsOf(leader, { toAt: now });
  assert.ok(yesterdays.length > 1 && !yesterdays.includes(today));
  s.clock.jump(86_400_000);
  const fresh = await s.as('leader');
  assert.deepEqual(await idsOf(fresh, { lastDays: 1 }), []);
  assert.ok((await idsOf(fresh, { lastDays: 2 })).includes(today));
});

test('answers name who, what and after how long, and are found by name and by initials', async () => {
  const command = await s.as('command');
  const { rows } = await command.call('searchAnswers', { query: { text: '赵示例' } });
  assert.ok(rows.length > 4 && rows.every((r) => r.personName === '赵示例'));
  const closed = rows.filter((r) => r.type === 'alarm.closed');
  assert.ok(closed.every((r) => r.afterMs !== null && r.afterMs >= 20_000 && r.afterMs < 30_000));
  const accepted = await command.call('searchAnswers', {
    query: { answer: 'alarm.accepted', personId: rows[0]?.personId },
  });
  assert.ok(accepted.rows.every((r) => r.type === 'alarm.accepted'));
  assert.equal(accepted.rows.length, closed.length);
  const nobody = await command.call('searchAnswers', { query: { text: '查无此人' } });
  assert.deepEqual(nobody.rows, []);
});

test('nobody finds what is not theirs: other schools, unshared incidents, private notes, words of incidents', async () => {
  const far = await s.as('leader2');
  assert.deepEqual(await idsOf(far, {}), []);
  assert.deepEqual((await far.call('searchFacts', { query: {} })).rows, []);

  const affairs = await s.as('affairs');
  const [mine, shared] = [v7(), v7()];
  const body = newIncident({ schoolId, alarmId: '' } as never);
  const open = (incidentId: string, title: string, share: boolean) =>
    affairs.call('openIncident', {
      body: { ...body, alarmId: undefined, incidentId, title, share } as never,
    });
  await open(mine, '宿舍物品丢失待查', false);
  await open(shared, '校门口家长争执', true);
  await affairs.call('addSchoolNote', {
    params: { incidentId: shared },
    body: { text: '家长情况特殊' },
  });
  await affairs.call('assessIncident', {
    params: { incidentId: shared },
    body: { kind: 'dispute', level: 3, grade: 'blue', assessment: '口角' },
  });
  await affairs.call('handleIncident', {
    params: { incidentId: shared },
    body: { what: '班主任已家访' },
  });
  const command = await s.as('command');
  const incidents = async (who: Actor, text: string) =>
    (await who.call('searchIncidents', { query: { text } })).rows.map((r) => r.id);
  assert.deepEqual(await incidents(affairs, '物品丢失'), [mine]);
  assert.deepEqual(await incidents(command, '物品丢失'), []);
  assert.deepEqual(await incidents(command, '家长争执'), [shared]);

  const facts = async (who: Actor) =>
    (await who.call('searchFacts', { query: { limit: 200 } })).rows;
  const theirs = await facts(command);
  assert.ok(theirs.some((f) => f.incidentId === shared));
  assert.ok(!theirs.some((f) => f.incidentId === mine));
  assert.ok(!theirs.some((f) => f.type === 'incident.noted'), 'a private note is its own affair');
  const wordsFor = async (who: Actor) =>
    (await facts(who)).find((f) => f.type === 'incident.handled')?.words;
  assert.equal(await wordsFor(command), '班主任已家访');
  // An administrator sees that work goes on, not what is written in it.
  assert.equal(await wordsFor(await s.as('admin')), null);
  const teacher = await s.as('teacher');
  assert.equal(
    await refusedBy(teacher.call('searchIncidents', { query: {} })),
    'permission.denied',
  );
  assert.ok(
    !(await facts(teacher)).some((f) => f.incidentId !== null || f.type.startsWith('person.')),
  );
});

test('a saved search is seen by oneself, or by all where one serves; only its owner changes it', async () => {
  const leader = await s.as('leader');
  const affairs = await s.as('affairs');
  const [own, shared] = [v7(), v7()];
  const body = {
    name: '本周误会',
    subject: 'alarms' as const,
    filter: { lastDays: 7, verdict: 'mistaken' as const },
  };
  await leader.call('saveFilter', {
    params: { filterId: own },
    body: { ...body, sharedWith: null },
  });
  const { filters } = await leader.call('saveFilter', {
    params: { filterId: shared },
    body: { ...body, name: '全校都看', sharedWith: schoolId },
  });
  assert.deepEqual(
    filters.map((f) => [f.id, f.mine]),
    [
      [shared, true],
      [own, true],
    ],
  );
  const seen = (await affairs.call('listSavedFilters')).filters;
  assert.deepEqual(
    seen.map((f) => [f.id, f.mine, f.filter]),
    [[shared, false, body.filter]],
  );
  assert.deepEqual((await (await s.as('leader2')).call('listSavedFilters')).filters, []);
  const takeOver = affairs.call('saveFilter', {
    params: { filterId: shared },
    body: { ...body, sharedWith: null },
  });
  assert.equal(await refusedBy(takeOver), 'filter.notYours');
  const elsewhere = (await s.as('leader2')).call('saveFilter', {
    params: { filterId: v7() },
    body: { ...body, sharedWith: schoolId },
  });
  assert.equal(await refusedBy(elsewhere), 'filter.notThere');
  await affairs.call('removeFilter', { params: { filterId: shared } });
  assert.equal((await leader.call('listSavedFilters')).filters.length, 2);
  await leader.call('removeFilter', { params: { filterId: shared } });
  assert.equal((await leader.call('listSavedFilters')).filters.length, 1);
});

test('taking records along asks what for and is on record; the sheet holds what was found', async () => {
  const leader = await s.as('leader');
  const bytes = await leader.call('exportRecords', {
    query: { subject: 'alarms', text: '打闹', reason: '学期检查' },
  });
  assert.equal((bytes as Buffer).subarray(0, 2).toString(), 'PK');
  const { lines } = await leader.call('listAuditLines', { query: { action: 'records.exported' } });
  assert.deepEqual(
    lines.map((l) => [l.subject, l.reason, l.detail.text]),
    [['alarms', '学期检查', '打闹']],
  );
  const guard = await s.as('guard');
  const taken = guard.call('exportRecords', { query: { subject: 'alarms', reason: 'x' } });
  assert.equal(await refusedBy(taken), 'permission.denied');
});
