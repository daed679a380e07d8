import type { Clock } from '@anyuan/contracts/clock.ts';
import { Refusal } from '@anyuan/contracts/errors.ts';
import type { ChannelView } from '@anyuan/contracts/routes/notifications.ts';
import {
  type ChannelContent,
  changedFields,
  changedSecrets,
  channelContentOf,
  restoredValues,
  withoutSecrets,
} from '@anyuan/core/notification/channel-version.ts';
import { appendAudit } from '../platform/audit.ts';
import type { Db, Tx } from '../platform/db.ts';
import type { Catalogue, StoredChannel } from './catalogue.ts';
import {
  type ChannelVersionRow,
  findSavedAt,
  findVersion,
  findVersions,
  insertVersion,
  lockChannel,
  upsertChannel,
} from './channel-version-store.ts';
import { badSetting, type SettingValues } from './channels/channel.ts';

/** Stands in for a secret on its way to the console and back. */
const mask = '********';
/** As many as somebody reads back; all of them are kept. */
const versionsShown = 20;

export interface ChannelChanges {
  /** Every channel with its form, its settings and its newest versions; no secret among them. */
  list(): Promise<ChannelView[]>;
  /**
   * @returns the new version
   * @throws Refusal subject.unknown, edit.changedMeanwhile, channel.badSettings with the field
   */
  save(change: {
    kind: string;
    basedOn: number | null;
    enabled: boolean;
    settings: SettingValues;
    personId: string;
  }): Promise<number>;
  /**
   * Saves an earlier version anew. Secrets stay as they are: versions have none.
   * @returns the new version, and names of the secrets that were others in the one brought back
   * @throws Refusal subject.unknown, edit.changedMeanwhile, channel.badSettings when a secret that it needs is not set
   */
  restore(change: {
    kind: string;
    basedOn: number | null;
    version: number;
    personId: string;
  }): Promise<{ version: number; secretsKept: string[] }>;
}

interface Options {
  db: Db;
  clock: Clock;
  catalogue: Catalogue;
}

export function makeChannelChanges({ db, clock, catalogue }: Options): ChannelChanges {
  /** Whoever changes the same channel waits, so that nothing comes between reading and saving. */
  const change = <T>(
    { kind, basedOn }: { kind: string; basedOn: number | null },
    act: (tx: Tx, known: StoredChannel, before: ChannelVersionRow | FirstVersion) => Promise<T>,
  ) =>
    db.query.transaction().execute(async (tx) => {
      await lockChannel(tx, kind);
      const known = (await catalogue.stored(tx)).find((s) => s.channel.kind === kind);
      if (!known) throw new Refusal('subject.unknown');
      const newest = await findVersion(tx, kind, 'newest');
      if ((newest?.version ?? null) !== basedOn) throw new Refusal('edit.changedMeanwhile');
      const before = newest ?? (await addFirst(tx, known));
      return act(tx, known, before);
    });

  return {
    async list() {
      const stored = await catalogue.stored(db.query);
      const versions = Map.groupBy(await findVersions(db.query, versionsShown), (v) => v.kind);
      return stored.map((s) => viewOf(s, versions.get(s.channel.kind) ?? []));
    },
    save: ({ enabled, settings, personId, ...of }) =>
      change(of, async (tx, known, before) => {
        const values = unmasked(known, settings);
        const by = { personId, at: clock.now(), restored: null };
        return apply(tx, { known, before, enabled, values, ...by });
      }),
    restore: ({ version, personId, ...of }) =>
      change(of, async (tx, known, before) => {
        const old = await findVersion(tx, of.kind, version);
        if (!old) throw new Refusal('subject.unknown');
        const { form } = known.channel;
        const values = restoredValues(form, old, known.values);
        const by = { personId, at: clock.now(), restored: version };
        const made = await apply(tx, { known, before, enabled: old.enabled, values, ...by });
        return { version: made, secretsKept: changedSecrets(form, old, before) };
      }),
  };
}

type FirstVersion = ChannelContent & { version: number };

/** What stood before the first version was kept, so that it can be brought back as well. */
async function addFirst(tx: Tx, { channel, enabled, values }: StoredChannel) {
  const at = await findSavedAt(tx, channel.kind);
  const version = at === null ? 0 : 1;
  const of = { form: channel.form, enabled, values, version, before: null };
  const first: FirstVersion = { ...channelContentOf(of), version };
  await insertVersion(tx, { ...first, kind: channel.kind, personId: null, at });
  return first;
}

/** Saves, keeps the version and who made it; settings may be secrets, so the audit has their names only. */
async function apply(
  tx: Tx,
  of: {
    known: StoredChannel;
    before: FirstVersion;
    enabled: boolean;
    values: SettingValues;
    personId: string;
    at: number;
    restored: number | null;
  },
): Promise<number> {
  const { known, before, enabled, values, personId, at, restored } = of;
  const { channel } = known;
  const { kind, form } = channel;
  if (channel.alwaysOn && !enabled) throw badSetting('enabled');
  // Half-filled settings may be kept while the channel is off.
  if (enabled) channel.parseSettings(values);
  const version = before.version + 1;
  const content = channelContentOf({
    ...{ form, enabled, version, values: { ...channel.presets, ...values } },
    before: { content: before, values: known.values },
  });
  await upsertChannel(tx, { kind, enabled, settings: values, at });
  await insertVersion(tx, { ...content, kind, version, personId, at });
  const changed = changedFields(form, before, content);
  const detail = { enabled, version, changed, ...(restored === null ? {} : { restored }) };
  await appendAudit(tx, { at, personId, action: 'channel.changed', subject: kind, detail });
  return version;
}

function viewOf(
  { channel, enabled, values }: StoredChannel,
  versions: readonly ChannelVersionRow[],
): ChannelView {
  const { kind, zh, en, reports, form } = channel;
  const masks = form.flatMap(({ name, kind: of }) => {
    return of === 'secret' && (values[name] ?? '') !== '' ? [[name, mask] as const] : [];
  });
  return {
    ...{ kind, zh, en, reports: [...reports], form: [...form], enabled },
    settings: { ...withoutSecrets(form, values), ...Object.fromEntries(masks) },
    versions: versions.map((v) => ({
      ...{ version: v.version, savedAt: v.at, savedBy: v.person, enabled: v.enabled },
      ...{ settings: withoutSecrets(form, v.settings), secrets: v.secrets },
    })),
  };
}

/** Only fields of the form; a secret that comes back masked keeps its value. */
function unmasked({ channel, values }: StoredChannel, given: SettingValues): SettingValues {
  const unknown = Object.keys(given).find((name) => !channel.form.some((f) => f.name === name));
  if (unknown !== undefined) throw badSetting(unknown.slice(0, 60));
  const kept = channel.form.flatMap(({ name, kind }) => {
    const value = kind === 'secret' && given[name] === mask ? values[name] : given[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return Object.fromEntries(kept);
}
