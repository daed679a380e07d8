import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  type ImportBook,
  judgeRow,
  readDay,
  readHeader,
  readPhone,
  type SheetRow,
} from './import-row.ts';
import { mayManage } from './manage.ts';

const school = '018f0000-0000-7000-8000-000000000001';
const book = (more: Partial<ImportBook> = {}): ImportBook => ({
  organisation: (name) => (name === '实验小学' ? { id: school, kind: 'school' } : null),
  mayGrant: () => true,
  person: () => undefined,
  ownerOfPhone: () => undefined,
  loginsSeen: new Map(),
  phonesSeen: new Map(),
  ...more,
});
const cells = (texts: Record<string, string>): SheetRow =>
  Object.fromEntries(Object.entries(texts).map(([column, text]) => [column, { text }]));
const good = { name: '王示例', login: 'wang', organisation: '实验小学', role: '教师' };
const wrongOf = (row: SheetRow, b = book()) =>
  judgeRow(2, row, b).errors.map((e) => `${e.column} ${e.problem}`);

test('days: only real ones, however they are written', () => {
  assert.equal(readDay('2024/2/29'), '2024-02-29');
  assert.equal(readDay('2026年7月1日'), '2026-07-01');
  for (const bad of ['2024/2/30', '2023-2-29', '2026-13-01', '明年', '2026-07', '45000']) {
    assert.equal(readDay(bad), null, bad);
  }
});

test('a day that is read is the day that was written', () => {
  const days = fc.date({
    min: new Date('1990-01-01'),
    max: new Date('2090-01-01'),
    noInvalidDate: true,
  });
  fc.assert(
    fc.property(days, (date) => {
      const text = date.toISOString().slice(0, 10);
      assert.equal(readDay(text), text);
    }),
  );
});

test('numbers of mobiles, spaced as people space them', () => {
  assert.equal(readPhone('+86 138-0000-0000'), '13800000000');
  assert.equal(readPhone('138 0000 0000'), '13800000000');
  for (const bad of ['010-88888888', '1380000000', '23800000000', ''])
    assert.equal(readPhone(bad), null);
});

test('a header is found by its words, and missed when a column is', () => {
  assert.equal(readHeader(['姓名*', '账号', '单位', '角色'])?.get(2), 'organisation');
  assert.equal(readHeader(['姓名', '账号', '单位']), null);
});

test('each fault stands at its cell', () => {
  assert.deepEqual(wrongOf(cells(good)), []);
  assert.deepEqual(wrongOf(cells({ ...good, name: '' })), ['name empty']);
  assert.deepEqual(wrongOf(cells({ ...good, endsOn: '2024/2/30' })), ['endsOn badDate']);
  assert.deepEqual(wrongOf(cells({ ...good, role: '民警' })), ['role roleNotThere']);
  assert.deepEqual(wrongOf(cells({ ...good, organisation: '别的学校' })), [
    'organisation unknownOrganisation',
  ]);
  assert.deepEqual(wrongOf({ ...cells(good), name: { text: '王示例', problem: 'merged' } }), [
    'name merged',
  ]);
  assert.deepEqual(wrongOf({ ...cells(good), phone: { text: '1', problem: 'formula' } }), [
    'phone formula',
  ]);
  assert.deepEqual(wrongOf(cells(good), book({ mayGrant: () => false })), [
    'organisation notYours',
  ]);
  const taken = book({ ownerOfPhone: () => 'somebody' });
  assert.deepEqual(wrongOf(cells({ ...good, phone: '13800000000' }), taken), ['phone phoneTaken']);
});

test('two rows that say the same: the later is told which was first', () => {
  const shared = book();
  judgeRow(2, cells({ ...good, phone: '13800000000' }), shared);
  const second = judgeRow(9, cells({ ...good, login: 'li', phone: '138 0000 0000' }), shared);
  assert.deepEqual(second.errors, [{ column: 'phone', problem: 'doubledPhone', row: 2 }]);
});

test('what is on record already: unchanged, changed, and blank cells keep it', () => {
  const known = {
    ...{
      id: 'w',
      name: '王示例',
      title: '王老师',
      phone: '13800000000',
      email: null,
      endsOn: null,
    },
    ...{ assignments: [{ organisationId: school, role: 'teacher' as const }], mayManage: true },
  };
  const b = () =>
    book({ person: (login) => (login === 'wang' ? known : undefined), ownerOfPhone: () => 'w' });
  assert.equal(judgeRow(2, cells(good), b()).kind, 'unchanged');
  assert.equal(judgeRow(2, cells({ ...good, phone: '13900000000' }), b()).kind, 'changed');
  assert.equal(judgeRow(2, cells({ ...good, role: '保安' }), b()).kind, 'changed');
  assert.equal(judgeRow(2, cells({ ...good, login: 'new.one' }), b()).kind, 'new');
});

test('nobody takes over an account that serves elsewhere or administers', () => {
  const leader = {
    permissions: new Set(['people.manage'] as const),
    may: (_p: string, at: string) => at === school,
  };
  assert.equal(mayManage(leader, [{ organisationId: school, role: 'teacher' }]), true);
  assert.equal(mayManage(leader, [{ organisationId: school, role: 'administrator' }]), false);
  const both = [
    { organisationId: school, role: 'teacher' },
    { organisationId: 'bureau', role: 'bureauLeader' },
  ] as const;
  assert.equal(mayManage(leader, both), false);
  assert.equal(mayManage(leader, []), false);
});
