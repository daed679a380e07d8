import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { DeadlineRule } from '@anyuan/contracts/incident.ts';
import { seedId } from '@anyuan/server/seed/ids.ts';
import { sql } from 'kysely';
import { v7 } from 'uuid';
import {
  assessment,
  detail,
  type IncidentWorld,
  minute,
  openIncidentWorld,
  refused,
  typesOf,
} from './incident-world.ts';

let w: IncidentWorld;
before(async () => {
  w = await openIncidentWorld();
});
after(() => w.end());

test('a true alarm becomes an incident: assessed, late, climbs to leader and bureaus, concluded, reviewed', async () => {
  const affairs = await w.s.as('affairs');
  const opened = await w.incidentOf(affairs, await w.trueAlarm());
  assert.deepEqual([opened.state, opened.source, opened.shared], ['reported', 'alarm', true]);
  const params = { incidentId: opened.id };
  await refused(
    affairs.call('handleIncident', { params, body: { what: 'x' } }),
    'incident.notAssessed',
  );
  await affairs.call('assessIncident', { params, body: assessment });

  await w.travel(24 * 60 * minute + 5);
  await w.travel(120 * minute);
  assert.deepEqual(await w.toldOf(opened.id, 'incident.reminded'), ['affairs']);
  assert.deepEqual(await w.toldOf(opened.id, 'incident.climbed'), ['affairs', 'leader']);
  await w.travel(120 * minute);
  assert.deepEqual(await w.toldOf(opened.id, 'incident.climbed'), [
    'affairs',
    'bureau',
    'edu',
    'leader',
  ]);

  const later = await w.s.as('affairs');
  const overdue = await later.call('listIncidents', { query: { overdue: 'true' as never } });
  assert.ok(overdue.incidents.some((i) => i.id === opened.id));
  await later.call('handleIncident', { params, body: { what: '已通知双方家长到校' } });
  await later.call('concludeIncident', { params, body: { conclusion: '双方和解' } });
  const leader = await w.s.as('leader');
  const { owners } = await leader.call('listIncidentOwners', { params });
  const ownerId = owners.find((o) => o.side === 'school')?.id ?? '';
  const dueAt = w.s.clock.now() + 86_400_000;
  await leader.call('reviewIncident', {
    params,
    body: {
      conclusion: '课间巡视不足',
      findings: [{ problem: '三楼课间无人值守', measure: '增设值守点', ownerId, dueAt }],
    },
  });
  const done = await detail(leader, opened.id);
  assert.deepEqual([done.state, done.deadlineAt, done.findings.length], ['reviewed', null, 1]);
  for (const type of ['incident.opened', 'incident.climbed', 'incident.findingRecorded']) {
    assert.ok(typesOf(done).includes(type), type);
  }
});

test('a repeated alarm of the same place links to the first; a repeated call by hand as well', async () => {
  const affairs = await w.s.as('affairs');
  await w.travel(40 * minute);
  const first = await w.incidentOf(affairs, await w.trueAlarm());
  const second = await w.trueAlarm();
  const same = await w.incidentOf(affairs, second);
  assert.equal(same.id, first.id);
  const params = { incidentId: first.id };
  await affairs.call('linkAlarm', { params, body: { what: '家长再次来电' } });
  const types = typesOf(await detail(affairs, first.id));
  assert.equal(types.filter((t) => t === 'incident.linked').length, 2);
  assert.equal(types.filter((t) => t === 'incident.opened').length, 1);
});

test('merge and split keep every fact, and who is not of the same readers is refused', async () => {
  const affairs = await w.s.as('affairs');
  const [a, b] = [await w.byHand(affairs), await w.byHand(affairs, { title: '同一起争吵' })];
  const people = [v7(), v7()];
  for (const [n, involvedId] of people.entries()) {
    await affairs.call('addInvolved', {
      params: { incidentId: b.id },
      body: { involvedId, name: n ? '李大同' : '王小明', minor: n === 0, part: 'victim' },
    });
  }
  const facts = async () =>
    (
      await sql<{ n: number }>`
    select count(*)::int n from fact where incident_id in (${a.id}::uuid, ${b.id}::uuid)`.execute(
        w.db.query,
      )
    ).rows[0]?.n ?? 0;
  const before = await facts();
  const params = { incidentId: a.id };
  const shared = await w.byHand(affairs, { share: true });
  await refused(
    affairs.call('mergeIncident', { params, body: { otherId: shared.id, why: 'x' } }),
    'incident.mismatch',
  );
  await affairs.call('mergeIncident', { params, body: { otherId: b.id, why: '同一件事' } });
  const merged = await detail(affairs, a.id);
  assert.equal(merged.people.length, 2);
  assert.equal(await facts(), before + 2);
  const types = typesOf(merged);
  assert.equal(types.filter((t) => t === 'incident.opened').length, 2);
  assert.equal(types.filter((t) => t === 'incident.personAdded').length, 2);
  const gone = await detail(affairs, b.id);
  assert.equal(gone.mergedIntoId, a.id);
  await refused(
    affairs.call('handleIncident', { params: { incidentId: b.id }, body: { what: 'x' } }),
    'incident.merged',
  );

  const newId = v7();
  const body = {
    newId,
    title: '另一件事',
    alarmIds: [],
    involvedIds: people.slice(1),
    why: '分开办',
  };
  await affairs.call('splitIncident', { params, body });
  await affairs.call('splitIncident', { params, body });
  const [left, taken] = [await detail(affairs, a.id), await detail(affairs, newId)];
  assert.deepEqual([left.people.length, taken.people.length], [1, 1]);
  assert.deepEqual([taken.people[0]?.name, taken.splitFromId], ['李大同', a.id]);
});

test('督办 by hand: asked, answered, settled; deadlines can be edited, running ones keep theirs', async () => {
  const leader = await w.s.as('leader');
  const affairs = await w.s.as('affairs');
  const raised = await w.byHand(affairs);
  const params = { incidentId: raised.id };
  const dueAt = w.s.clock.now() + 3_600_000;
  const order = { instruction: '今天内回访家长', dueAt };
  await refused(affairs.call('orderIncident', { params, body: order }), 'permission.denied');
  await refused(
    leader.call('orderIncident', { params, body: { ...order, dueAt: w.s.clock.now() } }),
    'incident.past',
  );
  await leader.call('orderIncident', { params, body: order });
  const orderId = (await detail(affairs, raised.id)).orders[0]?.id ?? '';
  await affairs.call('answerOrder', { params, body: { orderId, answer: '已回访' } });
  await leader.call('settleOrder', { params, body: { orderId } });
  const [settled] = (await detail(affairs, raised.id)).orders;
  assert.deepEqual([settled?.answer, settled?.settledAt !== null], ['已回访', true]);

  const admin = await w.s.as('admin');
  const changed = { stage: 'assess' as const, withinMin: 30, remindBeforeMin: 5, climbEveryMin: 5 };
  const of = (path: string) => ({ organisationId: seedId(path) });
  const save = (path: string, deadlines: DeadlineRule[], who = admin) =>
    who.call('saveDeadlines', { params: of(path), body: { deadlines } });
  await save('policeBureau', [changed]);
  assert.equal((await detail(affairs, raised.id)).deadlineAt, raised.deadlineAt);
  const next = await w.byHand(affairs);
  assert.equal((next.deadlineAt ?? 0) - w.s.clock.now(), 30 * 60_000);
  const late = async () => ((await w.byHand(affairs)).deadlineAt ?? 0) - w.s.clock.now();
  await save('school/1', [{ ...changed, withinMin: 45 }]);
  assert.equal(await late(), 45 * 60_000, 'the school has a word of its own');
  const { deadlines } = await admin.call('showDeadlines', { params: of('school/1') });
  const [assess] = deadlines;
  assert.deepEqual([assess?.own?.withinMin, assess?.above.withinMin], [45, 30]);
  assert.equal(assess?.aboveBy?.id, seedId('policeBureau'));
  assert.equal(deadlines[1]?.aboveBy, null, 'as shipped');
  await save('school/1', []);
  assert.equal(await late(), 30 * 60_000, 'and follows the bureau again');
  const { organisations } = await admin.call('listDeadlines');
  assert.equal(organisations.find((o) => o.id === seedId('policeBureau'))?.own, 1);
  await refused(save('school/1', [changed], affairs), 'permission.denied');
  const bad = { ...changed, remindBeforeMin: 30 };
  await refused(save('school/1', [bad]), 'request.invalid');
});
