import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { ImportColumn, PeopleImport } from '@anyuan/contracts/people.ts';
import {
  type Actor,
  Refused,
  type Scenario,
  soon,
  startScenario,
} from '@anyuan/testkit/scenario.ts';

/** A list of people that was wrong: corrected before it is written, taken back after. */
let s: Scenario;
let leader: Actor;
let school = { id: '', name: '' };
before(async () => {
  s = await startScenario();
  leader = await s.as('leader');
  const first = (await leader.call('listSchools')).schools[0];
  school = { id: first?.id ?? '', name: first?.name ?? '' };
});
after(() => s.end());

const header = '姓名,账号,称呼,组织,角色,手机';
const line = (name: string, login: string, phone = '') =>
  `${name},${login},${name.slice(0, 1)}老师,${school.name},教师,${phone}`;

async function upload(
  lines: readonly string[],
  state: PeopleImport['state'] = 'ready',
): Promise<PeopleImport> {
  const response = await fetch(`${s.url}/api/people-imports?fileName=list.csv`, {
    method: 'POST',
    headers: { cookie: leader.cookie, 'x-anyuan': '1', 'content-type': 'application/octet-stream' },
    body: [header, ...lines].join('\n'),
  });
  const { id } = (await response.json()) as PeopleImport;
  return until(id, state);
}

function until(importId: string, state: PeopleImport['state']): Promise<PeopleImport> {
  return soon(async () => {
    const now = await leader.call('showPeopleImport', { params: { importId } });
    assert.equal(now.state, state);
    return now;
  }, 30_000);
}

const correct = (id: string, number: number, cells: Partial<Record<ImportColumn, string>>) =>
  leader.call('correctPeopleImportRow', {
    params: { importId: id, number: String(number) as never },
    body: { cells },
  });

const find = async (login: string) =>
  (await leader.call('listPeople', { query: { search: login, state: 'all' } })).people.find(
    (p) => p.login === login,
  );

async function signIn(login: string, password: string): Promise<void> {
  const response = await fetch(`${s.url}/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ login, password }),
  });
  assert.equal(response.status, 200);
}

test('a corrected cell frees its own row and the other that had the same number', async () => {
  const list = await upload([
    line('甲示例', 'fix.one', '13900000001'),
    line('乙示例', 'fix.two', '+86 139 0000 0001'),
    line('丙示例', 'fix.three', '1390000'),
    line('丁示例', 'fix.two', '13900000004'),
  ]);
  assert.deepEqual(list.counts, { new: 1, changed: 0, unchanged: 0, error: 3 });
  const first = await correct(list.id, 2, { phone: '13900000009' });
  assert.deepEqual(
    first.rows.map((r) => [r.number, r.kind]),
    [
      [2, 'new'],
      [3, 'new'],
      [5, 'error'],
    ],
    'the row itself, the one that doubled it, and the one that doubles that',
  );
  const still = await correct(list.id, 4, { phone: '139' });
  assert.deepEqual(still.rows[0]?.errors, [{ column: 'phone', problem: 'badPhone' }]);
  assert.equal(still.rows[0]?.cells.phone, '139', 'what was typed is kept');
  await correct(list.id, 4, { phone: '13900000003' });
  const { list: whole } = await correct(list.id, 5, { login: 'fix.four' });
  assert.deepEqual(whole.counts, { new: 4, changed: 0, unchanged: 0, error: 0 });
  await leader.call('applyPeopleImport', { params: { importId: list.id } });
  await until(list.id, 'written');
  assert.equal((await find('fix.three'))?.phone, '13900000003');
  const late = correct(list.id, 4, { phone: '13900000008' });
  await assert.rejects(late, (e) => e instanceof Refused && e.code === 'import.notReady');
});

test('a list taken back leaves what was before; whoever was used since stays', async () => {
  const teacher = await find('teacher');
  const list = await upload([
    line('戊示例', 'back.unused'),
    line('己示例', 'back.signed'),
    line('庚示例', 'back.edited'),
    line('辛示例', 'back.rostered'),
    line('王示例', 'teacher', '13900000021'),
  ]);
  await leader.call('applyPeopleImport', { params: { importId: list.id } });
  await until(list.id, 'written');
  assert.equal((await find('teacher'))?.phone, '13900000021');
  const signed = await find('back.signed');
  const params = { memberId: signed?.id ?? '' };
  await signIn('back.signed', (await leader.call('resetPassword', { params })).password);
  const edited = await find('back.edited');
  await leader.call('setPersonActive', {
    params: { memberId: edited?.id ?? '' },
    body: { basedOn: 1, active: false },
  });
  const rostered = await find('back.rostered');
  await s.database.pool.query(
    `update shift set rotation = rotation || jsonb_build_array(jsonb_build_array($1::text))
     where id = (select id from shift limit 1)`,
    [rostered?.id],
  );

  await leader.call('takeBackPeopleImport', { params: { importId: list.id } });
  const done = await until(list.id, 'takenBack');
  assert.deepEqual(done.takenBack, { removed: 1, restored: 1, kept: 3 });
  assert.equal(await find('back.unused'), undefined);
  assert.equal((await find('teacher'))?.phone, teacher?.phone);
  for (const login of ['back.signed', 'back.edited', 'back.rostered']) assert.ok(await find(login));
  const again = leader.call('takeBackPeopleImport', { params: { importId: list.id } });
  await assert.rejects(again, (e) => e instanceof Refused && e.code === 'import.notWritten');
  const { imports } = await leader.call('listPeopleImports');
  assert.deepEqual(
    imports.map((i) => i.state),
    ['takenBack', 'written'],
  );
  const facts = await s.database.pool.query(
    `select body from fact where type = 'people.importTakenBack'`,
  );
  assert.equal(facts.rowCount, 1);
  const other = await s.as('leader2');
  const theirs = other.call('takeBackPeopleImport', { params: { importId: list.id } });
  await assert.rejects(theirs, (e) => e instanceof Refused && e.code === 'subject.unknown');
});

test('somebody whom a record names is kept among many who go', async () => {
  const list = await upload(['一', '二', '三'].map((n, i) => line(`${n}示例`, `named.${i}`)));
  await leader.call('applyPeopleImport', { params: { importId: list.id } });
  await until(list.id, 'written');
  const named = await find('named.1');
  await s.database.pool.query(
    `insert into leave (id, organisation_id, person_id, from_at, to_at, note, created_by, created_at)
     values (gen_random_uuid(), $1, $2, 1, 2, '', $2, 1)`,
    [school.id, named?.id],
  );
  await leader.call('takeBackPeopleImport', { params: { importId: list.id } });
  const done = await until(list.id, 'takenBack');
  assert.deepEqual(done.takenBack, { removed: 2, restored: 0, kept: 1 });
  assert.equal((await find('named.1'))?.assignments.length, 1);
});

test('a list that a server left in the middle is begun again', async () => {
  const list = await upload([line('壬示例', 'stop.one')]);
  const stopAt = (state: string, agoSec: number) =>
    s.database.pool.query('update people_import set state = $1, beat_at = $2 where id = $3', [
      ...[state, s.clock.now() - agoSec * 1000, list.id],
    ]);
  const stateNow = () => leader.call('showPeopleImport', { params: { importId: list.id } });

  await stopAt('writing', 170);
  assert.equal((await stateNow()).state, 'writing', 'it may be going on elsewhere');
  await stopAt('writing', 190);
  assert.equal((await stateNow()).state, 'ready');
  await leader.call('applyPeopleImport', { params: { importId: list.id } });
  await until(list.id, 'written');

  await stopAt('takingBack', 190);
  assert.equal((await stateNow()).state, 'written');
  await leader.call('takeBackPeopleImport', { params: { importId: list.id } });
  await until(list.id, 'takenBack');
  assert.equal(await find('stop.one'), undefined);

  await stopAt('reading', 190);
  const { state, problem } = await stateNow();
  assert.deepEqual([state, problem], ['refused', 'interrupted']);
});

test('fifty thousand rows are judged, one more is refused', async () => {
  const lines = Array.from({ length: 50_000 }, (_, n) => line('众示例', `bulk.${n}`));
  const { counts } = await upload(lines);
  assert.deepEqual([counts.new, counts.error], [50_000, 0]);
  const refused = await upload([...lines, line('众示例', 'bulk.more')], 'refused');
  assert.equal(refused.problem, 'tooManyRows');
});
