import type { MessageKind } from '@anyuan/core/notification/audience.ts';
import webpush from 'web-push';
import {
  badSetting,
  type Channel,
  channel,
  failureWord,
  type Message,
  type Outcome,
  outcomeOfStatus,
  textSetting,
} from './channel.ts';

export interface VapidKeys {
  publicKey: string;
  privateKey: string;
}

export interface PushSubscription {
  endpoint: string;
  p256dh: string;
  auth: string;
}

interface WebPushSettings {
  /** `mailto:` or `https:`: whom the push service asks when something is wrong. */
  contact: string;
}

export interface WebPushOptions {
  vapid(): Promise<VapidKeys>;
  findSubscription(endpoint: string): Promise<PushSubscription | undefined>;
  /** The push service says that this browser is gone. */
  removeSubscription(endpoint: string): Promise<void>;
  publicUrl: string | null;
}

const timeoutMs = 10_000;
/** An old call rings nobody's phone in the evening. */
const ttlSec = 300;
const carries: readonly MessageKind[] = [
  'call',
  'joined',
  'accepted',
  'nobody',
  'overdue',
  'step',
  'closed',
];

export function newVapidKeys(): VapidKeys {
  return webpush.generateVAPIDKeys();
}

/** Web push, RFC 8030, 8291 and 8292: encryption and signature from web-push, the request ours. */
export function makeWebPushChannel(options: WebPushOptions): Channel {
  const contactOf = (email: string): string => {
    if (email !== '') return `mailto:${email}`;
    const { publicUrl } = options;
    return publicUrl?.startsWith('https://') ? publicUrl : 'mailto:anyuan@example.org';
  };
  return channel<WebPushSettings>({
    kind: 'webpush',
    zh: '手机推送',
    en: 'Push to phones',
    reports: ['sent', 'delivered', 'read'],
    form: [
      {
        name: 'contact',
        kind: 'email',
        zh: '联系邮箱',
        en: 'Contact address',
        required: false,
        help: {
          zh: '推送服务商遇到问题时联系谁。',
          en: 'Whom the push service asks when something is wrong.',
        },
      },
    ],
    enabledAtFirst: true,
    carries,
    carriesNotices: true,
    concurrencyMax: 32,
    attemptsMax: 20,
    parseSettings(values) {
      const email = textSetting(values, 'contact', false);
      if (email !== '' && !/^[^\s@<>]+@[^\s@<>]+$/.test(email)) throw badSetting('contact');
      return { contact: contactOf(email) };
    },
    targetsOf: (person) => person?.pushEndpoints ?? [],
    async send(message, target, settings) {
      const subscription = await options.findSubscription(target);
      if (!subscription) return { outcome: 'gone', error: 'unsubscribed' };
      const outcome = await push(message, subscription, settings.contact, await options.vapid());
      const isGone = outcome.outcome === 'gone' && /^HTTP 4(04|10)$/.test(outcome.error);
      if (isGone) await options.removeSubscription(target);
      return outcome;
    },
  });
}

async function push(
  message: Message,
  subscription: PushSubscription,
  subject: string,
  vapid: VapidKeys,
): Promise<Outcome> {
  const { endpoint, p256dh, auth } = subscription;
  try {
    const { headers, body } = webpush.generateRequestDetails(
      { endpoint, keys: { p256dh, auth } },
      payloadOf(message),
      {
        vapidDetails: { subject, ...vapid },
        TTL: ttlSec,
        urgency: 'high',
        // At most 32 characters: the alarm's id without dashes. A newer message replaces a waiting one.
        topic: message.tag.replaceAll('-', '').slice(0, 32),
        contentEncoding: 'aes128gcm',
      },
    );
    const response = await fetch(endpoint, {
      method: 'POST',
      body: new Uint8Array(body),
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
      headers: sentHeaders(headers),
    });
    await response.body?.cancel();
    return outcomeOfStatus(response.status, response.headers.get('retry-after'));
  } catch (error) {
    return { outcome: 'retry', error: failureWord(error) };
  }
}

/** What the service worker of the phone shows; see apps/web/public/m/sw.js. */
function payloadOf(message: Message): string {
  const { title, body, path, receipt, alarmId, tag, accept } = message;
  return JSON.stringify({ title, body, url: path, receipt, alarmId, tag, accept });
}

function sentHeaders(headers: object): Record<string, string> {
  const entries = Object.entries(headers).map(([name, value]) => [name, String(value)]);
  // fetch counts the body itself and refuses to be told.
  return Object.fromEntries(entries.filter(([name]) => name?.toLowerCase() !== 'content-length'));
}
