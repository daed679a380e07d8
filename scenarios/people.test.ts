import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { PeopleImport } from '@anyuan/contracts/people.ts';
import {
  type Actor,
  Refused,
  type Scenario,
  soon,
  startScenario,
} from '@anyuan/testkit/scenario.ts';
import { readXlsx, writeXlsx } from 'hucre/xlsx';
import { v7 } from 'uuid';

let s: Scenario;
let leader: Actor;
let admin: Actor;
let schoolId = '';
let schoolName = '';
before(async () => {
  s = await startScenario();
  leader = await s.as('leader');
  admin = await s.as('admin');
  const school = (await leader.call('listSchools')).schools[0];
  schoolId = school?.id ?? '';
  schoolName = school?.name ?? '';
});
after(() => s.end());

const refusedBy = async (work: Promise<unknown>): Promise<string> => {
  try {
    await work;
    return 'done';
  } catch (error) {
    if (error instanceof Refused) return error.code;
    throw error;
  }
};
const person = (login: string, more = {}) => ({
  ...{ login, name: '新示例', title: '新老师', phone: null, email: null, endsOn: null },
  assignments: [{ organisationId: schoolId, role: 'teacher' as const }],
  ...more,
});
const find = async (actor: Actor, search: string, state: 'active' | 'all' = 'all') =>
  (await actor.call('listPeople', { query: { search, state } })).people;

const pageOf = (query: { search: string; after: string }) => leader.call('listPeople', { query });

async function signIn(login: string, password: string): Promise<number> {
  const response = await fetch(`${s.url}/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ login, password }),
  });
  return response.status;
}

test('a leader adds a teacher, who must change the first password; disabled they are out at once', async () => {
  const memberId = v7();
  const body = { basedOn: 0, person: person('new.teacher', { phone: '13800000001' }) };
  const made = await leader.call('savePerson', { params: { memberId }, body });
  assert.match(made.password ?? '', /^[a-z]{2}\d[a-z](-[a-z]{2}\d[a-z]){2}$/);
  const again = await leader.call('savePerson', { params: { memberId }, body });
  assert.equal(again.password, null, 'sent twice, told once');
  assert.equal(await signIn('new.teacher', made.password ?? ''), 200);
  assert.equal(made.person.mustChangePassword, true);
  assert.deepEqual(
    (await find(leader, 'xsl')).map((p) => p.login),
    ['new.teacher'],
    'by initials',
  );
  const off = await leader.call('setPersonActive', {
    params: { memberId },
    body: { basedOn: 1, active: false },
  });
  assert.equal(off.person.active, false);
  assert.equal(await signIn('new.teacher', made.password ?? ''), 401);
  const on = { basedOn: off.person.version, active: true };
  await leader.call('setPersonActive', { params: { memberId }, body: on });
  const { password } = await leader.call('resetPassword', { params: { memberId } });
  assert.equal(await signIn('new.teacher', made.password ?? ''), 401);
  assert.equal(await signIn('new.teacher', password), 200);
  const { changes } = await leader.call('listPersonChanges', { params: { memberId } });
  assert.equal(changes.length, 3);
  assert.equal(changes[0]?.by, '李示例');
});

test('an account past its last day lets nobody in', async () => {
  const memberId = v7();
  const body = { basedOn: 0, person: person('short.stay', { endsOn: '2026-09-16' }) };
  const { password } = await leader.call('savePerson', { params: { memberId }, body });
  assert.equal(await signIn('short.stay', password ?? ''), 200);
  await s.database.pool.query(`update person set ends_on = '2026-09-15' where id = $1`, [memberId]);
  assert.equal(await signIn('short.stay', password ?? ''), 401);
  const bad = { basedOn: 0, person: person('never', { endsOn: '2026-02-30' }) };
  const refused = leader.call('savePerson', { params: { memberId: v7() }, body: bad });
  assert.equal(await refusedBy(refused), 'person.badDate');
});

test('nobody gives or takes more than they hold', async () => {
  const save = (assignments: object[], login = 'climber') =>
    refusedBy(
      leader.call('savePerson', {
        params: { memberId: v7() },
        body: { basedOn: 0, person: person(login, { assignments }) },
      }),
    );
  assert.equal(
    await save([{ organisationId: schoolId, role: 'administrator' }]),
    'person.notYours',
  );
  const bureau = (await find(admin, 'bureau'))[0];
  const there = bureau?.assignments[0]?.organisationId ?? '';
  assert.equal(await save([{ organisationId: there, role: 'bureauLeader' }]), 'person.notYours');
  assert.equal(await save([{ organisationId: there, role: 'teacher' }]), 'person.roleNotThere');
  const steal = leader.call('resetPassword', { params: { memberId: bureau?.id ?? '' } });
  assert.equal(await refusedBy(steal), 'subject.unknown');
  const own = (await find(admin, 'admin'))[0];
  const last = admin.call('setPersonActive', {
    params: { memberId: own?.id ?? '' },
    body: { basedOn: own?.version ?? 0, active: false },
  });
  assert.equal(await refusedBy(last), 'person.lastAdministrator');
  assert.equal(
    await save([{ organisationId: schoolId, role: 'guard' }], 'guard'),
    'person.loginTaken',
  );
});

test('organisations: added below others, never below themselves, ended only when empty', async () => {
  const { organisations } = await admin.call('listOrganisations');
  const station = organisations.find((o) => o.kind === 'policeStation');
  const bureau = organisations.find((o) => o.kind === 'policeBureau');
  const unitId = v7();
  const body = {
    ...{ basedOn: 0, kind: 'school' as const, name: '新建小学（演示）', archived: false },
    ...{ policeParentId: station?.id ?? null, educationParentId: null },
  };
  const tree = await admin.call('saveOrganisation', { params: { unitId }, body });
  assert.ok(tree.organisations.some((o) => o.name === '新建小学（演示）'));
  const orphan = { ...body, policeParentId: null };
  assert.equal(
    await refusedBy(admin.call('saveOrganisation', { params: { unitId: v7() }, body: orphan })),
    'organisation.badParent',
  );
  const loop = {
    ...{
      basedOn: bureau?.version ?? 0,
      kind: 'policeBureau' as const,
      name: '县局',
      archived: false,
    },
    ...{ policeParentId: bureau?.id ?? null, educationParentId: null },
  };
  const looped = admin.call('saveOrganisation', {
    params: { unitId: bureau?.id ?? '' },
    body: loop,
  });
  assert.equal(await refusedBy(looped), 'organisation.badParent');
  const full = { ...loop, policeParentId: null, archived: true };
  const ended = admin.call('saveOrganisation', {
    params: { unitId: bureau?.id ?? '' },
    body: full,
  });
  assert.equal(await refusedBy(ended), 'organisation.notEmpty');
  await admin.call('saveOrganisation', {
    params: { unitId },
    body: { ...body, basedOn: 1, archived: true },
  });
  assert.equal(
    await refusedBy(leader.call('saveOrganisation', { params: { unitId }, body })),
    'permission.denied',
  );
});

const header = ['姓名', '账号', '称呼', '组织', '角色', '手机', '邮箱', '有效期至'];

async function upload(actor: Actor, bytes: Uint8Array): Promise<PeopleImport> {
  const response = await fetch(`${s.url}/api/people-imports?fileName=list.xlsx`, {
    method: 'POST',
    headers: { cookie: actor.cookie, 'x-anyuan': '1', 'content-type': 'application/octet-stream' },
    body: new Uint8Array(bytes),
  });
  return (await response.json()) as PeopleImport;
}

async function settled(
  actor: Actor,
  id: string,
  state: PeopleImport['state'],
): Promise<PeopleImport> {
  return await soon(async () => {
    const now = await actor.call('showPeopleImport', { params: { importId: id } });
    assert.equal(now.state, state);
    return now;
  }, 120_000);
}

test('a list is shown row by row before anything is written, errors at their cells', async () => {
  const row = (login: string, more: Record<number, unknown> = {}) => {
    const cells: unknown[] = ['导入示例', login, '导老师', schoolName, '教师', null, null, null];
    for (const [at, value] of Object.entries(more)) cells[Number(at)] = value;
    return cells as string[];
  };
  const rows = [
    ['教职工名单（演示）'],
    header,
    row('import.one', { 5: '13800000011', 7: new Date('2027-07-01T00:00:00Z') }),
    row('import.two', { 7: '2024/2/30' }),
    row('import.three', { 5: '13800000011' }),
    row('import.four', { 3: '没有的学校' }),
    row('import.five'),
    row('import.six'),
    row('guard', { 0: '赵示例', 4: '保安', 2: null }),
    row('teacher', { 0: '王示例', 2: '王班主任' }),
  ];
  const bytes = await writeXlsx({
    sheets: [
      {
        name: '名单',
        rows,
        merges: [
          { startRow: 0, endRow: 0, startCol: 0, endCol: 7 },
          { startRow: 6, endRow: 7, startCol: 2, endCol: 2 },
        ],
        cells: new Map([['3,5', { formula: '1+1', value: 2, type: 'formula' }]]),
      },
    ],
  } as never);
  const people = async () =>
    (await s.database.pool.query('select count(*)::int as n from person')).rows[0].n as number;
  const before = await people();
  const list = await settled(leader, (await upload(leader, bytes)).id, 'ready');
  assert.equal(await people(), before, 'nothing is written yet');
  const { rows: shown } = await leader.call('listPeopleImportRows', {
    params: { importId: list.id },
  });
  const said = (number: number) => {
    const found = shown.find((r) => r.number === number);
    return `${found?.kind} ${found?.errors.map((e) => `${e.column}.${e.problem}`).join(' ')}`.trim();
  };
  assert.equal(said(3), 'new');
  assert.equal(said(4), 'error phone.formula endsOn.badDate');
  assert.equal(said(5), 'error phone.doubledPhone');
  assert.equal(said(6), 'error organisation.unknownOrganisation');
  assert.equal(said(7), 'error title.merged');
  assert.equal(said(8), 'error title.merged');
  assert.equal(said(9), 'unchanged');
  assert.equal(said(10), 'changed');
  await leader.call('applyPeopleImport', { params: { importId: list.id } });
  await settled(leader, list.id, 'written');
  assert.equal(await people(), before + 1);
  const made = (await find(leader, 'import.one'))[0];
  assert.equal(made?.endsOn, '2027-07-01');
  assert.equal(
    (await find(leader, 'teacher')).find((p) => p.login === 'teacher')?.title,
    '王班主任',
  );
  const read = () => leader.call('readFirstPasswords', { params: { importId: list.id } });
  const sheet = (await readXlsx(new Uint8Array((await read()) as unknown as Buffer))).sheets[0];
  assert.equal(await signIn('import.one', String(sheet?.rows[1]?.[2])), 200);
  const second = (await readXlsx(new Uint8Array((await read()) as unknown as Buffer))).sheets[0];
  assert.equal(second?.rows.length, 1, 'told once');
});

test('what is no list is refused by its reason', async () => {
  const no = async (bytes: Uint8Array | Buffer) =>
    (await settled(leader, (await upload(leader, bytes)).id, 'refused')).problem;
  assert.equal(await no(Buffer.from([0x50, 0x4b, 3, 4, 9, 9, 9])), 'notASheet');
  assert.equal(await no(Buffer.from('a,b,c\n1,2,3\n')), 'noHeader');
  assert.equal(await no(Buffer.from('姓名,账号,组织,角色\n')), 'empty');
});

test('what was exported is imported again without a change', async () => {
  const bytes = (await leader.call('exportPeople')) as unknown as Buffer;
  const kept = await s.database.pool.query(`select 1 from audit where action = 'people.exported'`);
  assert.equal(kept.rowCount, 1);
  const list = await settled(leader, (await upload(leader, bytes)).id, 'ready');
  assert.equal(list.counts.error + list.counts.new + list.counts.changed, 0);
  assert.ok(list.counts.unchanged >= 7);
});

test('fifty to a page, every one once, by keyset; the other school sees none of it', async () => {
  await s.database.pool.query(
    `with made as (
       insert into person (id, login, name, title, password_hash, search, sort_key)
       select gen_random_uuid(), 'many' || n, '众示例', '众老师', '-', 'many' || n, 'zhong ' || lpad((n / 3)::text, 6, '0')
       from generate_series(1, 120) n returning id)
     insert into role_assignment select id, $1, 'teacher' from made`,
    [schoolId],
  );
  const seen: string[] = [];
  for (let after: string | null = ''; after !== null; ) {
    const page: Awaited<ReturnType<typeof pageOf>> = await pageOf({ search: 'many', after });
    seen.push(...page.people.map((p) => p.login));
    assert.ok(page.people.length <= 50);
    after = page.next;
  }
  assert.deepEqual([seen.length, new Set(seen).size], [120, 120]);
  assert.deepEqual(await find(await s.as('leader2'), 'many'), []);
});
