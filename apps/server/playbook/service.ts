import type { Clock } from '@anyuan/contracts/clock.ts';
import { Refusal } from '@anyuan/contracts/errors.ts';
import type { VersionChange } from '@anyuan/contracts/facts.ts';
import type { PlaybookDraft, PlaybookVersion } from '@anyuan/contracts/playbook.ts';
import { checkPlaybook } from '@anyuan/core/playbook/choose.ts';
import type { Db } from '../platform/db.ts';
import type { Facts } from '../platform/facts.ts';
import { entryOf, type PlaybookBook, shippedEntries } from './book.ts';
import {
  findPlaybookRows,
  insertPlaybookVersion,
  lockPlaybooksOf,
  notify,
  type PlaybookRow,
} from './store.ts';

/** Wakes the playbook books of all instances. */
export const playbookChannel = 'anyuan_playbook';

export interface PlaybookEditing {
  schoolId: string;
  key: string;
  personId: string;
  /** Version that the editor saw of the school's own; 0 for none. */
  basedOn: number;
}

export interface Playbooks {
  /** The newest version of each: the school's own, and what it has not replaced. */
  list(schoolId: string): Promise<PlaybookVersion[]>;
  versions(schoolId: string, key: string): Promise<PlaybookVersion[]>;
  save(edit: PlaybookEditing & { playbook: PlaybookDraft }): Promise<PlaybookVersion[]>;
  remove(edit: PlaybookEditing): Promise<PlaybookVersion[]>;
  /** Saves an earlier version anew (0: as the product came). */
  restore(edit: PlaybookEditing & { version: number }): Promise<PlaybookVersion[]>;
}

const shipped: readonly PlaybookVersion[] = shippedEntries.map((e) => ({
  ...e,
  version: 0,
  savedAt: null,
  savedBy: null,
}));

/** Editing playbooks: as with plans, an edit adds a version and changes no running alarm. */
export function makePlaybooks(options: {
  db: Db;
  clock: Clock;
  facts: Facts;
  book: PlaybookBook;
}): Playbooks {
  const { db, clock, facts, book } = options;

  const list = async (schoolId: string): Promise<PlaybookVersion[]> => {
    const newest = newestOf(viewsOf(await findPlaybookRows(db.query, schoolId)));
    return [...newest, ...shipped.filter((s) => !newest.some((v) => v.key === s.key))];
  };

  type Next = Pick<PlaybookVersion, 'playbook' | 'removed'>;
  const add = async (
    edit: PlaybookEditing,
    what: VersionChange['what'],
    decide: (versions: PlaybookVersion[]) => Next,
  ): Promise<PlaybookVersion[]> => {
    const { schoolId, key, personId } = edit;
    await db.query.transaction().execute(async (tx) => {
      await lockPlaybooksOf(tx, schoolId);
      const rows = await findPlaybookRows(tx, schoolId);
      const mine = rows.filter((r) => r.school_id === schoolId && r.key === key);
      const newest = Math.max(0, ...mine.map((r) => r.version));
      if (newest !== edit.basedOn) throw new Refusal('edit.changedMeanwhile');
      const next = decide([...viewsOf(rows), ...shipped]);
      const [version, at] = [newest + 1, clock.now()];
      const stamp = { version, at, authorId: personId };
      await insertPlaybookVersion(tx, { schoolId, key, ...stamp, ...next });
      const fact = { type: 'playbook.changed', key, version, what, personId } as const;
      await facts.append(tx, [{ at, schoolId, fact }]);
      await notify(tx, playbookChannel, ['']);
    });
    await book.refresh();
    return list(schoolId);
  };

  const checked = (
    { schoolId, key }: PlaybookEditing,
    draft: PlaybookDraft,
    versions: PlaybookVersion[],
  ): Next => {
    const own = newestOf(versions.filter((v) => v.schoolId === schoolId));
    const others = own.filter((v) => v.key !== key && !v.removed);
    const result = checkPlaybook(draft, others);
    if (!result.ok) throw new Refusal(result.code, result.detail);
    return { playbook: result.playbook, removed: false };
  };

  return {
    list,
    async versions(schoolId, key) {
      const views = viewsOf(await findPlaybookRows(db.query, schoolId));
      return [...views, ...shipped].filter((v) => v.key === key);
    },
    save: (edit) => add(edit, 'saved', (versions) => checked(edit, edit.playbook, versions)),
    remove: (edit) =>
      add(edit, 'removed', (versions) => {
        const last = versions.find((v) => v.key === edit.key);
        if (!last) throw new Refusal('subject.unknown');
        return { playbook: last.playbook, removed: true };
      }),
    restore: (edit) =>
      add(edit, 'restored', (versions) => {
        const back = versions.find((v) => v.key === edit.key && v.version === edit.version);
        if (!back) throw new Refusal('subject.unknown');
        return checked(edit, back.playbook, versions);
      }),
  };
}

/** Versions that can be read, newest first. */
function viewsOf(rows: readonly PlaybookRow[]): PlaybookVersion[] {
  return rows.flatMap((row) => {
    const entry = entryOf(row);
    if (!entry) return [];
    return [{ ...entry, version: row.version, savedAt: row.created_at, savedBy: row.author }];
  });
}

/** The newest of each key; a school's own goes before one for all. */
function newestOf(views: readonly PlaybookVersion[]): PlaybookVersion[] {
  const newest = new Map<string, PlaybookVersion>();
  const ownFirst = views.toSorted(
    (a, b) => Number(a.schoolId === null) - Number(b.schoolId === null),
  );
  for (const v of ownFirst) if (!newest.has(v.key)) newest.set(v.key, v);
  return [...newest.values()];
}
