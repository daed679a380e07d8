import { Worker } from 'node:worker_threads';
import { Refusal } from '@anyuan/contracts/errors.ts';
import type { ImportRow, PeopleImport } from '@anyuan/contracts/people.ts';
import {
  type ImportBook,
  type ImportedPerson,
  judgeRow,
  type SheetRow,
} from '@anyuan/core/people/import-row.ts';
import { mayGrant, mayManage } from '@anyuan/core/people/manage.ts';
import type { Logger } from 'pino';
import type { Tx } from '../platform/db.ts';
import { newId } from '../platform/ids.ts';
import type { Who } from '../platform/who.ts';
import * as lists from './import-store.ts';
import { findUnits } from './organisation-store.ts';
import { firstPassword, hashFirstPassword } from './passwords.ts';
import type { SheetMessage } from './read-sheet.ts';
import type { DirectoryOptions } from './service.ts';
import * as store from './store.ts';

const portion = 200;
/** First passwords stay in memory this long for the one who made them. */
const passwordsKeptMs = 30 * 60_000;

export interface FirstPasswords {
  name: string;
  login: string;
  password: string;
}

export interface PeopleImports {
  begin(who: Who, file: { fileName: string; bytes: Buffer }): Promise<PeopleImport>;
  show(who: Who, id: string): Promise<PeopleImport>;
  apply(who: Who, id: string): Promise<PeopleImport>;
  /** Once; empty afterwards. */
  takePasswords(who: Who, id: string): FirstPasswords[];
  /** Resolves when nothing is being read or written. */
  idle(): Promise<void>;
}

type Book = Omit<ImportBook, 'person' | 'ownerOfPhone'>;

/** Lists of people: read in a thread of their own, shown row by row, written only when told to. */
export function makePeopleImports(options: DirectoryOptions & { log: Logger }): PeopleImports {
  const { db, clock, log } = options;
  const running = new Set<Promise<void>>();
  const passwords = new Map<string, { byId: string; until: number; list: FirstPasswords[] }>();

  const background = (id: string, work: Promise<void>) => {
    const done = work
      .catch(async (err) => {
        log.warn({ err }, 'import of people ended early');
        await lists.updateImport(db.query, id, { state: 'refused', problem: 'notASheet' });
      })
      .finally(() => running.delete(done));
    running.add(done);
  };
  const show = async (who: Who, id: string) => {
    const found = await lists.findImport(db.query, id, who.personId);
    if (!found) throw new Refusal('subject.unknown');
    return found;
  };

  const judge = async (
    query: store.Query,
    who: Who,
    book: Book,
    rows: readonly { number: number; cells: SheetRow }[],
  ) => {
    const textOf = (row: SheetRow, column: 'login' | 'phone') => row[column]?.text.trim() ?? '';
    const logins = rows.map((r) => textOf(r.cells, 'login').toLowerCase());
    const phones = rows.map((r) => textOf(r.cells, 'phone').replace(/^\+?86(?=1)|[\s-]/g, ''));
    const found = await store.findByLogins(query, logins);
    const people = new Map(
      found.map((p) => [p.login, { ...p, mayManage: mayManage(who, p.assignments) }] as const),
    );
    const owners = await store.findPhoneOwners(query, phones);
    const whole: ImportBook = {
      ...book,
      person: (login) => people.get(login),
      ownerOfPhone: (phone) => owners.get(phone),
    };
    return rows.map((row) => ({ row, judged: judgeRow(row.number, row.cells, whole), people }));
  };

  const bookOf = async (query: store.Query, who: Who): Promise<Book> => {
    const units = (await findUnits(query)).filter((u) => !u.archived);
    const byName = Map.groupBy(units, (u) => u.name);
    return {
      organisation: (name) => {
        const named = byName.get(name) ?? [];
        return named.length === 1 ? (named[0] ?? null) : null;
      },
      mayGrant: (organisationId, role) => mayGrant(who, { organisationId, role }),
      loginsSeen: new Map(),
      phonesSeen: new Map(),
    };
  };

  const read = async (who: Who, id: string, bytes: Buffer): Promise<void> => {
    const book = await bookOf(db.query, who);
    let done = 0;
    await eachMessage(bytes, async (message) => {
      if (message.type === 'refused') {
        return lists.updateImport(db.query, id, { state: 'refused', problem: message.problem });
      }
      if (message.type === 'end') {
        return lists.updateImport(db.query, id, { state: 'ready', done: message.total });
      }
      const judged = await judge(db.query, who, book, message.rows);
      await lists.insertRows(
        db.query,
        id,
        judged.map(({ row, judged: j }) => rowOf(row, j)),
      );
      done += message.rows.length;
      await lists.updateImport(db.query, id, { done, total: message.total });
    });
  };

  const write = async (who: Who, id: string): Promise<void> => {
    const book = await bookOf(db.query, who);
    const list: FirstPasswords[] = [];
    let [after, done, created, changed] = [0, 0, 0, 0];
    for (;;) {
      const rows = await lists.findRows(db.query, { id, after, limit: portion });
      if (rows.length === 0) break;
      after = rows.at(-1)?.number ?? after;
      done += rows.length;
      const wanted = rows.filter((r) => r.kind === 'new' || r.kind === 'changed').map(sheetOf);
      // Judged again under the transaction: meanwhile somebody may have taken a number or an account.
      await db.query.transaction().execute(async (tx) => {
        for (const { judged, people } of await judge(tx, who, book, wanted)) {
          if (judged.person === null || judged.kind === 'unchanged') continue;
          const before = people.get(judged.person.login) ?? null;
          const made = await writePerson(tx, options, { who, before, person: judged.person });
          if (made) list.push(made);
          if (before) changed++;
          else created++;
        }
        await lists.markDone(tx, id, done);
      });
    }
    passwords.set(id, { byId: who.personId, until: clock.now() + passwordsKeptMs, list });
    await db.query.transaction().execute(async (tx) => {
      const fact = {
        type: 'people.imported',
        importId: id,
        byId: who.personId,
        created,
        changed,
      } as const;
      await options.facts.append(tx, [{ at: clock.now(), schoolId: null, fact }]);
      await lists.updateImport(tx, id, { state: 'written' });
    });
    options.onChanged(undefined, []);
    await options.refreshHeld();
  };

  return {
    show,
    async begin(who, { fileName, bytes }) {
      const id = newId();
      await lists.insertImport(db.query, { id, byId: who.personId, fileName, at: clock.now() });
      background(id, read(who, id, bytes));
      return show(who, id);
    },
    async apply(who, id) {
      await show(who, id);
      if (!(await lists.takeForWriting(db.query, id))) throw new Refusal('import.notReady');
      background(id, write(who, id));
      return show(who, id);
    },
    takePasswords(who, id) {
      const kept = passwords.get(id);
      if (!kept || kept.byId !== who.personId || kept.until < clock.now()) return [];
      passwords.delete(id);
      return kept.list;
    },
    async idle() {
      while (running.size > 0) await Promise.all(running);
    },
  };
}

/** Reads in a thread, so that fifty thousand rows keep no alarm waiting; each portion is waited for. */
async function eachMessage(
  bytes: Buffer,
  take: (message: SheetMessage) => Promise<void>,
): Promise<void> {
  const worker = new Worker(new URL('./read-sheet.ts', import.meta.url), {
    workerData: new Uint8Array(bytes),
    // A small file can unfold into gigabytes: the thread ends, the server does not.
    resourceLimits: { maxOldGenerationSizeMb: 768 },
  });
  const ended = Promise.withResolvers<void>();
  worker.on('message', (message: SheetMessage) => {
    take(message).then(() => worker.postMessage('next'), ended.reject);
  });
  worker.on('error', ended.reject);
  worker.on('exit', () => ended.resolve());
  try {
    await ended.promise;
  } finally {
    await worker.terminate();
  }
}

function rowOf(
  { number, cells }: { number: number; cells: SheetRow },
  { kind, errors }: ReturnType<typeof judgeRow>,
): ImportRow {
  const texts = Object.entries(cells).map(([column, cell]) => [column, cell.text.slice(0, 200)]);
  return { number, kind, cells: Object.fromEntries(texts), errors };
}

function sheetOf({ number, cells }: ImportRow): { number: number; cells: SheetRow } {
  const row = Object.entries(cells).map(([column, text]) => [column, { text }]);
  return { number, cells: Object.fromEntries(row) };
}

/** Blank cells keep what is on record; a role is added, none is taken. Returns a new first password. */
async function writePerson(
  tx: Tx,
  { clock }: DirectoryOptions,
  { who, before, person }: { who: Who; before: store.PersonRecord | null; person: ImportedPerson },
): Promise<FirstPasswords | null> {
  const { organisationId, role } = person;
  const others = (before?.assignments ?? []).filter(
    (a) => a.organisationId !== organisationId || a.role !== role,
  );
  const after = {
    ...{
      login: person.login,
      name: person.name,
      title: person.title ?? before?.title ?? person.name,
    },
    ...{
      phone: person.phone ?? before?.phone ?? null,
      email: person.email ?? before?.email ?? null,
    },
    endsOn: person.endsOn ?? before?.endsOn ?? null,
    assignments: [...others, { organisationId, role }],
    active: before?.active ?? true,
  };
  const id = before?.id ?? newId();
  const password = before ? null : firstPassword();
  if (password === null) await store.updatePerson(tx, id, after);
  else
    await store.insertPerson(tx, { ...after, id, passwordHash: await hashFirstPassword(password) });
  const was = before
    ? {
        ...{ login: before.login, name: before.name, title: before.title, phone: before.phone },
        ...{ email: before.email, endsOn: before.endsOn, assignments: before.assignments },
        active: before.active,
      }
    : null;
  await store.insertChange(tx, {
    ...{ personId: id, at: clock.now(), byId: who.personId },
    ...{ before: was, after },
  });
  return password === null ? null : { name: person.name, login: person.login, password };
}
