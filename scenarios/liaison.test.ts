import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { soon } from '@anyuan/testkit/scenario.ts';
import { sql } from 'kysely';
import { v7 } from 'uuid';
import {
  assessment,
  detail,
  type IncidentWorld,
  minute,
  openIncidentWorld,
  refused,
  shownOn,
  typesOf,
} from './incident-world.ts';

let w: IncidentWorld;
before(async () => {
  w = await openIncidentWorld();
});
after(() => w.end());

test('警情直通车: the school raises, the station rings at once, accepts, hands back', async () => {
  const affairs = await w.s.as('affairs');
  const command = await w.s.as('command');
  const screen = await command.live();
  const elsewhere = await (await w.s.as('command2')).live();
  const raised = await w.byHand(affairs, { share: true });
  const rung = await soon(() => {
    const offer = shownOn(screen, raised.id);
    assert.ok(offer);
    return offer;
  }, 1000);
  assert.deepEqual([rung.offer?.to, rung.holder], ['police', 'school']);
  assert.equal(shownOn(elsewhere, raised.id), undefined);
  const late = await command.live();
  assert.ok(await soon(() => shownOn(late, raised.id) ?? assert.fail()));

  const params = { incidentId: raised.id };
  await w.travel(3 * minute);
  assert.deepEqual(await w.toldOf(raised.id, 'incident.offerRang'), ['command']);
  await refused(affairs.call('acceptIncident', { params }), 'incident.notOffered');
  await command.call('acceptIncident', { params });
  await command.call('acceptIncident', { params });
  assert.equal((await detail(affairs, raised.id)).holder, 'police');
  await command.call('assessIncident', { params, body: assessment });
  await refused(
    affairs.call('concludeIncident', { params, body: { conclusion: 'x' } }),
    'incident.notHolder',
  );
  await command.call('offerIncident', { params, body: { note: '请学校继续跟进' } });
  await affairs.call('acceptIncident', { params });
  const back = await detail(command, raised.id);
  assert.deepEqual([back.holder, back.offer], ['school', null]);
  assert.equal(typesOf(back).filter((t) => t === 'incident.accepted').length, 2);
});

test('the station raises, the school returns it with a reason', async () => {
  const command = await w.s.as('command');
  const raised = await w.byHand(command, { share: true, source: 'report' });
  const leader = await w.s.as('leader');
  const params = { incidentId: raised.id };
  await leader.call('returnIncident', { params, body: { reason: '不是本校学生' } });
  const back = await detail(command, raised.id);
  assert.deepEqual([back.holder, back.offer], ['police', null]);
  assert.ok(back.timeline.some((e) => e.detail.reason === '不是本校学生'));
});

test('names of minors are short; the whole one is given for a reason, on record', async () => {
  const affairs = await w.s.as('affairs');
  const raised = await w.byHand(affairs, { share: true });
  const params = { incidentId: raised.id };
  const involvedId = v7();
  const person = { involvedId, name: '王小明', minor: true, part: 'victim' as const };
  await affairs.call('addInvolved', { params, body: person });
  for (const login of ['affairs', 'command', 'bureau', 'edu', 'admin']) {
    const seen = await detail(await w.s.as(login), raised.id);
    assert.deepEqual(seen.people[0]?.name, '王*', login);
  }
  const body = { involvedId, reason: '联系家长' };
  assert.equal((await affairs.call('revealInvolved', { params, body })).name, '王小明');
  await refused(
    (await w.s.as('bureau')).call('revealInvolved', { params, body }),
    'permission.denied',
  );
  const { rows } = await sql<{ detail: { reason: string } }>`
    select detail from audit where action = 'incident.revealed' and subject = ${raised.id}`.execute(
    w.db.query,
  );
  assert.deepEqual(
    rows.map((r) => r.detail.reason),
    ['联系家长'],
  );
  const { rows: leaks } = await sql`select 1 from fact where body::text like '%王小明%'
    union all select 1 from incident where body::text like '%王小明%'`.execute(w.db.query);
  assert.deepEqual(leaks, []);
});

test('private notes stay private, and what was not shared is not there for the other side', async () => {
  const affairs = await w.s.as('affairs');
  const command = await w.s.as('command');
  const shared = await w.byHand(affairs, { share: true });
  const params = { incidentId: shared.id };
  await affairs.call('addSchoolNote', { params, body: { text: '家庭情况复杂' } });
  await command.call('addPoliceNote', { params, body: { text: '有前科' } });
  assert.equal((await affairs.call('listSchoolNotes', { params })).notes.length, 1);
  assert.equal((await command.call('listPoliceNotes', { params })).notes.length, 1);
  await refused(affairs.call('listPoliceNotes', { params }), 'permission.denied');
  await refused(command.call('listSchoolNotes', { params }), 'permission.denied');
  for (const login of ['bureau', 'edu', 'admin']) {
    const other = await w.s.as(login);
    await refused(other.call('listPoliceNotes', { params }), 'permission.denied');
    await refused(other.call('listSchoolNotes', { params }), 'permission.denied');
  }
  const seen = JSON.stringify(await detail(command, shared.id));
  assert.ok(!seen.includes('家庭情况'));
  assert.equal(
    typesOf(await detail(command, shared.id)).filter((t) => t === 'incident.noted').length,
    1,
  );

  const own = await w.byHand(affairs, { kind: 'bullying', title: '校内调查' });
  await refused(
    command.call('showIncident', { params: { incidentId: own.id } }),
    'subject.unknown',
  );
  await refused(
    command.call('addPoliceNote', { params: { incidentId: own.id }, body: { text: 'x' } }),
    'subject.unknown',
  );
  const { incidents } = await command.call('listIncidents');
  assert.ok(!incidents.some((i) => i.id === own.id));
  assert.equal((await detail(await w.s.as('edu'), own.id)).id, own.id);
});

test('每日会商: told at half past seven, the same for a past day again, unknown where nothing was', async () => {
  const command = await w.s.as('command');
  const day = '2026-09-16';
  const before = await command.call('showDigest', { params: { day } });
  const mine = before.schools.find((one) => one.schoolId === w.schoolId);
  assert.ok(mine?.stationName);
  assert.ok((mine?.opened ?? 0) >= 4, String(mine?.opened));
  assert.equal(mine?.arrivalSec, null);
  await w.travel(24 * 60 * minute);
  const told = await sql<{ people: string[] }>`
    select body -> 'people' as people from fact where type = 'digest.made' and body ->> 'day' = ${day}`;
  const { rows } = await told.execute(w.db.query);
  assert.equal(rows.length, 5, 'three schools and two stations, once each');
  await w.travel(120);
  assert.equal((await told.execute(w.db.query)).rows.length, 5);
  const later = await w.s.as('command');
  await w.byHand(await w.s.as('affairs'), { share: true });
  assert.deepEqual(await later.call('showDigest', { params: { day } }), before);
  const long = await later.call('showDigest', { params: { day: '2020-01-01' } });
  assert.ok(long.schools.every((one) => one.alarms === null && one.findingsOpen === null));
  const { schools } = await (await w.s.as('leader2')).call('showDigest', { params: { day } });
  assert.ok(schools.every((one) => one.schoolId !== w.schoolId));
});
