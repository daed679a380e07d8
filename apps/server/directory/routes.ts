import { Refusal } from '@anyuan/contracts/errors.ts';
import type { PersonView } from '@anyuan/contracts/people.ts';
import { leavingRoutes } from '@anyuan/contracts/routes/leaving.ts';
import { peopleRoutes } from '@anyuan/contracts/routes/people.ts';
import { roleWord } from '@anyuan/core/people/import-row.ts';
import { mayManage, runsAll } from '@anyuan/core/people/manage.ts';
import { appendAudit } from '../platform/audit.ts';
import type { Http } from '../platform/http.ts';
import {
  attachment,
  type SheetOutline,
  spreadsheetOf,
  spreadsheetType,
} from '../platform/spreadsheet.ts';
import type { Who } from '../platform/who.ts';
import { makePeopleImports, type PeopleImports } from './import.ts';
import { findRows } from './import-store.ts';
import { type LeavingOptions, makeLeaving } from './leaving.ts';
import { findUnits } from './organisation-store.ts';
import { type Directory, type DirectoryOptions, makeDirectory } from './service.ts';
import * as store from './store.ts';

const pageSize = 50;

type Options = LeavingOptions & Parameters<typeof makePeopleImports>[0];

/** People and organisations: lists, edits, sheets in and out. */
export function serveDirectory(http: Http, options: Options): PeopleImports {
  const directory = makeDirectory(options);
  const imports = makePeopleImports(options);
  servePeople(http, options, directory);
  serveLeaving(http, options);
  serveSheets(http, options);
  serveImports(http, options, imports);
  return imports;
}

const viewOf = (who: Who, { sortKey: _key, ...person }: store.PersonRecord): PersonView => ({
  ...person,
  mayManage: mayManage(who, person.assignments),
});

/** Organisations whose people this person may see; who runs the installation sees all. */
async function scopeOf({ db }: DirectoryOptions, who: Who, organisationId?: string) {
  const units = await findUnits(db.query);
  const mine = units.filter((u) => runsAll(who) || who.may('people.view', u.id));
  const ids = mine.map((u) => u.id);
  if (organisationId === undefined) return ids;
  if (!ids.includes(organisationId)) throw new Refusal('subject.unknown');
  return [organisationId];
}

async function visible(options: DirectoryOptions, who: Who, id: string) {
  const person = await store.findPerson(options.db.query, id);
  const scope = new Set(await scopeOf(options, who));
  const isSeen = person?.assignments.some((a) => scope.has(a.organisationId)) || runsAll(who);
  if (!person || !isSeen) throw new Refusal('subject.unknown');
  return person;
}

async function treeOf({ db }: DirectoryOptions, who: Who) {
  const units = await findUnits(db.query);
  const seen = units.filter((u) => runsAll(who) || who.may('people.view', u.id));
  return {
    mayManage: runsAll(who),
    organisations: seen.map((u) => ({
      ...{ id: u.id, kind: u.kind, name: u.name, version: u.version },
      ...{ policeParentId: u.police_parent_id, educationParentId: u.education_parent_id },
      ...{ archived: Boolean(u.archived), people: Number(u.people ?? 0) },
      mayManagePeople: runsAll(who) || who.may('people.manage', u.id),
    })),
  };
}

function readAfter(text: string | undefined): store.Page['after'] {
  if (text === undefined || text === '') return null;
  const [id = '', sortKey = ''] = [text.slice(0, 36), text.slice(37)];
  if (!/^[0-9a-f-]{36}$/.test(id))
    throw new Refusal('request.invalid', { where: 'after', what: '' });
  return { id, sortKey };
}

function servePeople(http: Http, options: DirectoryOptions, directory: Directory): void {
  const r = peopleRoutes;
  const { db } = options;
  http.serve(r.listOrganisations, ({ who }) => treeOf(options, who));
  http.serve(r.saveOrganisation, async ({ who, params, body }) => {
    await directory.saveOrganisation(who, { id: params.unitId, ...body });
    return treeOf(options, who);
  });
  http.serve(r.listPeople, async ({ who, query }) => {
    const { search = '', state, organisationId } = query;
    const organisationIds = await scopeOf(options, who, organisationId);
    const after = readAfter(query.after);
    const page = { organisationIds, search, state, after, limit: pageSize + 1 };
    const found = await store.findPage(db.query, page);
    const shown = found.slice(0, pageSize);
    const last = found.length > pageSize ? shown.at(-1) : undefined;
    const next = last ? `${last.id} ${last.sortKey}`.slice(0, 300) : null;
    return { people: shown.map((p) => viewOf(who, p)), next };
  });
  http.serve(r.savePerson, async ({ who, params, body }) => {
    const { id, password } = await directory.save(who, { id: params.memberId, ...body });
    return { person: viewOf(who, await visible(options, who, id)), password };
  });
  http.serve(r.setPersonActive, async ({ who, params, body }) => {
    await visible(options, who, params.memberId);
    await directory.setActive(who, { id: params.memberId, ...body });
    const person = viewOf(who, await visible(options, who, params.memberId));
    return { person, shifts: await store.findShifts(db.query, params.memberId) };
  });
  http.serve(r.resetPassword, async ({ who, params }) => {
    await visible(options, who, params.memberId);
    return { password: await directory.resetPassword(who, params.memberId) };
  });
  http.serve(r.listPersonChanges, async ({ who, params }) => {
    const person = await visible(options, who, params.memberId);
    if (!mayManage(who, person.assignments)) throw new Refusal('person.notYours');
    const changes = await store.findChanges(db.query, params.memberId);
    return {
      changes: changes.map((c) => ({
        ...c,
        before: c.before ? { ...c.before } : null,
        after: { ...c.after },
      })),
    };
  });
}

function serveLeaving(http: Http, options: LeavingOptions): void {
  const leaving = makeLeaving(options);
  const one = async (who: Who, id: string) => ({
    person: viewOf(who, await visible(options, who, id)),
  });
  http.serve(leavingRoutes.showLeaving, async ({ who, params }) => {
    await visible(options, who, params.memberId);
    return leaving.show(who, params.memberId);
  });
  http.serve(leavingRoutes.leavePerson, async ({ who, params, body }) => {
    await visible(options, who, params.memberId);
    await leaving.leave(who, params.memberId, body);
    return one(who, params.memberId);
  });
  http.serve(leavingRoutes.undoLeaving, async ({ who, params }) => {
    await visible(options, who, params.memberId);
    await leaving.undo(who, params.memberId);
    return one(who, params.memberId);
  });
}

const sheetColumns = [
  { header: '姓名', width: 12 },
  { header: '账号', width: 16 },
  { header: '称呼', width: 14 },
  { header: '组织', width: 32 },
  { header: '角色', width: 14 },
  { header: '手机', width: 14 },
  { header: '邮箱', width: 26 },
  { header: '有效期至', width: 12 },
];

/** Everybody in scope, page by page: one row for each role. */
async function* exported(options: DirectoryOptions, organisationIds: string[]) {
  const names = new Map((await findUnits(options.db.query)).map((u) => [u.id, u.name]));
  for (let after: store.Page['after'] = null; ; ) {
    const page = { organisationIds, search: '', state: 'active', after, limit: 500 } as const;
    const people = await store.findPage(options.db.query, page);
    for (const p of people) {
      for (const a of p.assignments.filter((x) => organisationIds.includes(x.organisationId))) {
        yield [
          ...[p.name, p.login, p.title, names.get(a.organisationId) ?? '', roleWord(a.role)],
          ...[p.phone, p.email, p.endsOn],
        ];
      }
    }
    const last = people.at(-1);
    if (!last || people.length < 500) return;
    after = { id: last.id, sortKey: last.sortKey };
  }
}

function serveSheets(http: Http, options: DirectoryOptions): void {
  const r = peopleRoutes;
  http.serve(r.exportPeople, async ({ who, query, reply }) => {
    const ids = await scopeOf(options, who, query.organisationId);
    await appendAudit(options.db.query, {
      at: options.clock.now(),
      personId: who.personId,
      action: 'people.exported',
      subject: query.organisationId ?? 'people',
      detail: {},
    });
    const rows = exported(options, ids);
    const sheet: SheetOutline = { name: '人员', columns: sheetColumns, rows };
    return reply
      .type(spreadsheetType)
      .header('content-disposition', attachment('人员.xlsx'))
      .header('cache-control', 'no-store')
      .send(spreadsheetOf(sheet));
  });
  http.serve(r.readPeopleTemplate, async ({ reply }) => {
    const example = [
      '王示例',
      'wangshili',
      '王老师',
      '（填组织全称）',
      '教师',
      '13800000000',
      null,
      '2027-07-01',
    ];
    const rows = [example];
    return reply
      .type(spreadsheetType)
      .header('content-disposition', attachment('人员导入模板.xlsx'))
      .send(spreadsheetOf({ name: '人员', columns: sheetColumns, rows }));
  });
}

function serveImports(http: Http, { db }: DirectoryOptions, imports: PeopleImports): void {
  const r = peopleRoutes;
  http.serve(r.uploadPeople, ({ who, query, body }) => {
    const bytes = Buffer.isBuffer(body) ? body : Buffer.alloc(0);
    return imports.begin(who, { fileName: query.fileName, bytes });
  });
  http.serve(r.showPeopleImport, ({ who, params }) => imports.show(who, params.importId));
  http.serve(r.listPeopleImportRows, async ({ who, params, query }) => {
    await imports.show(who, params.importId);
    const of = { id: params.importId, kind: query.kind, after: query.after, limit: 101 };
    const rows = await findRows(db.query, of);
    const shown = rows.slice(0, 100);
    return { rows: shown, next: rows.length > 100 ? (shown.at(-1)?.number ?? null) : null };
  });
  http.serve(r.listPeopleImports, async ({ who }) => ({ imports: await imports.written(who) }));
  http.serve(r.correctPeopleImportRow, ({ who, params, body }) =>
    imports.correct(who, { id: params.importId, number: params.number, cells: body.cells }),
  );
  http.serve(r.takeBackPeopleImport, ({ who, params }) => imports.takeBack(who, params.importId));
  http.serve(r.applyPeopleImport, ({ who, params }) => imports.apply(who, params.importId));
  http.serve(r.readFirstPasswords, async ({ who, params, reply }) => {
    await imports.show(who, params.importId);
    const list = imports.takePasswords(who, params.importId);
    const columns = [
      { header: '姓名', width: 12 },
      { header: '账号', width: 18 },
      { header: '初始密码（登录后须修改）', width: 26 },
    ];
    const rows = list.map((p) => [p.name, p.login, p.password]);
    return reply
      .type(spreadsheetType)
      .header('content-disposition', attachment('初始密码.xlsx'))
      .header('cache-control', 'no-store')
      .send(spreadsheetOf({ name: '初始密码', columns, rows }));
  });
}
