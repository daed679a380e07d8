import type { Logger } from 'pino';
import type { Db, Tx } from '../platform/db.ts';
import type { Channel, SettingValues } from './channels/channel.ts';
import { findChannels } from './settings-store.ts';

export interface ActiveChannel {
  channel: Channel;
  settings: unknown;
}

export interface StoredChannel {
  channel: Channel;
  enabled: boolean;
  /** Saved values over those of the command line. */
  values: SettingValues;
}

/** The channels this program knows, with their settings as they are now. */
export interface Catalogue {
  channels: readonly Channel[];
  stored(db: Db['query'] | Tx): Promise<StoredChannel[]>;
  /** Enabled ones whose settings are right, by kind. */
  active(db: Db['query'] | Tx): Promise<Map<string, ActiveChannel>>;
}

export function makeCatalogue(channels: readonly Channel[], log: Logger): Catalogue {
  const stored = async (db: Db['query'] | Tx): Promise<StoredChannel[]> => {
    const rows = new Map((await findChannels(db)).map((r) => [r.kind, r]));
    return channels.map((channel) => {
      const row = rows.get(channel.kind);
      const enabled = channel.alwaysOn || (row?.enabled ?? channel.enabledAtFirst);
      return { channel, enabled, values: { ...channel.presets, ...row?.settings } };
    });
  };
  return {
    channels,
    stored,
    async active(db) {
      const found = new Map<string, ActiveChannel>();
      for (const { channel, enabled, values } of await stored(db)) {
        if (!enabled) continue;
        try {
          found.set(channel.kind, { channel, settings: channel.parseSettings(values) });
        } catch {
          // Saved settings were checked; those of the command line are only now.
          log.error({ channel: channel.kind }, 'channel has wrong settings and sends nothing');
        }
      }
      return found;
    },
  };
}
