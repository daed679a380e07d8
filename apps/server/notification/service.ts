import type { AlarmDetail } from '@anyuan/contracts/alarm.ts';
import type { Clock } from '@anyuan/contracts/clock.ts';
import { Refusal } from '@anyuan/contracts/errors.ts';
import type { ChannelTest, ChannelView } from '@anyuan/contracts/routes/notifications.ts';
import type { Db } from '../platform/db.ts';
import type { Catalogue, StoredChannel } from './catalogue.ts';
import { makeChannelTest } from './channel-test.ts';
import { badSetting, type SettingValues } from './channels/channel.ts';
import type { PushSubscription } from './channels/webpush.ts';
import { deleteSubscription, saveChannel, upsertSubscription } from './settings-store.ts';
import { findNotificationsOf, markReceipt } from './store.ts';

/** Stands in for a secret on its way to the console and back. */
const mask = '********';

export interface ServiceOptions {
  db: Db;
  clock: Clock;
  catalogue: Catalogue;
  /** For tests and closed networks with a push service of their own on a local address. */
  allowLocalPush: boolean;
}

export interface NotificationService {
  subscribe(personId: string, subscription: PushSubscription): Promise<void>;
  unsubscribe(personId: string, endpoint: string): Promise<void>;
  report(receipt: string, state: 'delivered' | 'read'): Promise<void>;
  listChannels(): Promise<ChannelView[]>;
  saveChannel(
    personId: string,
    change: { kind: string; enabled: boolean; settings: SettingValues },
  ): Promise<void>;
  testChannel(personId: string, kind: string): Promise<ChannelTest>;
  notificationsOf(alarmId: string): Promise<AlarmDetail['notifications']>;
}

export function makeNotificationService(options: ServiceOptions): NotificationService {
  const { db, clock, catalogue } = options;
  return {
    async subscribe(personId, subscription) {
      const keys = { p256dh: subscription.p256dh, auth: subscription.auth };
      const isSafe = options.allowLocalPush || isPushService(subscription.endpoint);
      if (!isSafe || !areKeys(keys)) throw new Refusal('request.invalid', { where: 'endpoint' });
      await upsertSubscription(db.query, { ...subscription, personId, at: clock.now() });
    },
    unsubscribe: (personId, endpoint) => deleteSubscription(db.query, endpoint, personId),
    async report(receipt, state) {
      const found = await markReceipt(db.query, receipt, state, clock.now());
      if (!found) throw new Refusal('subject.unknown');
    },
    testChannel: makeChannelTest({ db, catalogue }),
    listChannels: async () => (await catalogue.stored(db.query)).map(viewOf),
    async saveChannel(personId, { kind, enabled, settings }) {
      const known = (await catalogue.stored(db.query)).find((s) => s.channel.kind === kind);
      if (!known) throw new Refusal('subject.unknown');
      if (known.channel.alwaysOn && !enabled) throw badSetting('enabled');
      const values = unmasked(known, settings);
      // Half-filled settings may be kept while the channel is off.
      if (enabled) known.channel.parseSettings(values);
      await saveChannel(db, { kind, enabled, settings: values, personId, at: clock.now() });
    },
    async notificationsOf(alarmId) {
      const rows = await findNotificationsOf(db.query, alarmId);
      return rows.map((r) => ({
        id: r.id,
        personName: r.name,
        channel: r.channel,
        state: r.state,
        attempts: r.attempts,
        queuedAt: r.queued_at,
        sentAt: r.sent_at,
        deliveredAt: r.delivered_at,
        readAt: r.read_at,
        error: r.error,
      }));
    },
  };
}

function viewOf({ channel, enabled, values }: StoredChannel): ChannelView {
  const shown = channel.form.flatMap(({ name, kind }) => {
    const value = values[name];
    if (value === undefined || value === '') return [];
    return [[name, kind === 'secret' ? mask : value] as const];
  });
  const { kind, zh, en, reports, form } = channel;
  const settings = Object.fromEntries(shown);
  return { kind, zh, en, reports: [...reports], form: [...form], settings, enabled };
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

/**
 * The server will post to this address whenever an alarm rings: a signed-in person must not be able
 * to point it at machines inside. Push services have public names and TLS.
 */
export function isPushService(endpoint: string): boolean {
  if (!URL.canParse(endpoint)) return false;
  const { protocol, hostname, username } = new URL(endpoint);
  const isNumber = /^[\d.]+$/.test(hostname) || hostname.startsWith('[');
  const isPublicName = /\.[a-z][a-z0-9-]*$/i.test(hostname);
  const isInside = /\.(local|localhost|internal|lan|home|arpa)$/i.test(hostname);
  return protocol === 'https:' && username === '' && !isNumber && isPublicName && !isInside;
}

/** An uncompressed P-256 point and 16 random bytes (RFC 8291): anything else cannot be encrypted for. */
function areKeys({ p256dh, auth }: { p256dh: string; auth: string }): boolean {
  const point = Buffer.from(p256dh, 'base64url');
  return point.length === 65 && point[0] === 4 && Buffer.from(auth, 'base64url').length === 16;
}
