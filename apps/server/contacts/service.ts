import type { AuditAction } from '@anyuan/contracts/audit.ts';
import type { Clock } from '@anyuan/contracts/clock.ts';
import type {
  AddressTwin,
  Contact,
  ContactChannel,
  MyContacts,
  PersonContacts,
  QuietHours,
} from '@anyuan/contracts/contact.ts';
import { Refusal } from '@anyuan/contracts/errors.ts';
import { maskAddress, parseAddress } from '@anyuan/core/contact/address.ts';
import { codeTriesMax, isCodeOpen } from '@anyuan/core/contact/code.ts';
import { v7 } from 'uuid';
import { appendAudit } from '../platform/audit.ts';
import type { Db } from '../platform/db.ts';
import type { Who } from '../platform/who.ts';
import { findOpenCodes } from './code-store.ts';
import { type CodesOptions, makeCodes } from './codes.ts';
import * as store from './store.ts';

export interface ContactsOptions extends CodesOptions {
  db: Db;
  clock: Clock;
  /** Channels for which something can be sent now. */
  usable(): Promise<ContactChannel[]>;
  /** Who can be reached may have changed. */
  onChanged(): Promise<void>;
}

const contactsMax = 10;

/** Whose list is edited, and by whom. */
interface Editing {
  who: Who;
  personId: string;
}

export type Contacts = ReturnType<typeof makeContacts>;

/** Ways to be reached: kept by the person, or for them by who keeps the list of their organisation. */
export function makeContacts(options: ContactsOptions) {
  const { db, clock } = options;
  const codes = makeCodes(options);

  const listsOf = async (personIds: readonly string[]): Promise<Map<string, Contact[]>> => {
    const now = clock.now();
    const kept = await store.findContacts(db.query, personIds);
    const accounts = await store.findAccounts(db.query, personIds);
    const open = await findOpenCodes(db.query, personIds, now);
    const shown = (c: store.Kept): Contact => {
      const code = open.find((o) => o.personId === c.personId && o.address === c.address);
      const { id, channel, address, confirmedAt } = c;
      if (!code || !isCodeOpen(code, now)) return { id, channel, address, confirmedAt, code: null };
      const { sentAt, expiresAt, tries } = code;
      const waiting = { sentAt, expiresAt, triesLeft: codeTriesMax - tries };
      return { id, channel, address, confirmedAt, code: waiting };
    };
    return new Map(
      accounts.map((account) => {
        const own = kept.filter((c) => c.personId === account.id).map(shown);
        return [account.id, [...own, ...fromAccount(account, own)]];
      }),
    );
  };

  const viewOf = async (personId: string): Promise<MyContacts> => {
    const [account] = await store.findAccounts(db.query, [personId]);
    const contacts = (await listsOf([personId])).get(personId) ?? [];
    return { contacts, usable: await options.usable(), quiet: quietOf(account) };
  };

  /** The contact, which must be this person's. */
  const own = async (personId: string, contactId: string): Promise<store.Kept> => {
    const kept = await store.findContacts(db.query, [personId]);
    const found = kept.find((c) => c.id === contactId);
    if (!found) throw new Refusal('subject.unknown');
    return found;
  };

  const twinsOf = async (who: Who, kept: store.Kept): Promise<AddressTwin[]> => {
    const { channel, address, personId } = kept;
    // An account may hold a Chinese number without its country code.
    const spellings = [address, address.replace(/^\+86/, '')];
    const twins = await store.findTwins(db.query, { channel, spellings, exceptId: personId });
    return twins.map((t) => ({
      role: t.role,
      organisationName: t.organisation_name,
      name: who.may('people.view', t.organisation_id) ? t.name : null,
    }));
  };

  const record = (
    tx: store.Query,
    action: AuditAction,
    { who, personId }: Editing,
    c: store.Kept,
  ) =>
    appendAudit(tx, {
      at: clock.now(),
      personId: who.personId,
      subject: personId,
      action,
      detail: { channel: c.channel, masked: maskAddress(c.channel, c.address) },
    });

  const put = async (edit: Editing, action: AuditAction, made: Omit<store.Kept, 'position'>) => {
    await db.query.transaction().execute(async (tx) => {
      await store.lockPerson(tx, edit.personId);
      const kept = await store.findContacts(tx, [edit.personId]);
      const isKnown = kept.some((c) => c.channel === made.channel && c.address === made.address);
      if (isKnown) throw new Refusal('contact.known');
      if (kept.length >= contactsMax) throw new Refusal('contact.tooMany');
      const position = Math.max(0, ...kept.map((c) => c.position)) + 1;
      const row = { ...made, position };
      await store.insertContact(tx, { ...row, now: clock.now(), addedBy: edit.who.personId });
      await record(tx, action, edit, row);
    });
    await options.onChanged();
  };

  const add = async (edit: Editing, typed: { channel: ContactChannel; address: string }) => {
    const parsed = parseAddress(typed.channel, typed.address);
    if (!parsed.ok) throw new Refusal(parsed.code);
    const { channel } = typed;
    const { personId } = edit;
    const made = { id: v7(), personId, channel, address: parsed.address, confirmedAt: null };
    await put(edit, 'contact.added', made);
    return { contactId: made.id, twins: await twinsOf(edit.who, { ...made, position: 0 }) };
  };

  const remove = async (edit: Editing, contactId: string): Promise<void> => {
    const contact = await own(edit.personId, contactId);
    await db.query.transaction().execute(async (tx) => {
      await store.lockPerson(tx, edit.personId);
      await store.removeContact(tx, contact, clock.now());
      await record(tx, 'contact.removed', edit, contact);
    });
    await options.onChanged();
  };

  const restore = async (edit: Editing, id: string): Promise<void> => {
    const { personId } = edit;
    const removed = await db.query
      .transaction()
      .execute((tx) => store.takeRemoved(tx, { id, personId, now: clock.now() }));
    if (!removed) throw new Refusal('subject.unknown');
    await put(edit, 'contact.restored', removed);
  };

  const peopleAt = async (organisationId: string, personId?: string): Promise<PersonContacts[]> => {
    const people = await store.findPeopleAt(db.query, organisationId, personId);
    const lists = await listsOf(people.map((p) => p.id));
    return people.map(({ id, name, active, roles, push_count }) => ({
      personId: id,
      name,
      roles,
      active,
      pushCount: push_count,
      contacts: (lists.get(id) ?? []).map((c) => ({
        ...c,
        address: maskAddress(c.channel, c.address),
      })),
    }));
  };

  /** The person as the list shows them; unknown unless they have a role there. */
  const personAt = async (organisationId: string, personId: string): Promise<PersonContacts> => {
    const [person] = await peopleAt(organisationId, personId);
    if (!person) throw new Refusal('subject.unknown');
    return person;
  };

  return {
    viewOf,
    add,
    remove,
    restore,
    peopleAt,
    personAt,
    usable: options.usable,

    async order(personId: string, ids: readonly string[]): Promise<void> {
      await db.query.transaction().execute(async (tx) => {
        await store.lockPerson(tx, personId);
        const kept = await store.findContacts(tx, [personId]);
        const rest = kept.filter((c) => !ids.includes(c.id)).map((c) => c.id);
        const order = [...ids.filter((id) => kept.some((c) => c.id === id)), ...rest];
        for (const [i, id] of order.entries()) await store.setPosition(tx, id, i + 1);
      });
    },

    saveQuiet: (personId: string, quiet: QuietHours | null) =>
      store.setQuiet(db.query, personId, quiet),

    async sendCode(who: Who, contactId: string): Promise<void> {
      await codes.send(await own(who.personId, contactId), who.locale);
    },

    async confirm(who: Who, contactId: string, typed: string): Promise<void> {
      await codes.confirm(await own(who.personId, contactId), typed);
      await options.onChanged();
    },

    async reveal(edit: Editing, contactId: string): Promise<string> {
      const contact = await own(edit.personId, contactId);
      await record(db.query, 'contact.revealed', edit, contact);
      return contact.address;
    },
  };
}

type Account = Awaited<ReturnType<typeof store.findAccounts>>[number];

function quietOf(account: Account | undefined): QuietHours | null {
  const { quiet_from_minute: fromMinute = null, quiet_to_minute: toMinute = null } = account ?? {};
  return fromMinute === null || toMinute === null ? null : { fromMinute, toMinute };
}

/** Addresses of the account that are not on the person's list; they are used while the list has none. */
function fromAccount({ phone, email }: Account, own: readonly Contact[]): Contact[] {
  const given = [
    { channel: 'phone' as const, text: phone },
    { channel: 'email' as const, text: email },
  ];
  return given.flatMap(({ channel, text }) => {
    if (!text || own.some((c) => c.channel === channel)) return [];
    const parsed = parseAddress(channel, text);
    const address = parsed.ok ? parsed.address : text;
    return [{ id: null, channel, address, confirmedAt: null, code: null }];
  });
}
