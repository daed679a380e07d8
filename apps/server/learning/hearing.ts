import type { Clock } from '@anyuan/contracts/clock.ts';
import { Refusal } from '@anyuan/contracts/errors.ts';
import {
  type HearingOverride,
  type HearingScope,
  hearingOverrideSchema,
  type TerminalHearing,
} from '@anyuan/contracts/hearing.ts';
import type { HearingSetting } from '@anyuan/contracts/routes/hearing.ts';
import { type ZoneKind, zoneKinds } from '@anyuan/contracts/terminal.ts';
import {
  inheritHearing,
  shippedHearing,
  type WholeHearing,
} from '@anyuan/core/confidence/hearing.ts';
import type { Db, Tx } from '../platform/db.ts';
import type { Facts } from '../platform/facts.ts';
import { keyOf, makeSettingWords, type WordWanted } from '../platform/setting-words.ts';

export interface HearingPlace {
  id: string;
  schoolId: string;
  zoneId: string;
  zoneKind: ZoneKind;
}

export interface HearingOptions {
  db: Db;
  clock: Clock;
  facts: Facts;
  places: {
    terminal(terminalId: string): HearingPlace | undefined;
    terminals(): Iterable<HearingPlace>;
    zone(zoneId: string): { schoolId: string; zoneKind: ZoneKind } | undefined;
  };
  /** What these terminals report is outdated from now on. */
  renewConfig(tx: Tx, terminalIds: readonly string[]): Promise<void>;
  /** Tells them their settings. */
  pushConfig(terminalIds: readonly string[]): Promise<void>;
}

type Wanted = WordWanted<HearingScope, HearingOverride> & { schoolId: string };
type Where = { schoolId: string; zoneKind: ZoneKind; zoneId: string; terminalId: string | null };

export interface Hearing {
  /** Reads the words of all schools; until then everything is as shipped. */
  refresh(): Promise<void>;
  /** What the terminal is told; null when it is nowhere. From memory. */
  of(terminalId: string): TerminalHearing | null;
  /** How long a neighbour's sound counts as the same event, s. From memory, for the hot path. */
  neighbourWindowSec(zoneId: string): number;
  history(schoolId: string): Promise<HearingSetting[]>;
  /** Refuses with `subject.unknown`, `hearing.stale`. */
  save(change: Wanted): Promise<{
    version: number;
    before: HearingOverride | null;
    terminals: number;
  }>;
}

/** How the terminals judge: shipped -> school -> kind of zone -> zone -> terminal. */
export function makeHearing(options: HearingOptions): Hearing {
  const { db, clock, facts, places } = options;
  const book = makeSettingWords<HearingScope, HearingOverride>({
    ...{ db, table: 'hearing_setting', owner: 'school_id', schema: hearingOverrideSchema },
    ...{ action: 'hearing.changed', stale: 'hearing.stale' },
  });
  let words: ReadonlyMap<string, HearingOverride> = new Map();
  const refresh = async (): Promise<void> => {
    words = await book.newest();
  };

  const wholeOf = ({ schoolId, zoneKind, zoneId, terminalId }: Where): WholeHearing =>
    inheritHearing(shippedHearing(zoneKind), [
      words.get(keyOf(schoolId, 'school', '')),
      words.get(keyOf(schoolId, 'zoneKind', zoneKind)),
      words.get(keyOf(schoolId, 'zone', zoneId)),
      terminalId === null ? null : words.get(keyOf(schoolId, 'terminal', terminalId)),
    ]);

  /** Terminals that the word is about. */
  const concerned = ({ schoolId, scope, subject }: Wanted): string[] => {
    const subjectOf = (t: HearingPlace) =>
      ({ school: '', zoneKind: t.zoneKind, zone: t.zoneId, terminal: t.id })[scope];
    return [...places.terminals()]
      .filter((t) => t.schoolId === schoolId && subjectOf(t) === subject)
      .map((t) => t.id);
  };

  /** A subject of another school, or one that is not there, is unknown here. */
  const isHere = ({ schoolId, scope, subject }: Wanted): boolean => {
    if (scope === 'school') return subject === '';
    if (scope === 'zoneKind') return zoneKinds.some((kind) => kind === subject);
    const there = scope === 'zone' ? places.zone(subject) : places.terminal(subject);
    return there?.schoolId === schoolId;
  };

  return {
    refresh,
    of(terminalId) {
      const place = places.terminal(terminalId);
      if (!place) return null;
      const { neighbourWindowSec: _, ...told } = wholeOf({ ...place, terminalId });
      return told;
    },
    neighbourWindowSec(zoneId) {
      const zone = places.zone(zoneId);
      if (!zone) return 0;
      return wholeOf({ ...zone, zoneId, terminalId: null }).neighbourWindowSec;
    },
    history: book.history,
    async save(wanted) {
      if (!isHere(wanted)) throw new Refusal('subject.unknown');
      const terminalIds = concerned(wanted);
      const { schoolId, scope, subject } = wanted;
      const at = clock.now();
      const version = wanted.baseVersion + 1;
      const before = await db.query.transaction().execute(async (tx) => {
        const was = await book.put(tx, { ownerId: schoolId, at, wanted });
        await options.renewConfig(tx, terminalIds);
        const fact = { type: 'hearing.changed', scope, subject, version } as const;
        await facts.append(tx, [{ at, schoolId, fact }]);
        return was;
      });
      await refresh();
      await options.pushConfig(terminalIds);
      return { version, before, terminals: terminalIds.length };
    },
  };
}
