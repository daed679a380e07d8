import type { CellError, CellProblem, ImportColumn, RowKind } from '@anyuan/contracts/people.ts';
import type { OrganisationKind, Role } from '@anyuan/contracts/permissions.ts';
import { roleFits } from './manage.ts';

/** A cell as it was read: its text, and what makes the text unusable. */
export interface SheetCell {
  text: string;
  problem?: 'formula' | 'merged';
}
export type SheetRow = Partial<Record<ImportColumn, SheetCell>>;

const headers: Record<ImportColumn, readonly string[]> = {
  name: ['姓名', 'name'],
  login: ['账号', '登录名', 'account', 'login'],
  title: ['称呼', '职务称呼', 'title'],
  organisation: ['组织', '单位', '学校', 'organisation'],
  role: ['角色', 'role'],
  phone: ['手机', '手机号', '电话', 'phone', 'mobile'],
  email: ['邮箱', '电子邮箱', 'email', 'e-mail'],
  endsOn: ['有效期至', '到期日期', 'ends on', 'valid until'],
};

const required: readonly ImportColumn[] = ['name', 'login', 'organisation', 'role'];

/** Which column of the sheet holds what; null when one that is needed is missing. */
export function readHeader(row: readonly string[]): Map<number, ImportColumn> | null {
  const found = new Map<number, ImportColumn>();
  row.forEach((text, at) => {
    const word = text
      .replace(/[*＊\s]/g, ' ')
      .trim()
      .toLowerCase();
    for (const [column, words] of Object.entries(headers) as [ImportColumn, string[]][]) {
      if (words.includes(word) && ![...found.values()].includes(column)) found.set(at, column);
    }
  });
  const columns = new Set(found.values());
  return required.every((column) => columns.has(column)) ? found : null;
}

const roleWords: Record<Role, readonly string[]> = {
  administrator: ['管理员', 'administrator'],
  bureauLeader: ['公安局领导', 'bureauleader', 'bureau leader'],
  stationCommand: ['派出所指挥室', '指挥室', 'stationcommand', 'station command'],
  stationOfficer: ['民警', '社区民警', 'stationofficer', 'officer'],
  educationOfficer: ['教育局安全科', 'educationofficer', 'education officer'],
  schoolLeader: ['校领导', '学校领导', 'schoolleader', 'school leader'],
  studentAffairs: ['政教处', 'studentaffairs', 'student affairs'],
  guard: ['保安', '保安员', 'guard'],
  teacher: ['教师', '老师', 'teacher'],
};

/** The word that a sheet shows for a role. */
export function roleWord(role: Role): string {
  return roleWords[role][0] ?? role;
}

export function readRole(text: string): Role | null {
  const word = text.trim().toLowerCase();
  const hit = (Object.entries(roleWords) as [Role, string[]][]).find(([, w]) => w.includes(word));
  return hit?.[0] ?? null;
}

/** "2026-07-01" of what people write; null when there is no such day. */
export function readDay(text: string): string | null {
  const match = /^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?$/.exec(text.trim());
  if (!match) return null;
  const [year, month, date] = [Number(match[1]), Number(match[2]), Number(match[3])];
  const at = new Date(Date.UTC(year, month - 1, date));
  // 2024/2/30 would silently become the first of March.
  const isReal = at.getUTCMonth() === month - 1 && at.getUTCDate() === date;
  return isReal ? at.toISOString().slice(0, 10) : null;
}

/** Eleven digits of a mobile in China, however they were spaced; null otherwise. */
export function readPhone(text: string): string | null {
  const digits = text.replace(/^\+?86[\s-]*(?=1)/, '').replace(/[\s-]/g, '');
  return /^1[3-9]\d{9}$/.test(digits) ? digits : null;
}

/** A person as the sheet says; null keeps what is on record. */
export interface ImportedPerson {
  login: string;
  name: string;
  title: string | null;
  phone: string | null;
  email: string | null;
  endsOn: string | null;
  organisationId: string;
  role: Role;
}

export interface OnRecord {
  id: string;
  name: string;
  title: string;
  phone: string | null;
  email: string | null;
  endsOn: string | null;
  assignments: readonly { organisationId: string; role: Role }[];
  mayManage: boolean;
}

/** What a row is held against. The two maps of what was seen grow row by row. */
export interface ImportBook {
  organisation(name: string): { id: string; kind: OrganisationKind } | null;
  mayGrant(organisationId: string, role: Role): boolean;
  person(login: string): OnRecord | undefined;
  ownerOfPhone(phone: string): string | undefined;
  loginsSeen: Map<string, number>;
  phonesSeen: Map<string, number>;
}

export interface JudgedRow {
  kind: RowKind;
  errors: CellError[];
  person: ImportedPerson | null;
}

const longest: Partial<Record<ImportColumn, number>> = { name: 40, title: 40, email: 120 };

/** What a row would do, or what is wrong with which of its cells. */
export function judgeRow(number: number, row: SheetRow, book: ImportBook): JudgedRow {
  const errors: CellError[] = [];
  const wrong = (column: ImportColumn, problem: CellProblem, other?: number) => {
    errors.push({ column, problem, ...(other === undefined ? {} : { row: other }) });
    return null;
  };
  const textOf = (column: ImportColumn): string => {
    const { text = '', problem } = row[column] ?? {};
    if (problem) wrong(column, problem);
    else if (text.trim() === '' && required.includes(column)) wrong(column, 'empty');
    else if (text.trim().length > (longest[column] ?? 200)) wrong(column, 'tooLong');
    return problem ? '' : text.trim();
  };
  const parsed = <T>(column: ImportColumn, read: (text: string) => T | null, bad: CellProblem) => {
    const text = textOf(column);
    return text === '' ? null : (read(text) ?? wrong(column, bad));
  };
  const name = textOf('name');
  const isLogin = (text: string) => (/^[a-z0-9][a-z0-9._-]{1,39}$/.test(text) ? text : null);
  const login = parsed('login', (t) => isLogin(t.toLowerCase()), 'badLogin');
  const title = textOf('title') || null;
  const phone = parsed('phone', readPhone, 'badPhone');
  const isMail = (text: string) => (/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text) ? text : null);
  const email = parsed('email', isMail, 'badEmail');
  const endsOn = parsed('endsOn', readDay, 'badDate');
  const place = parsed('organisation', book.organisation, 'unknownOrganisation');
  const role = parsed('role', readRole, 'unknownRole');
  if (place && role && !roleFits(role, place.kind)) wrong('role', 'roleNotThere');
  else if (place && role && !book.mayGrant(place.id, role)) wrong('organisation', 'notYours');
  if (login) seen(book.loginsSeen, login, number, (other) => wrong('login', 'doubledLogin', other));
  if (phone) seen(book.phonesSeen, phone, number, (other) => wrong('phone', 'doubledPhone', other));
  const before = login ? book.person(login) : undefined;
  if (before && !before.mayManage) wrong('login', 'notYours');
  const owner = phone ? book.ownerOfPhone(phone) : undefined;
  if (owner !== undefined && owner !== before?.id) wrong('phone', 'phoneTaken');
  if (errors.length > 0 || !login || !place || !role)
    return { kind: 'error', errors, person: null };
  const person = { login, name, title, phone, email, endsOn, organisationId: place.id, role };
  return { kind: before ? differs(person, before) : 'new', errors, person };
}

function seen(
  rows: Map<string, number>,
  key: string,
  number: number,
  onDoubled: (other: number) => void,
): void {
  const other = rows.get(key);
  if (other === undefined) rows.set(key, number);
  else onDoubled(other);
}

function differs(person: ImportedPerson, before: OnRecord): 'changed' | 'unchanged' {
  const fields = ['title', 'phone', 'email', 'endsOn'] as const;
  const isOther =
    person.name !== before.name ||
    fields.some((field) => person[field] !== null && person[field] !== before[field]);
  const { organisationId, role } = person;
  const serves = before.assignments.some(
    (a) => a.organisationId === organisationId && a.role === role,
  );
  return isOther || !serves ? 'changed' : 'unchanged';
}
