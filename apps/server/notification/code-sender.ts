import { type ContactChannel, contactChannels } from '@anyuan/contracts/contact.ts';
import type { Logger } from 'pino';
import { v7 } from 'uuid';
import type { Db } from '../platform/db.ts';
import type { ActiveChannel, Catalogue } from './catalogue.ts';
import { failureWord, type Message, type Outcome, type Recipient } from './channels/channel.ts';

export interface CodeToSend {
  channel: ContactChannel;
  address: string;
  code: string;
  locale: 'zh' | 'en';
}

/** Confirmation codes go out at once, not through the queue: whoever asked is waiting for the answer. */
export interface CodeSender {
  sendCode(code: CodeToSend): Promise<'sent' | 'noChannel' | 'failed'>;
  /** Kinds of address that a channel which is switched on uses. */
  usableContacts(): Promise<ContactChannel[]>;
}

/** Somebody who has this one address and nothing else. */
function holderOf(channel: ContactChannel, address: string): Recipient {
  const nothing = { personId: '', login: '', email: null, phone: null, pushEndpoints: [] };
  return { ...nothing, contacts: [{ channel, address }] };
}

const examples: Record<ContactChannel, string> = {
  phone: '+8613800138000',
  email: 'name@example.cn',
  wecom: 'name',
  wechat: 'name',
};

export function makeCodeSender(options: { db: Db; catalogue: Catalogue; log: Logger }): CodeSender {
  const { db, catalogue, log } = options;

  /** Channels that reach the address, and how each writes it. The nobody's login reaches nobody. */
  const carriersOf = (active: Iterable<ActiveChannel>, channel: ContactChannel, address: string) =>
    [...active].flatMap((carrier) => {
      const targets = carrier.channel.targetsOf(holderOf(channel, address), carrier.settings);
      return targets.filter((target) => target !== '').map((target) => ({ carrier, target }));
    });

  return {
    async sendCode({ channel, address, code, locale }) {
      const active = (await catalogue.active(db.query)).values();
      const carriers = carriersOf(active, channel, address);
      if (carriers.length === 0) return 'noChannel';
      const message = messageOf(code, locale);
      for (const { carrier, target } of carriers) {
        const outcome = await attempt(carrier, message, target);
        if (outcome.outcome === 'sent') return 'sent';
        const { error } = outcome;
        log.warn({ channel: carrier.channel.kind, error }, 'confirmation code not sent');
      }
      return 'failed';
    },
    async usableContacts() {
      const active = [...(await catalogue.active(db.query)).values()];
      return contactChannels.filter((c) => carriersOf(active, c, examples[c]).length > 0);
    },
  };
}

async function attempt(
  { channel, settings }: ActiveChannel,
  message: Message,
  address: string,
): Promise<Outcome> {
  try {
    return await channel.send(message, address, settings);
  } catch (error) {
    return { outcome: 'retry', error: failureWord(error) };
  }
}

/** The code stands in the title and in every word, so that whatever a template is filled with carries it. */
function messageOf(code: string, locale: 'zh' | 'en'): Message {
  const id = v7();
  const zh = locale === 'zh';
  const title = zh ? `确认码 ${code}` : `Code ${code}`;
  const body = zh
    ? '请在 10 分钟内填到安园“联系方式”中。如果不是您本人在操作，请忽略。'
    : 'Type it into Anyuan within 10 minutes. If it was not you, ignore this message.';
  const words = { mark: '', place: title, what: title, detail: title };
  return {
    id,
    receipt: id,
    alarmId: null,
    title,
    body,
    path: '/m/me/contacts',
    tag: 'contact-code',
    event: null,
    alarmKind: 'actual',
    code,
    words: { ...words, school: zh ? '安园' : 'Anyuan', time: code, date: code },
  };
}
