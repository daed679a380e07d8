import nodemailer, { type SendMailOptions, type Transporter } from 'nodemailer';
import {
  badSetting,
  type Channel,
  channel,
  failureWord,
  type Message,
  type Outcome,
  type SettingValues,
  textSetting,
  urlSetting,
} from './channel.ts';
import { contactsOf } from './template-words.ts';

interface EmailSettings {
  url: string;
  from: string;
}

export interface EmailOptions {
  smtpUrl: string | null;
  smtpFrom: string | null;
  /** Links in mails; without it a mail says only where to look. */
  publicUrl: string | null;
}

/** Each below the lease of the sender, so that a hanging server is not asked twice at once. */
const patience = { connectionTimeout: 5000, greetingTimeout: 5000, socketTimeout: 10_000 };

/** Mail over SMTP, one per recipient, kept connections, plain text with simple HTML beside it. */
export function makeEmailChannel(options: EmailOptions): Channel {
  let current: { url: string; transporter: Transporter } | null = null;

  const transporterOf = (url: string): Transporter => {
    if (current?.url === url) return current.transporter;
    current?.transporter.close();
    current = { url, transporter: nodemailer.createTransport(patientUrl(url)) };
    return current.transporter;
  };

  return channel<EmailSettings>({
    kind: 'email',
    zh: '电子邮件',
    en: 'E-mail',
    reports: ['sent'],
    form: [
      {
        name: 'url',
        kind: 'secret',
        zh: '邮件服务器',
        en: 'Mail server',
        required: true,
        help: {
          zh: '形如 smtps://账号:密码@主机:465',
          en: 'Like smtps://user:password@host:465',
        },
      },
      { name: 'from', kind: 'email', zh: '发件人', en: 'Sender', required: true },
    ],
    enabledAtFirst: options.smtpUrl !== null,
    presets: presetsOf(options),
    carries: ['call', 'nobody', 'closed'],
    carriesNotices: true,
    concurrencyMax: 4,
    attemptsMax: 12,
    parseSettings(values) {
      const url = urlSetting(values, 'url', ['smtp:', 'smtps:']);
      const from = textSetting(values, 'from', true);
      if (!/^[^\r\n]*[^\s@<>]+@[^\s@<>]+>?$/.test(from)) throw badSetting('from');
      return { url, from };
    },
    targetsOf(person) {
      const own = contactsOf(person, 'email');
      return own.length > 0 || !person?.email ? own : [person.email];
    },
    async send(message, target, { url, from }) {
      try {
        await transporterOf(url).sendMail(mailOf(message, { from, to: target, ...options }));
        return { outcome: 'sent' };
      } catch (error) {
        return mailOutcome(error);
      }
    },
    stop: () => current?.transporter.close(),
  });
}

function presetsOf({ smtpUrl, smtpFrom }: EmailOptions): SettingValues {
  return {
    ...(smtpUrl === null ? {} : { url: smtpUrl }),
    ...(smtpFrom === null ? {} : { from: smtpFrom }),
  };
}

/** nodemailer reads options from the address alone when it is given one. */
function patientUrl(url: string): string {
  const made = new URL(url);
  for (const [name, value] of Object.entries({ pool: true, maxConnections: 4, ...patience })) {
    if (!made.searchParams.has(name)) made.searchParams.set(name, String(value));
  }
  return made.href;
}

function mailOf(
  message: Message,
  envelope: { from: string; to: string; publicUrl: string | null },
): SendMailOptions {
  const { from, to, publicUrl } = envelope;
  const domain = /@([\w.-]+)>?$/.exec(from)?.[1] ?? 'anyuan';
  const link = publicUrl === null ? null : `${publicUrl}${message.path}`;
  const where = link ?? '请打开安园查看。';
  return {
    from,
    to,
    subject: message.title,
    text: `${message.title}\n\n${message.body}\n\n${where}\n`,
    html: htmlOf(message, link),
    // The same at every attempt: a mail that came twice is shown once by many programs.
    messageId: `<${message.id}@${domain}>`,
    priority: 'high',
    headers: {
      'Auto-Submitted': 'auto-generated',
      ...(message.alarmId === null ? {} : { 'X-Anyuan-Alarm': message.alarmId }),
    },
  };
}

function htmlOf({ title, body }: Message, link: string | null): string {
  const lines = body.split(' · ').map((part) => `<p>${escaped(part)}</p>`);
  const button = link === null ? '' : `<p><a href="${escaped(link)}">${escaped(link)}</a></p>`;
  return `<h2>${escaped(title)}</h2>${lines.join('')}${button}`;
}

function escaped(text: string): string {
  const names: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
  return text.replace(/[&<>"]/g, (c) => names[c] ?? c);
}

/**
 * A 5xx answer to the recipient or the content is for good (RFC 5321, 4.2.1); a refused
 * login is not: somebody may be correcting the password right now.
 */
function mailOutcome(error: unknown): Outcome {
  const { responseCode, code } = error as { responseCode?: unknown; code?: unknown };
  if (typeof responseCode !== 'number') return { outcome: 'retry', error: failureWord(error) };
  const isForGood = responseCode >= 500 && code !== 'EAUTH';
  return { outcome: isForGood ? 'gone' : 'retry', error: `SMTP ${responseCode}` };
}
