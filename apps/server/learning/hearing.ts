import type { Clock } from '@anyuan/contracts/clock.ts';
import { Refusal } from '@anyuan/contracts/errors.ts';
import {
  type HearingOverride,
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
import type { Db } from '../platform/db.ts';
import type { Facts } from '../platform/facts.ts';
import { newId } from '../platform/ids.ts';
import {
  findHearing,
  findHearingHistory,
  findNewestHearing,
  type HearingChange,
  insertHearing,
  insertHearingAudit,
  raiseConfigVersions,
} from './hearing-store.ts';

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
  /** Tells these terminals their settings. */
  pushConfig(terminalIds: readonly string[]): Promise<void>;
}

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
  save(change: Omit<HearingChange, 'id' | 'at'>): Promise<{
    version: number;
    before: HearingOverride | null;
    terminals: number;
  }>;
}

/** How the terminals judge: shipped -> school -> kind of zone -> zone -> terminal. */
export function makeHearing(options: HearingOptions): Hearing {
  const { db, clock, facts, places } = options;
  let words = new Map<string, HearingOverride>();
  const keyOf = (schoolId: string, scope: string, subject: string) =>
    `${schoolId} ${scope} ${subject}`;

  const refresh = async (): Promise<void> => {
    const next = new Map<string, HearingOverride>();
    for (const { schoolId, scope, subject, body } of await findNewestHearing(db.query)) {
      const parsed = hearingOverrideSchema.safeParse(body);
      if (parsed.success) next.set(keyOf(schoolId, scope, subject), parsed.data);
    }
    words = next;
  };

  const wholeOf = ({ schoolId, zoneKind, zoneId, terminalId }: Where): WholeHearing =>
    inheritHearing(shippedHearing(zoneKind), [
      words.get(keyOf(schoolId, 'school', '')),
      words.get(keyOf(schoolId, 'zoneKind', zoneKind)),
      words.get(keyOf(schoolId, 'zone', zoneId)),
      terminalId === null ? null : words.get(keyOf(schoolId, 'terminal', terminalId)),
    ]);

  /** Terminals that the word is about. */
  const concerned = ({ schoolId, scope, subject }: Omit<HearingChange, 'id' | 'at'>): string[] => {
    const subjectOf = (t: HearingPlace) =>
      ({ school: '', zoneKind: t.zoneKind, zone: t.zoneId, terminal: t.id })[scope];
    return [...places.terminals()]
      .filter((t) => t.schoolId === schoolId && subjectOf(t) === subject)
      .map((t) => t.id);
  };

  /** A subject of another school, or one that is not there, is unknown here. */
  const isHere = ({ schoolId, scope, subject }: Omit<HearingChange, 'id' | 'at'>): boolean => {
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
    async history(schoolId) {
      const rows = await findHearingHistory(db.query, schoolId);
      return rows.map(({ body, name, ...row }) => {
        const parsed = hearingOverrideSchema.safeParse(body);
        return { ...row, own: parsed.success ? parsed.data : null, personName: name ?? '—' };
      });
    },
    async save(wanted) {
      if (!isHere(wanted)) throw new Refusal('subject.unknown');
      const change = { ...wanted, id: newId(), at: clock.now() };
      const terminalIds = concerned(wanted);
      const { schoolId, scope, subject } = change;
      const before = await db.query.transaction().execute(async (tx) => {
        const was = await findHearing(tx, change);
        if ((was?.version ?? 0) !== change.baseVersion) throw new Refusal('hearing.stale');
        if (!(await insertHearing(tx, change))) throw new Refusal('hearing.stale');
        await raiseConfigVersions(tx, terminalIds);
        await insertHearingAudit(tx, { ...change, before: was?.body ?? null });
        const version = change.baseVersion + 1;
        const fact = { type: 'hearing.changed', scope, subject, version } as const;
        await facts.append(tx, [{ at: change.at, schoolId, fact }]);
        return was?.body ?? null;
      });
      await refresh();
      await options.pushConfig(terminalIds);
      const parsed = hearingOverrideSchema.safeParse(before);
      return {
        version: change.baseVersion + 1,
        before: parsed.success ? parsed.data : null,
        terminals: terminalIds.length,
      };
    },
  };
}
