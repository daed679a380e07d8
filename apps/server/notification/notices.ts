import { randomBytes } from 'node:crypto';
import type { Clock } from '@anyuan/contracts/clock.ts';
import { afterQuiet } from '@anyuan/core/contact/quiet.ts';
import { v7 } from 'uuid';
import type { Tx } from '../platform/db.ts';
import type { Notice, Notices } from '../platform/notices.ts';
import type { Catalogue } from './catalogue.ts';
import { type Contact, findContacts, findQuiet } from './contact-store.ts';
import { findPeople, insertNotifications, type NewRow } from './store.ts';

export interface NoticesOptions {
  clock: Clock;
  catalogue: Catalogue;
  wakeChannels(kinds: Iterable<string>): void;
}

/**
 * One row per person and channel that carries notices; a person is told once per key. Everyday ones
 * wait for the end of the person's quiet hours and go to the first address of each kind.
 */
export function makeNotices({ clock, catalogue, wakeChannels }: NoticesOptions): Notices {
  const touched = new Set<string>();

  const add = async (tx: Tx, notices: readonly Notice[]): Promise<void> => {
    const ids = [...new Set(notices.flatMap((n) => n.personIds))];
    if (ids.length === 0) return;
    const contacts = await findContacts(tx, ids);
    const quiet = notices.some((n) => n.everyday) ? await findQuiet(tx, ids) : new Map();
    const people = new Map((await findPeople(tx, ids)).map((p) => [p.id, p]));
    const carriers = [...(await catalogue.active(tx)).values()].filter(
      ({ channel }) => channel.carriesNotices,
    );
    const rows = notices.flatMap((notice) =>
      notice.personIds.flatMap((personId) => {
        const person = people.get(personId);
        if (!person) return [];
        const { login, email, phone, endpoints } = person;
        const all = contacts.get(personId) ?? [];
        const recipient = {
          ...{ personId, login, email, phone, pushEndpoints: endpoints },
          contacts: notice.everyday ? firstOfEach(all) : all,
        };
        const hours = notice.everyday ? (quiet.get(personId) ?? null) : null;
        const dueAt = afterQuiet(clock.now(), hours, hours?.timeZone ?? '');
        return carriers.flatMap(({ channel, settings }) =>
          channel.targetsOf(recipient, settings).map((target) => {
            const to = { personId, locale: person.locale, channel: channel.kind, target };
            return rowOf(notice, { ...to, dueAt });
          }),
        );
      }),
    );
    await insertNotifications(tx, rows);
    for (const row of rows) touched.add(row.channel);
  };

  const rowOf = (
    { key, zh, en, path, tag, alarmKind = 'actual' }: Notice,
    to: { personId: string; locale: 'zh' | 'en'; channel: string; target: string; dueAt: number },
  ): NewRow => {
    const now = clock.now();
    return {
      id: v7(),
      alarmId: null,
      personId: to.personId,
      channel: to.channel,
      target: to.target,
      dedupKey: `notice:${key}:${to.personId}:${to.channel}:${to.target}`,
      payload: { type: 'notice', locale: to.locale, zh, en, path, tag, alarmKind },
      receipt: randomBytes(24).toString('base64url'),
      queuedAt: now,
      dueAt: to.dueAt,
    };
  };

  return {
    add,
    wake() {
      wakeChannels(touched);
      touched.clear();
    },
  };
}

const firstOfEach = (contacts: readonly Contact[]): Contact[] =>
  contacts.filter((c, i) => contacts.findIndex((o) => o.channel === c.channel) === i);
