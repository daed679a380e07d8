import type { AlarmDetail } from '@anyuan/contracts/alarm.ts';
import type { Clock } from '@anyuan/contracts/clock.ts';
import { defaultFloodLimit, type FloodLimit } from '@anyuan/core/notification/bundle.ts';
import type { Logger } from 'pino';
import type { Db } from '../platform/db.ts';
import { type Reaction, reaction } from '../platform/deliveries.ts';
import type { Facts } from '../platform/facts.ts';
import type { Http } from '../platform/http.ts';
import type { Notices } from '../platform/notices.ts';
import type { TerminalLink } from '../platform/terminal-link.ts';

import { serveCapFeed } from './cap-feed.ts';
import { makeCatalogue } from './catalogue.ts';
import { makeChannels } from './channels/channels.ts';
import type { Speakers } from './channels/speaker.ts';
import { newVapidKeys, type VapidKeys } from './channels/webpush.ts';
import { type CodeSender, makeCodeSender } from './code-sender.ts';
import { type LiveReceipts, makeLiveReceipts } from './live-receipts.ts';
import { makeNotices } from './notices.ts';
import { makeReact, notificationConsumes } from './react.ts';
import type { PlaceNames } from './render.ts';
import { serveNotification } from './routes.ts';
import { makeSender, type Sender } from './sender.ts';
import { makeNotificationService } from './service.ts';
import {
  deleteSubscription,
  findOrInsertInstallation,
  findSubscription,
} from './settings-store.ts';
import { linkSpoken } from './spoken.ts';

export interface NotificationOptions {
  db: Db;
  clock: Clock;
  log: Logger;
  facts: Facts;
  names: PlaceNames;
  settings: { publicUrl: string | null; smtpUrl: string | null; smtpFrom: string | null };
  /** The loudspeakers of terminals. */
  speakers: Speakers;
  flood?: FloodLimit;
  /** Lets browsers register push services on plain HTTP or local addresses. */
  allowLocalPush?: boolean;
}

export interface Notification extends LiveReceipts, CodeSender {
  reaction: Reaction;
  notices: Notices;
  sender: Sender;
  routes(http: Http): void;
  /** Registers on the link: what loudspeakers report. Before it starts. */
  listen(link: TerminalLink): void;
  /** Messages of an alarm, for its page. */
  notificationsOf(alarmId: string): Promise<AlarmDetail['notifications']>;
  /** Made once per installation; browsers subscribe with it. */
  vapidPublicKey(): Promise<string>;
}

/** Tells people and other systems what happens to alarms, on every channel they have. */
export function makeNotification(options: NotificationOptions): Notification {
  const { db, clock, log, settings } = options;
  const vapid = keepVapid(db);
  const catalogue = makeCatalogue(
    makeChannels({
      clock,
      vapid,
      speakers: options.speakers,
      findSubscription: (endpoint) => findSubscription(db.query, endpoint),
      removeSubscription: (endpoint) => deleteSubscription(db.query, endpoint, null),
      ...settings,
    }),
    log,
  );
  const sender = makeSender({ ...options, catalogue });
  const flood = options.flood ?? defaultFloodLimit;
  const allowLocalPush = options.allowLocalPush ?? false;
  const service = makeNotificationService({ db, clock, catalogue, allowLocalPush });
  const touched = new Set<string>();
  const onRows = (kinds: Iterable<string>) => {
    for (const kind of kinds) touched.add(kind);
  };
  return {
    ...makeLiveReceipts(options),
    ...makeCodeSender({ db, catalogue, log }),
    reaction: reaction({
      ...notificationConsumes,
      run: makeReact({ clock, catalogue, flood, schoolName: options.names.school, onRows }),
      committed() {
        sender.wakeChannels(touched);
        touched.clear();
      },
    }),
    notices: makeNotices({ clock, catalogue, wakeChannels: sender.wakeChannels }),
    sender,
    routes(http) {
      serveNotification(http, service);
      serveCapFeed(http, { ...options, catalogue, publicUrl: settings.publicUrl });
    },
    listen: (link) => linkSpoken(link, options),
    notificationsOf: service.notificationsOf,
    vapidPublicKey: async () => (await vapid()).publicKey,
  };
}

/** Read once; a failed read is tried again at the next call. */
function keepVapid(db: Db): () => Promise<VapidKeys> {
  let known: Promise<VapidKeys> | null = null;
  return () => {
    known ??= findOrInsertInstallation(db.query, 'vapid', newVapidKeys).catch((error: unknown) => {
      known = null;
      throw error;
    });
    return known;
  };
}
