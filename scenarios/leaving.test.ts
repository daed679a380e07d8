import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { seedId } from '@anyuan/server/seed/ids.ts';
import { type Actor, Refused, soon } from '@anyuan/testkit/scenario.ts';
import { v7 } from 'uuid';
import {
  assessment,
  detail,
  type IncidentWorld,
  openIncidentWorld,
  refused,
} from './incident-world.ts';

/** 离岗: what hangs on somebody goes to named successors in one step, and comes back as one while nothing changed since. */
let w: IncidentWorld;
let leader: Actor;
let guard = '';
before(async () => {
  w = await openIncidentWorld();
  leader = await w.s.as('leader');
  guard = await idOf('guard');
});
after(() => w.end());

async function idOf(login: string): Promise<string> {
  const { rows } = await w.s.database.pool.query<{ id: string }>(
    'select id from person where login = $1',
    [login],
  );
  return rows[0]?.id ?? '';
}

/** A message with these words is on its way to them. */
async function told(login: string, title: RegExp, body: RegExp): Promise<void> {
  await soon(async () => {
    await w.s.advance(1);
    const { rows } = await w.s.database.pool.query<{ title: string; body: string }>(
      `select n.payload #>> '{zh,title}' as title, n.payload #>> '{zh,body}' as body
       from notification n join person p on p.id = n.person_id
       where p.login = $1`,
      [login],
    );
    assert.ok(
      rows.some((r) => title.test(r.title) && body.test(r.body)),
      JSON.stringify(rows),
    );
  });
}

const show = (memberId: string) => leader.call('showLeaving', { params: { memberId } });

const shiftsOf = async (id: string) => {
  const { rows } = await w.s.database.pool.query<{ id: string }>(
    `select id from shift where rotation::text like $1 and removed_at is null order by id`,
    [`%${id}%`],
  );
  return rows.map((r) => r.id);
};

test('nothing leaves a post empty unsaid; handed over it is another’s, sessions end; taken back all of it returns', async () => {
  const { terminals } = await leader.call('listTerminals');
  const ticketId = v7();
  await leader.call('openTicket', {
    ...{
      params: { terminalId: terminals[0]?.id ?? '' },
      body: { id: ticketId, words: '外壳开裂' },
    },
  });
  await leader.call('assignTicket', {
    ...{ params: { ticketId }, body: { personId: guard, basedOn: 1 } },
  });
  const ownerOfTicket = async () =>
    (await leader.call('showTicket', { params: { ticketId } })).ticket.assigneeId;
  const params = { memberId: guard };
  const { version, held, candidates, sessions, addresses } = await (async () => {
    await w.s.as('guard');
    return show(guard);
  })();
  const before = await shiftsOf(guard);
  assert.ok(before.length > 0 && held.some((h) => h.kind === 'shift' && h.emptied));
  assert.ok(sessions > 0);
  assert.equal(addresses, 1, 'that of the account itself');
  const nobody = { basedOn: version, successors: [], acceptEmpty: false };
  await refused(leader.call('leavePerson', { params, body: nobody }), 'leaving.leavesEmpty');
  assert.equal((await show(guard)).version, version, 'a refusal changes nothing');

  const stranger = await idOf('guard2');
  const to = (toId: string) => held.map(({ kind, id }) => ({ kind, id, toId }));
  await refused(
    leader.call('leavePerson', { params, body: { ...nobody, successors: to(stranger) } }),
    'leaving.notThere',
  );
  const able = held.find((h) => h.kind === 'ticket')?.successorIds ?? [];
  const toId = candidates.find((c) => able.includes(c.id))?.id ?? '';
  const session = await w.s.as('guard');
  const { person } = await leader.call('leavePerson', {
    params,
    body: { ...nobody, successors: to(toId) },
  });
  assert.equal(person.active, false);
  assert.deepEqual(await shiftsOf(guard), []);
  for (const id of before) assert.ok((await shiftsOf(toId)).includes(id));
  assert.equal(await ownerOfTicket(), toId);
  await assert.rejects(
    session.call('listAlarms'),
    (e) => e instanceof Refused && e.code === 'session.required',
  );
  const facts = await w.s.database.pool.query(
    `select 1 from fact where type = 'person.left' and body ->> 'personId' = $1`,
    [guard],
  );
  assert.equal(facts.rows.length, 1);

  const back = await leader.call('undoLeaving', { params });
  assert.equal(back.person.active, true);
  assert.equal(await ownerOfTicket(), guard);
  assert.deepEqual(await shiftsOf(guard), before);
  await refused(leader.call('undoLeaving', { params }), 'leaving.changedSince');
});

test('a ticket is offered to those who may work on it, and to nobody else', async () => {
  const teacher = await idOf('teacher');
  const { version, held, candidates } = await show(guard);
  const ticket = held.find((h) => h.kind === 'ticket');
  assert.ok(ticket?.successorIds?.length);
  assert.ok(candidates.some((c) => c.id === teacher) && !ticket.successorIds.includes(teacher));
  const successors = [{ kind: 'ticket' as const, id: ticket.id, toId: teacher }];
  const body = { basedOn: version, successors, acceptEmpty: true };
  await refused(
    leader.call('leavePerson', { params: { memberId: guard }, body }),
    'ticket.wrongPerson',
  );
});

test('what follows a leaving may come after it was taken back: the ticket stays where it is', async () => {
  await w.s.database.pool.query(
    `insert into delivery (consumer, fact, fact_id, school_id, at, due_at)
     select 'ticketUpkeep', body, id, school_id, at, at from fact
     where type = 'person.left' and body ->> 'personId' = $1`,
    [guard],
  );
  await w.s.advance(1);
  const { rows } = await w.s.database.pool.query(`select 1 from delivery`);
  assert.equal(rows.length, 0);
  assert.ok((await show(guard)).held.some((h) => h.kind === 'ticket'));
});

test('days and substitutes of a leaver are handed over and come back; a swap asked of them goes back to who asked, for good once another is asked', async () => {
  const organisationId = seedId('school/1');
  // The guard can be told: one address.
  await w.s.database.pool.query(`update person set email = login || '@school.example'`);
  await w.s.database.pool.query(
    `insert into channel values ('email', true, '{"url":"smtp://127.0.0.1:9","from":"a@b.example"}', 0)`,
  );
  const night = await idOf('nightguard');
  const rosterNow = async () => {
    const query = { days: 14 };
    const { duties } = await leader.call('showRoster', { params: { organisationId }, query });
    return ({ shiftId, day }: { shiftId: string; day: string }) =>
      duties.filter((d) => d.shiftId === shiftId && d.day === day).map((d) => d.personId);
  };
  const mine = await (await w.s.as('guard')).call('myRoster');
  const [first, second, third] = mine.duties.filter(
    (d) => d.startAt > w.s.clock.now() + 86_400_000,
  );
  assert.ok(first && second && third);
  await leader.call('changeDuty', {
    params: { organisationId, shiftId: first.shiftId, day: first.day },
    body: { kind: 'replace', outId: guard, inId: night },
  });
  const away = { personId: guard, fromAt: second.startAt, toAt: second.endAt, note: '' };
  await leader.call('addLeave', {
    params: { organisationId },
    body: { ...away, substituteId: night },
  });
  const swap = { shiftId: third.shiftId, day: third.day, toId: night, note: '' };
  await (await w.s.as('guard')).call('askSwap', { body: swap });

  const { version, held, swaps, candidates } = await show(night);
  const single = held.filter((h) => h.kind === 'dutyChange' || h.kind === 'substitute');
  assert.deepEqual(single.map((h) => h.kind).sort(), ['dutyChange', 'substitute']);
  assert.ok(single.every((h) => h.emptied));
  assert.deepEqual(
    swaps.map(({ day, byThem }) => ({ day, byThem })),
    [{ day: third.day, byThem: false }],
  );
  const toId = candidates.find((c) => c.id !== guard && c.id !== night)?.id ?? '';
  const successors = single.map(({ kind, id }) => ({ kind, id, toId }));
  const memberId = night;
  await leader.call('leavePerson', {
    params: { memberId },
    body: { basedOn: version, successors, acceptEmpty: true },
  });
  const answerOf = async (id: string) =>
    (await (await w.s.as('guard')).call('myRoster')).mine.find((x) => x.toId === id)?.state;
  assert.equal(await answerOf(night), 'refused');
  await told('guard', /已离岗，替不了您的班/, /请另找一位/);
  await (await w.s.as('guard')).call('askSwap', { body: { ...swap, toId } });
  const then = await rosterNow();
  assert.deepEqual([then(first), then(second)], [[toId], [toId]]);

  await leader.call('undoLeaving', { params: { memberId } });
  const now = await rosterNow();
  assert.deepEqual([now(first), now(second)], [[night], [night]]);
  assert.deepEqual([await answerOf(night), await answerOf(toId)], ['refused', 'asked']);
});

test('a swap that the leaver asked for is withdrawn and who was asked is told; taken back, it waits again', async () => {
  const night = await idOf('nightguard');
  const mine = await (await w.s.as('nightguard')).call('myRoster');
  const duty = mine.duties.find((d) => d.startAt > w.s.clock.now() + 86_400_000);
  assert.ok(duty);
  const swap = { shiftId: duty.shiftId, day: duty.day, toId: guard, note: '' };
  const { swapId } = await (await w.s.as('nightguard')).call('askSwap', { body: swap });
  const { version, swaps } = await show(night);
  assert.deepEqual(
    swaps.map(({ id, byThem }) => ({ id, byThem })),
    [{ id: swapId, byThem: true }],
  );
  const params = { memberId: night };
  const body = { basedOn: version, successors: [], acceptEmpty: true };
  await leader.call('leavePerson', { params, body });
  const asked = async () => (await (await w.s.as('guard')).call('myRoster')).asked.length;
  assert.equal(await asked(), 0);
  await told('guard', /已离岗，不用再替这个班/, /不用答复/);
  await leader.call('undoLeaving', { params });
  assert.equal(await asked(), 1);
});

test('two findings of one review go to their new owner, who finds them among their tasks; both come back', async () => {
  const affairsId = await idOf('affairs');
  const leaderId = await idOf('leader');
  const affairs = await w.s.as('affairs');
  const { id } = await w.byHand(affairs);
  const params = { incidentId: id };
  await affairs.call('assessIncident', { params, body: assessment });
  await affairs.call('handleIncident', { params, body: { what: '已劝离' } });
  await affairs.call('concludeIncident', { params, body: { conclusion: '双方和解' } });
  const toMend = { ownerId: affairsId, dueAt: w.s.clock.now() + 86_400_000, measure: '增设护栏' };
  const findings = ['校门口无隔离', '家长等候区太窄'].map((problem) => ({ ...toMend, problem }));
  await leader.call('reviewIncident', { params, body: { conclusion: '秩序不足', findings } });
  const owners = async () => (await detail(leader, id)).findings.map((f) => f.ownerId);
  const tasksOf = async (who: Actor) => {
    const query = { state: 'open', mine: 'true' } as const;
    return (await who.call('listIncidents', { query })).incidents.map((i) => i.id);
  };
  assert.ok((await tasksOf(affairs)).includes(id), 'what is to be mended after the review is open');
  assert.ok(!(await tasksOf(leader)).includes(id));

  const { version, held } = await show(affairsId);
  const own = held.filter((h) => h.kind === 'finding');
  assert.equal(own.length, 2);
  const successors = own.map((h) => ({ kind: h.kind, id: h.id, toId: leaderId }));
  const body = { basedOn: version, successors, acceptEmpty: true };
  const member = { params: { memberId: affairsId } };
  await leader.call('leavePerson', { ...member, body });
  assert.deepEqual(await owners(), [leaderId, leaderId]);
  assert.ok((await tasksOf(leader)).includes(id));
  await leader.call('undoLeaving', member);
  assert.deepEqual(await owners(), [affairsId, affairsId]);
  assert.ok(!(await tasksOf(leader)).includes(id));
});

test('incidents go to their new owner; what was changed since is not taken back', async () => {
  const affairs = await w.s.as('affairs');
  const affairsId = await idOf('affairs');
  const leaderId = await idOf('leader');
  const incident = await w.byHand(affairs);
  const params = { incidentId: incident.id };
  await leader.call('assignIncident', { params, body: { ownerId: affairsId } });
  const { version, held } = await show(affairsId);
  const own = held.find((h) => h.kind === 'incident' && h.id === incident.id);
  assert.ok(own);
  const body = {
    ...{ basedOn: version, acceptEmpty: true },
    successors: [{ kind: own.kind, id: own.id, toId: leaderId }],
  };
  await leader.call('leavePerson', { params: { memberId: affairsId }, body });
  const owner = async () => (await leader.call('showIncident', { params })).incident.ownerId;
  assert.equal(await owner(), leaderId);
  await leader.call('handleIncident', { params, body: { what: '已联系家长' } }).catch(() => {});
  await leader.call('assignIncident', { params, body: { ownerId: leaderId } });
  await refused(
    leader.call('undoLeaving', { params: { memberId: affairsId } }),
    'leaving.changedSince',
  );
  assert.equal(await owner(), leaderId, 'nothing of it came back');
  assert.equal((await show(affairsId)).version, version + 1);
});
