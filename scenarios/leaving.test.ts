import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type Actor, Refused } from '@anyuan/testkit/scenario.ts';
import { type IncidentWorld, openIncidentWorld, refused } from './incident-world.ts';

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

const show = (memberId: string) => leader.call('showLeaving', { params: { memberId } });

const shiftsOf = async (id: string) => {
  const { rows } = await w.s.database.pool.query<{ id: string }>(
    `select id from shift where rotation::text like $1 and removed_at is null order by id`,
    [`%${id}%`],
  );
  return rows.map((r) => r.id);
};

test('nothing leaves a post empty unsaid; handed over it is another’s, sessions end; taken back all of it returns', async () => {
  const params = { memberId: guard };
  const { version, held, candidates, sessions } = await (async () => {
    await w.s.as('guard');
    return show(guard);
  })();
  const before = await shiftsOf(guard);
  assert.ok(before.length > 0 && held.some((h) => h.kind === 'shift' && h.emptied));
  assert.ok(sessions > 0);
  const nobody = { basedOn: version, successors: [], acceptEmpty: false };
  await refused(leader.call('leavePerson', { params, body: nobody }), 'leaving.leavesEmpty');
  assert.equal((await show(guard)).version, version, 'a refusal changes nothing');

  const stranger = await idOf('guard2');
  const to = (toId: string) => held.map(({ kind, id }) => ({ kind, id, toId }));
  await refused(
    leader.call('leavePerson', { params, body: { ...nobody, successors: to(stranger) } }),
    'leaving.notThere',
  );
  const toId = candidates.find((c) => c.id !== guard)?.id ?? '';
  const session = await w.s.as('guard');
  const { person } = await leader.call('leavePerson', {
    params,
    body: { ...nobody, successors: to(toId) },
  });
  assert.equal(person.active, false);
  assert.deepEqual(await shiftsOf(guard), []);
  for (const id of before) assert.ok((await shiftsOf(toId)).includes(id));
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
  assert.deepEqual(await shiftsOf(guard), before);
  await refused(leader.call('undoLeaving', { params }), 'leaving.changedSince');
});

test('incidents and findings go to their new owner; what was changed since is not taken back', async () => {
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
