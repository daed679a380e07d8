import type { AlarmDetail } from '@anyuan/contracts/alarm.ts';
import type { Clock } from '@anyuan/contracts/clock.ts';
import { Refusal } from '@anyuan/contracts/errors.ts';
import type { ChannelTest } from '@anyuan/contracts/routes/notifications.ts';
import type { Db } from '../platform/db.ts';
import type { Catalogue } from './catalogue.ts';
import { type ChannelChanges, makeChannelChanges } from './channel-changes.ts';
import { makeChannelTest } from './channel-test.ts';
import type { PushSubscription } from './channels/webpush.ts';
import { deleteSubscription, upsertSubscription } from './settings-store.ts';
import { findNotificationsOf, markReceipt } from './store.ts';

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
  channels: ChannelChanges;
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
    channels: makeChannelChanges({ db, clock, catalogue }),
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
