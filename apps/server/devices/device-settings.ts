import { isDeepStrictEqual } from 'node:util';
import type { Clock } from '@anyuan/contracts/clock.ts';
import {
  type DeviceOverride,
  type DeviceScope,
  deviceOverrideSchema,
} from '@anyuan/contracts/device-settings.ts';
import { Refusal } from '@anyuan/contracts/errors.ts';
import type { DeviceSetting } from '@anyuan/contracts/routes/device-settings.ts';
import { type ZoneKind, zoneKinds } from '@anyuan/contracts/terminal.ts';
import type { SettingWord } from '@anyuan/core/devices/inherit-settings.ts';
import type { Db } from '../platform/db.ts';
import type { Facts } from '../platform/facts.ts';
import { keyOf, makeSettingWords, type WordWanted } from '../platform/setting-words.ts';
import { settingsOf } from './config.ts';
import { findOwnConfigs, raiseConfigVersions } from './store.ts';

interface SettingPlace {
  id: string;
  schoolId: string;
  zoneKind: ZoneKind;
  privacy: boolean;
}

export interface DeviceSettingsOptions {
  db: Db;
  clock: Clock;
  facts: Facts;
  places: {
    terminal(terminalId: string): SettingPlace | undefined;
    terminals(): Iterable<SettingPlace>;
  };
  /** The organisation and those above it, nearest first; `schoolId` is null for what is no school. */
  about(organisationId: string): { schoolId: string | null; line: readonly string[] };
  organisationName(organisationId: string): string;
  /** Tells these terminals their settings. */
  pushConfig(terminalIds: readonly string[]): Promise<void>;
}

type Wanted = WordWanted<DeviceScope, DeviceOverride> & { organisationId: string };

export interface DeviceSettingsBook {
  /** Reads the words of all levels; until then everything is as shipped. */
  refresh(): Promise<void>;
  /** What all levels say to this terminal, from wide to narrow. From memory. */
  wordsOf(terminalId: string): SettingWord[];
  /** What is said above this organisation, farthest first. */
  above(
    organisationId: string,
  ): { organisationId: string; name: string; own: DeviceOverride | null }[];
  history(organisationId: string): Promise<DeviceSetting[]>;
  /** Refuses with `subject.unknown`, `deviceSettings.stale`, `deviceSettings.privacy`. */
  save(
    change: Wanted,
  ): Promise<{ version: number; before: DeviceOverride | null; terminals: number }>;
}

/** Clip, speaker, heartbeat: shipped -> organisations from the top -> school -> kind of zone -> terminal. */
export function makeDeviceSettings(options: DeviceSettingsOptions): DeviceSettingsBook {
  const { db, clock, facts, places, about } = options;
  const book = makeSettingWords<DeviceScope, DeviceOverride>({
    ...{ db, table: 'device_setting', owner: 'organisation_id', schema: deviceOverrideSchema },
    ...{ action: 'deviceSettings.changed', stale: 'deviceSettings.stale' },
  });
  let said: ReadonlyMap<string, DeviceOverride> = new Map();
  const refresh = async (): Promise<void> => {
    said = await book.newest();
  };

  const wordsIn = (words: ReadonlyMap<string, DeviceOverride>, place: SettingPlace) => {
    const { id, schoolId, zoneKind } = place;
    const line = about(schoolId).line.toReversed();
    return [
      ...line.map((o) => ({
        scope: 'organisation' as const,
        subject: o,
        own: words.get(keyOf(o, 'organisation', '')),
      })),
      {
        scope: 'zoneKind' as const,
        subject: zoneKind,
        own: words.get(keyOf(schoolId, 'zoneKind', zoneKind)),
      },
      { scope: 'terminal' as const, subject: id, own: words.get(keyOf(schoolId, 'terminal', id)) },
    ];
  };

  /** Terminals whose values become others by this word. */
  const changedBy = async (wanted: Wanted): Promise<string[]> => {
    const { organisationId, scope, subject, own } = wanted;
    const next = new Map(said);
    next.set(keyOf(organisationId, scope, subject), own ?? {});
    const concerned = [...places.terminals()].filter((t) => isAbout(wanted, t, about));
    const configs = await findOwnConfigs(
      db.query,
      concerned.map((t) => t.id),
    );
    const of = (words: ReadonlyMap<string, DeviceOverride>, t: SettingPlace) =>
      settingsOf(configs.get(t.id), { ...t, words: wordsIn(words, t) });
    return concerned.filter((t) => !isDeepStrictEqual(of(said, t), of(next, t))).map((t) => t.id);
  };

  return {
    refresh,
    wordsOf(terminalId) {
      const place = places.terminal(terminalId);
      return place ? wordsIn(said, place) : [];
    },
    above: (organisationId) =>
      about(organisationId)
        .line.filter((id) => id !== organisationId)
        .toReversed()
        .map((id) => ({
          organisationId: id,
          name: options.organisationName(id),
          own: said.get(keyOf(id, 'organisation', '')) ?? null,
        })),
    history: book.history,
    async save(wanted) {
      checkSubject(wanted, options);
      await refresh();
      const terminalIds = await changedBy(wanted);
      const { organisationId, scope, subject } = wanted;
      const at = clock.now();
      const version = wanted.baseVersion + 1;
      const before = await db.query.transaction().execute(async (tx) => {
        const was = await book.put(tx, { ownerId: organisationId, at, wanted });
        await raiseConfigVersions(tx, terminalIds);
        const type = 'deviceSettings.changed' as const;
        const fact = { type, organisationId, scope, subject, version };
        await facts.append(tx, [{ at, schoolId: about(organisationId).schoolId, fact }]);
        return was;
      });
      await refresh();
      await options.pushConfig(terminalIds);
      return { version, before, terminals: terminalIds.length };
    },
  };
}

function isAbout(
  { organisationId, scope, subject }: Wanted,
  terminal: SettingPlace,
  about: DeviceSettingsOptions['about'],
): boolean {
  if (scope === 'organisation') return about(terminal.schoolId).line.includes(organisationId);
  const own = scope === 'zoneKind' ? terminal.zoneKind : terminal.id;
  return terminal.schoolId === organisationId && own === subject;
}

/** Kinds of zone and terminals are a school's; one of another school is unknown here. */
function checkSubject(wanted: Wanted, { places, about }: DeviceSettingsOptions): void {
  const { organisationId, scope, subject, own } = wanted;
  if (scope === 'organisation') {
    if (subject !== '') throw new Refusal('subject.unknown');
    return;
  }
  if (about(organisationId).schoolId === null) throw new Refusal('subject.unknown');
  if (scope === 'zoneKind') {
    if (!zoneKinds.some((kind) => kind === subject)) throw new Refusal('subject.unknown');
    return;
  }
  const terminal = places.terminal(subject);
  if (terminal?.schoolId !== organisationId) throw new Refusal('subject.unknown');
  // It would have no effect: somebody who asks for it must hear so, not believe it works.
  if (terminal.privacy && own?.clipEnabled === true) throw new Refusal('deviceSettings.privacy');
}
