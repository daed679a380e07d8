import type { Clock } from '@anyuan/contracts/clock.ts';
import { Refusal } from '@anyuan/contracts/errors.ts';
import { type KeepDays, type KeptKind, keptKinds } from '@anyuan/contracts/retention.ts';
import type { RetentionPreview, RetentionRule } from '@anyuan/contracts/routes/retention.ts';
import type { ServerSettings } from '@anyuan/contracts/settings.ts';
import {
  graceMs,
  inForce,
  type RuleVersion,
  shortened,
  shorterFrom,
} from '@anyuan/core/retention/in-force.ts';
import { appendAudit } from '../platform/audit.ts';
import type { Db } from '../platform/db.ts';
import { findVersions, insertVersion, lockRule } from './rule-store.ts';

/** As many as somebody reads back; all of them are kept. */
const versionsShown = 50;

export interface RetentionRulesOptions {
  db: Db;
  clock: Clock;
  settings: ServerSettings;
  /** How many of each kind would be gone with these days at this time. */
  countDue(days: KeepDays, at: number): Promise<RetentionPreview>;
}

/** How long things are kept: the start settings, then what people made of them. */
export interface RetentionRules {
  show(): Promise<RetentionRule>;
  /** What these days delete, when they come into force, that the present ones keep. */
  preview(days: KeepDays): Promise<RetentionPreview>;
  /** @throws Refusal retention.outdated, retention.reasonNeeded, retention.privacyLonger */
  save(rule: {
    version: number;
    days: KeepDays;
    reason: string;
    personId: string;
  }): Promise<RetentionRule>;
  /** Days that sweeps go by now. */
  inForce(): Promise<KeepDays>;
  /** Every version, oldest first. */
  versions(): Promise<readonly RuleVersion[]>;
}

export function makeRetentionRules(options: RetentionRulesOptions): RetentionRules {
  const { db, clock, settings } = options;
  const versions = () => findVersions(db.query, settings);

  async function show(): Promise<RetentionRule> {
    const rows = await versions();
    const { version, days } = newestOf(rows);
    const shown = rows.toReversed().slice(0, versionsShown);
    return {
      version,
      days,
      shorterFrom: shorterFrom(rows, clock.now()),
      versions: shown.map(({ at, person, ...row }) => ({
        ...row,
        savedAt: row.version === 0 ? null : at,
        savedBy: person,
      })),
    };
  }

  return {
    show,
    versions,
    inForce: async () => inForce(await versions(), clock.now()),
    async preview(days) {
      const at = clock.now() + graceMs;
      const [before, after] = await Promise.all([
        options.countDue(newestOf(await versions()).days, at),
        options.countDue(days, at),
      ]);
      const more = (kind: KeptKind) => Math.max(0, after[kind] - before[kind]);
      return Object.fromEntries(keptKinds.map((kind) => [kind, more(kind)])) as RetentionPreview;
    },
    async save({ version, days, reason: stated, personId }) {
      // PostgreSQL stores neither NUL nor half a character.
      const reason = stated.replaceAll('\0', '').toWellFormed().trim();
      if (days.privacyClips > days.clips) throw new Refusal('retention.privacyLonger');
      await db.query.transaction().execute(async (tx) => {
        await lockRule(tx);
        const current = newestOf(await findVersions(tx, settings));
        if (current.version !== version) throw new Refusal('retention.outdated');
        if (keptKinds.every((kind) => days[kind] === current.days[kind])) return;
        if (reason === '' && shortened(current.days, days).length > 0) {
          throw new Refusal('retention.reasonNeeded');
        }
        const [at, next] = [clock.now(), version + 1];
        const kept = reason === '' ? null : reason;
        await insertVersion(tx, { version: next, days, reason: kept, personId, at });
        const detail = { version: next, before: current.days, after: days, reason: kept };
        await appendAudit(tx, {
          ...{ at, personId, action: 'retention.changed', subject: 'retention', detail },
        });
      });
      return show();
    },
  };
}

/** The start settings are always there. */
function newestOf<T>(rows: readonly T[]): T {
  const newest = rows.at(-1);
  if (newest === undefined) throw new Error('a rule without any version');
  return newest;
}
