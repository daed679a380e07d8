import { Worker } from 'node:worker_threads';
import { Refusal } from '@anyuan/contracts/errors.ts';
import type { ImportRow, PeopleImport } from '@anyuan/contracts/people.ts';
import type { ImportedPerson } from '@anyuan/core/people/import-row.ts';
import type { Logger } from 'pino';
import type { Tx } from '../platform/db.ts';
import { newId } from '../platform/ids.ts';
import type { Who } from '../platform/who.ts';
import { type Correction, correctRow } from './import-correct.ts';
import { bookOf, importRowOf, judgeRows, sheetRowOf } from './import-judge.ts';
import * as lists from './import-store.ts';
import { addSums, nothingTaken, takeBackPortion } from './import-undo.ts';
import { firstPassword, hashFirstPassword } from './passwords.ts';
import type { SheetMessage } from './read-sheet.ts';
import type { DirectoryOptions } from './service.ts';
import * as store from './store.ts';

const portion = 200;
/** A portion of first passwords takes a slow machine half a minute. */
const stoppedAfterMs = 180_000;
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
  /** Own lists that were written, newest first. */
  written(who: Who): Promise<PeopleImport[]>;
  /** Every row that the correction judged anew, and the list as it stands now. */
  correct(who: Who, correction: Correction): Promise<{ rows: ImportRow[]; list: PeopleImport }>;
  takeBack(who: Who, id: string): Promise<PeopleImport>;
  /** Once; empty afterwards. */
  takePasswords(who: Who, id: string): FirstPasswords[];
  /** Resolves when nothing is being read or written. */
  idle(): Promise<void>;
}

/** Before every id there is. */
const noId = '00000000-0000-0000-0000-000000000000';

/** Lists of people: read in a thread of their own, shown row by row, written only when told to. */
export function makePeopleImports(options: DirectoryOptions & { log: Logger }): PeopleImports {
  const { db, clock, log } = options;
  const running = new Set<Promise<void>>();
  const passwords = new Map<string, { byId: string; until: number; list: FirstPasswords[] }>();

  /** What ended early goes back to where it can be begun again: half of a list may be written. */
  const background = (
    id: string,
    work: Promise<void>,
    onFailure: Parameters<typeof lists.updateImport>[2],
  ) => {
    const done = work
      .catch(async (err) => {
        log.warn({ err }, 'import of people ended early');
        await lists.updateImport(db.query, id, onFailure);
      })
      .finally(() => running.delete(done));
    running.add(done);
  };
  const recover = (who: Who) =>
    lists.recoverStopped(db.query, {
      byId: who.personId,
      quietSince: clock.now() - stoppedAfterMs,
    });
  const show = async (who: Who, id: string) => {
    await recover(who);
    const found = await lists.findImport(db.query, id, who.personId);
    if (!found) throw new Refusal('subject.unknown');
    return found;
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
      const judged = await judgeRows(db.query, { who, book, rows: message.rows });
      const rows = judged.map(({ row, judged: j }) => importRowOf(row, j));
      await lists.insertRows(db.query, id, rows);
      done += message.rows.length;
      await lists.updateImport(db.query, id, { done, total: message.total, beat_at: clock.now() });
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
      const wanted = rows.filter((r) => r.kind === 'new' || r.kind === 'changed').map(sheetRowOf);
      // Judged again under the transaction: meanwhile somebody may have taken a number or an account.
      await db.query.transaction().execute(async (tx) => {
        for (const { judged, people } of await judgeRows(tx, { who, book, rows: wanted })) {
          if (judged.person === null || judged.kind === 'unchanged') continue;
          const before = people.get(judged.person.login) ?? null;
          const edit = { who, before, person: judged.person, importId: id };
          const made = await writePerson(tx, options, edit);
          if (made) list.push(made);
          if (before) changed++;
          else created++;
        }
        await lists.markDone(tx, id, { done, at: clock.now() });
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

  const unwrite = async (who: Who, importId: string): Promise<void> => {
    let [sums, after, done] = [nothingTaken, noId, 0];
    for (let last: string | null = after; last !== null; ) {
      const portionOf = { importId, byId: who.personId, at: clock.now(), limit: portion };
      const taken = await db.query.transaction().execute(async (tx) => {
        const now = await takeBackPortion(tx, portionOf, after);
        done += now.sums.removed + now.sums.restored + now.sums.kept;
        await lists.markDone(tx, importId, { done, at: clock.now() });
        return now;
      });
      sums = addSums(sums, taken.sums);
      last = taken.last;
      after = last ?? after;
    }
    passwords.delete(importId);
    await db.query.transaction().execute(async (tx) => {
      const fact = {
        type: 'people.importTakenBack',
        importId,
        byId: who.personId,
        ...sums,
      } as const;
      await options.facts.append(tx, [{ at: clock.now(), schoolId: null, fact }]);
      await lists.updateImport(tx, importId, { state: 'takenBack', takenBack: sums });
    });
    options.onChanged(undefined, []);
    await options.refreshHeld();
  };

  return {
    show,
    async begin(who, { fileName, bytes }) {
      const id = newId();
      await lists.insertImport(db.query, { id, byId: who.personId, fileName, at: clock.now() });
      background(id, read(who, id, bytes), { state: 'refused', problem: 'notASheet' });
      return show(who, id);
    },
    async apply(who, id) {
      await show(who, id);
      const isMine = await lists.begin(db.query, id, {
        from: 'ready',
        to: 'writing',
        at: clock.now(),
      });
      if (!isMine) throw new Refusal('import.notReady');
      background(id, write(who, id), { state: 'ready' });
      return show(who, id);
    },
    async written(who) {
      await recover(who);
      return lists.findWritten(db.query, who.personId);
    },
    async correct(who, correction) {
      await show(who, correction.id);
      const work = (tx: Tx) => correctRow(tx, who, correction);
      const rows = await db.query.transaction().execute(work);
      return { rows, list: await show(who, correction.id) };
    },
    async takeBack(who, id) {
      await show(who, id);
      const isMine = await lists.begin(db.query, id, {
        from: 'written',
        to: 'takingBack',
        at: clock.now(),
      });
      if (!isMine) throw new Refusal('import.notWritten');
      background(id, unwrite(who, id), { state: 'written' });
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

/** Blank cells keep what is on record; a role is added, none is taken. Returns a new first password. */
async function writePerson(
  tx: Tx,
  { clock }: DirectoryOptions,
  edit: { who: Who; before: store.PersonRecord | null; person: ImportedPerson; importId: string },
): Promise<FirstPasswords | null> {
  const { who, before, person, importId } = edit;
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
    ...{ before: was, after, importId },
  });
  return password === null ? null : { name: person.name, login: person.login, password };
}
