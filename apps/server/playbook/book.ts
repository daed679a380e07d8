import type { AlarmKind, DetectionKind } from '@anyuan/contracts/detection.ts';
import { type Playbook, playbookSchema } from '@anyuan/contracts/playbook.ts';
import { choosePlaybook, type PlaybookEntry } from '@anyuan/core/playbook/choose.ts';
import { shippedPlaybooks } from '@anyuan/core/playbook/shipped.ts';
import type { Logger } from 'pino';
import type { Db } from '../platform/db.ts';
import { findPlaybookRows, type PlaybookRow } from './store.ts';

/** The playbooks in use, in memory. */
export interface PlaybookBook {
  refresh(): Promise<void>;
  choose(schoolId: string, kind: DetectionKind, alarmKind: AlarmKind): Playbook | null;
}

/** What the product comes with; a version on record under the same key replaces it. */
export const shippedEntries: readonly PlaybookEntry[] = shippedPlaybooks.map((p) => ({
  ...p,
  schoolId: null,
  removed: false,
}));

export function makePlaybookBook({ db, log }: { db: Db; log: Logger }): PlaybookBook {
  let entries = new Map<string | null, PlaybookEntry[]>();
  return {
    async refresh() {
      const newest = newestUsable(await findPlaybookRows(db.query), log);
      entries = Map.groupBy(newest, (e) => e.schoolId);
    },
    choose(schoolId, kind, alarmKind) {
      const own = entries.get(schoolId) ?? [];
      const forAll = entries.get(null) ?? [];
      const shipped = shippedEntries.filter((s) => !forAll.some((e) => e.key === s.key));
      return choosePlaybook([...own, ...forAll, ...shipped], kind, alarmKind)?.playbook ?? null;
    },
  };
}

/** The newest version of each that can be read. */
function newestUsable(rows: readonly PlaybookRow[], log: Logger): PlaybookEntry[] {
  const found = new Map<string, PlaybookEntry>();
  for (const row of rows) {
    const id = `${row.school_id} ${row.key}`;
    if (found.has(id)) continue;
    const entry = entryOf(row);
    if (entry) found.set(id, entry);
    else log.error({ key: row.key }, 'playbook on record is damaged, using another');
  }
  return [...found.values()];
}

/** A row as the core sees it, or null when it is damaged. */
export function entryOf(row: PlaybookRow): PlaybookEntry | null {
  const playbook = playbookSchema.safeParse(row.body);
  if (!playbook.success) return null;
  const { key, school_id: schoolId, removed } = row;
  return { key, schoolId, playbook: playbook.data, removed };
}
