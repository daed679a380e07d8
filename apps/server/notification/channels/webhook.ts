import { createHmac } from 'node:crypto';
import type { Clock } from '@anyuan/contracts/clock.ts';
import {
  badSetting,
  type Channel,
  channel,
  failureWord,
  type Message,
  type Outcome,
  outcomeOfStatus,
  textSetting,
  urlSetting,
} from './channel.ts';

interface WebhookSettings {
  url: string;
  secret: string;
}

const timeoutMs = 5000;
const secretMinCharacters = 16;

/** `sha256=` and the hex HMAC-SHA-256 of `<timestamp>.<body>`; the timestamp is Unix seconds. */
export function signatureOf(secret: string, timestamp: string, body: string): string {
  return `sha256=${createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex')}`;
}

/**
 * Tells another system what happens to alarms. Signed, so that the receiver knows who speaks and
 * when; the delivery id stays the same when a message comes again.
 */
export function makeWebhookChannel({ clock }: { clock: Clock }): Channel {
  const send = async (
    message: Message,
    target: string,
    { secret }: WebhookSettings,
  ): Promise<Outcome> => {
    const body = JSON.stringify(message.event);
    const timestamp = String(Math.floor(clock.now() / 1000));
    try {
      const response = await fetch(target, {
        method: 'POST',
        body,
        // A redirect could carry the message to a place that nobody agreed to.
        redirect: 'manual',
        signal: AbortSignal.timeout(timeoutMs),
        headers: {
          'content-type': 'application/json',
          'user-agent': 'anyuan-webhook/1',
          'x-anyuan-timestamp': timestamp,
          'x-anyuan-signature': signatureOf(secret, timestamp, body),
          'x-anyuan-delivery': message.id,
        },
      });
      await response.body?.cancel();
      return webhookOutcome(response.status, response.headers.get('retry-after'));
    } catch (error) {
      return { outcome: 'retry', error: failureWord(error) };
    }
  };

  return channel<WebhookSettings>({
    kind: 'webhook',
    zh: '推送到其他系统（Webhook）',
    en: 'Webhook to another system',
    reports: ['sent'],
    form: [
      { name: 'url', kind: 'url', zh: '接收地址', en: 'Address', required: true },
      {
        name: 'secret',
        kind: 'secret',
        zh: '签名密钥',
        en: 'Signing secret',
        required: true,
        help: {
          zh: '至少 16 位，接收方用它核对签名。',
          en: 'At least 16 characters; the receiver checks the signature with it.',
        },
      },
    ],
    enabledAtFirst: false,
    carries: [],
    carriesEvents: true,
    concurrencyMax: 8,
    attemptsMax: 20,
    parseSettings(values) {
      const url = urlSetting(values, 'url', ['http:', 'https:']);
      const secret = textSetting(values, 'secret', true);
      if (secret.length < secretMinCharacters) throw badSetting('secret');
      return { url, secret };
    },
    targetsOf: (_person, { url }) => [url],
    send,
  });
}

/** A receiver under repair answers anything; only 410 says that it wants no more. */
function webhookOutcome(status: number, retryAfter: string | null): Outcome {
  const outcome = outcomeOfStatus(status, retryAfter);
  if (outcome.outcome !== 'gone' || status === 410) return outcome;
  return { outcome: 'retry', error: outcome.error };
}
