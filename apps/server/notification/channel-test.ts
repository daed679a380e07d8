import type { ChannelTest } from '@anyuan/contracts/routes/notifications.ts';
import { v7 } from 'uuid';
import type { Db } from '../platform/db.ts';
import type { ActiveChannel, Catalogue } from './catalogue.ts';
import { failureWord, type Message, type Outcome, type Recipient } from './channels/channel.ts';
import { findContacts } from './contact-store.ts';
import { findSchoolNames } from './settings-store.ts';
import { findPeople } from './store.ts';

/** Chats with a robot hear a test as well; loudspeakers of schools do not. */
const chats: readonly string[] = ['wecomRobot', 'dingtalkRobot', 'feishuRobot'];

/**
 * One marked message by this channel, now and past every queue: to the person who asked, to the receiver of events, or to the
 * chats it has robots in. What is saved counts, not what stands in the form.
 */
export function makeChannelTest({ db, catalogue }: { db: Db; catalogue: Catalogue }) {
  return async (personId: string, kind: string): Promise<ChannelTest> => {
    const active = (await catalogue.active(db.query)).get(kind);
    if (!active) return { outcome: 'off', error: null };
    const [person] = await findPeople(db.query, [personId]);
    const targets = person ? await targetsOf(db, active, person) : [];
    if (targets.length === 0) return { outcome: 'noTarget', error: null };
    const message = messageOf(person?.locale ?? 'zh');
    const outcomes: Outcome[] = [];
    for (const target of targets) outcomes.push(await attempt(active, message, target));
    const failed = outcomes.find((o) => o.outcome !== 'sent');
    if (failed === undefined) return { outcome: 'sent', error: null };
    return { outcome: 'failed', error: 'error' in failed ? failed.error : null };
  };
}

type Person = Awaited<ReturnType<typeof findPeople>>[number];

async function targetsOf(db: Db, { channel, settings }: ActiveChannel, person: Person) {
  if (chats.includes(channel.kind)) {
    const schools = await findSchoolNames(db.query);
    return [...new Set(schools.flatMap((name) => channel.groupsOf?.(name, settings) ?? []))];
  }
  const { id, login, email, phone, endpoints } = person;
  const contacts = (await findContacts(db.query, [id])).get(id) ?? [];
  const recipient: Recipient = {
    ...{ personId: id, login, email, phone },
    ...{ pushEndpoints: endpoints, contacts },
  };
  return [...channel.targetsOf(recipient, settings)];
}

async function attempt({ channel, settings }: ActiveChannel, message: Message, target: string) {
  try {
    return await channel.send(message, target, settings);
  } catch (error) {
    return { outcome: 'retry', error: failureWord(error) } as const;
  }
}

function messageOf(locale: 'zh' | 'en'): Message {
  const id = v7();
  const zh = locale === 'zh';
  const title = zh ? '【测试】安园通知渠道' : '[Test] Anyuan channel';
  const body = zh
    ? '这是一条测试消息，没有报警。收到说明这个渠道可以用。'
    : 'A test, no alarm. That you read it shows that this channel works.';
  const words = { mark: zh ? '测试' : 'Test', place: title, what: title, detail: body };
  return {
    ...{ id, receipt: id, alarmId: null, title, body, path: '/m/', tag: 'channel-test' },
    ...{ event: null, alarmKind: 'test' },
    words: { ...words, school: zh ? '安园' : 'Anyuan', time: '—', date: '—' },
  };
}
