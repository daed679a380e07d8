import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type SmtpPeer, startSmtpPeer } from '@anyuan/server/notification/peers/smtp-peer.ts';
import { seedId } from '@anyuan/server/seed/ids.ts';
import { type Actor, type Scenario, startScenario } from '@anyuan/testkit/scenario.ts';

/** Ways to be reached, from the phone of a guard and the desk of those who keep the list. */
let s: Scenario;
let mail: SmtpPeer;
let guard: Actor;
const organisationId = seedId('school/1');
const guardId = seedId('person/guard');

before(async () => {
  mail = await startSmtpPeer();
  s = await startScenario({ settings: { smtpUrl: mail.url, smtpFrom: 'anyuan@county.example' } });
  guard = await s.as('guard');
});
after(async () => {
  await s.end();
  await mail.stop();
});

const refused = (code: string) => (error: unknown) =>
  assert.equal((error as { code?: string }).code, code) ?? true;
/** Other mail comes as well: only what went to this address counts. */
const newestCode = (address: string) => {
  const subjects = mail.mails
    .filter((m) => m.to.includes(address))
    .map((m) => m.header('subject') ?? '');
  return subjects.flatMap((subject) => /确认码 (\d{6})/.exec(subject)?.[1] ?? []).at(-1);
};
const add = (channel: 'phone' | 'email', address: string) =>
  guard.call('addMyContact', { body: { channel, address } });

test('what is no address is refused with what to do; what is one is kept in one form', async () => {
  await assert.rejects(add('phone', '1380013800'), refused('contact.badPhone'));
  await assert.rejects(add('email', 'zhao@'), refused('contact.badEmail'));
  const { contacts, contactId, usable } = await add('phone', '138 0013 8000');
  assert.equal(contacts.find((c) => c.id === contactId)?.address, '+8613800138000');
  await assert.rejects(add('phone', '+86-13800138000'), refused('contact.known'));
  // No telephone channel is switched on: the number is kept, the way out is said.
  assert.deepEqual(usable, ['email']);
  await assert.rejects(
    guard.call('sendContactCode', { params: { contactId } }),
    refused('contact.noChannel'),
  );
});

test('a code comes by that very channel; typed in, the board believes the address', async () => {
  const { contactId } = await add('email', 'zhao@school.example');
  const params = { contactId };
  await guard.call('sendContactCode', { params });
  await assert.rejects(guard.call('sendContactCode', { params }), refused('code.tooSoon'));
  const code = newestCode('zhao@school.example') ?? '';
  const wrong = code === '000000' ? '111111' : '000000';
  for (const expected of ['code.wrong', 'code.wrong']) {
    await assert.rejects(
      guard.call('confirmContact', { params, body: { code: wrong } }),
      refused(expected),
    );
  }
  const waiting = (await guard.call('myContacts')).contacts.find((c) => c.id === contactId);
  assert.equal(waiting?.code?.triesLeft, 3);
  const { contacts } = await guard.call('confirmContact', { params, body: { code: ` ${code} ` } });
  assert.equal(contacts.find((c) => c.id === contactId)?.confirmedAt, s.clock.now());
  const affairs = await s.as('affairs');
  const { rows } = await affairs.call('showReach', { params: { organisationId } });
  const row = rows.find((r) => r.personId === guardId);
  assert.equal(row?.reach, 'proved');
  assert.ok(row?.contacts.some((c) => c.masked === 'z***@school.example' && c.confirmedAt));
});

test('a code ends after 10 minutes and after 5 attempts, and is never sent without end', async () => {
  const { contactId } = await add('email', 'night@school.example');
  const params = { contactId };
  await guard.call('sendContactCode', { params });
  const first = newestCode('night@school.example') ?? '';
  await s.clock.advance(601_000);
  await assert.rejects(
    guard.call('confirmContact', { params, body: { code: first } }),
    refused('code.over'),
  );
  await guard.call('sendContactCode', { params });
  const code = newestCode('night@school.example') ?? '';
  const wrong = code === '000000' ? '111111' : '000000';
  for (let i = 1; i <= 5; i++) {
    const expected = i < 5 ? 'code.wrong' : 'code.over';
    await assert.rejects(
      guard.call('confirmContact', { params, body: { code: wrong } }),
      refused(expected),
    );
  }
  await assert.rejects(
    guard.call('confirmContact', { params, body: { code } }),
    refused('code.over'),
  );
  for (let i = 0; i < 3; i++) {
    await s.clock.advance(61_000);
    await guard.call('sendContactCode', { params });
  }
  await s.clock.advance(61_000);
  await assert.rejects(guard.call('sendContactCode', { params }), refused('code.tooMany'));
  const { contacts } = await guard.call('removeMyContact', { params });
  assert.ok(!contacts.some((c) => c.id === contactId));
  await add('email', 'night@school.example').then(async (made) => {
    const again = { contactId: made.contactId };
    await assert.rejects(guard.call('sendContactCode', { params: again }), refused('code.tooMany'));
    await guard.call('removeMyContact', { params: again });
  });
});

test('a provider that refuses is said at once and costs no attempt', async () => {
  const { contactId } = await add('email', 'gone@school.example');
  mail.refuse(550);
  const params = { contactId };
  await assert.rejects(guard.call('sendContactCode', { params }), refused('contact.notSent'));
  mail.refuse(null);
  await guard.call('sendContactCode', { params });
  await guard.call('removeMyContact', { params });
});

test('what was removed comes back as it was, confirmation and place included', async () => {
  const before = (await guard.call('myContacts')).contacts;
  const confirmed = before.find((c) => c.confirmedAt !== null);
  const params = { contactId: confirmed?.id ?? '' };
  await guard.call('removeMyContact', { params });
  const { contacts } = await guard.call('restoreMyContact', { params });
  assert.ok(contacts.find((c) => c.id === confirmed?.id)?.confirmedAt);
  const ids = contacts.flatMap((c) => c.id ?? []).toReversed();
  const ordered = await guard.call('orderMyContacts', { body: { contactIds: ids } });
  assert.deepEqual(
    ordered.contacts.map((c) => c.id),
    ids,
  );
});

test('a number of somebody else is kept with a warning: by role, by name only for who may know', async () => {
  const teacher = await s.as('teacher');
  const body = { channel: 'phone', address: '13800138000' } as const;
  const { twins } = await teacher.call('addMyContact', { body });
  assert.deepEqual(twins, [
    { role: 'guard', organisationName: twins[0]?.organisationName, name: null },
  ]);
  const affairs = await s.as('affairs');
  const params = { organisationId, personId: seedId('person/doctor') };
  const made = await affairs.call('addContact', { params, body });
  assert.deepEqual(made.twins.map((t) => t.role).sort(), ['guard', 'teacher']);
  assert.ok(made.twins.every((t) => t.name !== null));
});

test('the list is masked, and who reads a number whole is on record', async () => {
  const affairs = await s.as('affairs');
  const { people } = await affairs.call('listContacts', { params: { organisationId } });
  const zhao = people.find((p) => p.personId === guardId);
  const phone = zhao?.contacts.find((c) => c.channel === 'phone');
  assert.equal(phone?.address, '138****8000');
  const params = { organisationId, personId: guardId, contactId: phone?.id ?? '' };
  assert.equal((await affairs.call('revealContact', { params })).address, '+8613800138000');
  const { rows } = await s.database.pool.query(
    `select action, subject, detail from audit where action like 'contact.%' order by id desc limit 1`,
  );
  assert.deepEqual(rows[0], {
    action: 'contact.revealed',
    subject: guardId,
    detail: { channel: 'phone', masked: '138****8000' },
  });
  // Of a person of another organisation nobody learns anything, not even that the contact exists.
  const far = { ...params, personId: seedId('person/guard2') };
  await assert.rejects(affairs.call('revealContact', { params: far }), refused('subject.unknown'));
  const teacher = await s.as('teacher');
  await assert.rejects(
    teacher.call('listContacts', { params: { organisationId } }),
    refused('permission.denied'),
  );
});

test('everyday notices wait for the morning and go to one address; an alarm goes to all at once', async () => {
  await add('email', 'second@school.example');
  await guard.call('saveQuietHours', { body: { quiet: { fromMinute: 600, toMinute: 840 } } });
  const sentTo = async (like: string) => {
    const { rows } = await s.database.pool.query(
      `select target, due_at, state from notification
       where person_id = $1 and channel = 'email' and dedup_key like $2 order by target`,
      [guardId, like],
    );
    return rows as { target: string; due_at: string | null; state: string }[];
  };
  const night = await s.as('nightguard');
  await s.advance(1);
  const roster = await s
    .as('affairs')
    .then((a) => a.call('showRoster', { params: { organisationId }, query: { days: 3 } }));
  const duty = roster.duties.find(
    (d) => d.personId === seedId('person/nightguard') && d.day === roster.days[1]?.day,
  );
  await night.call('askSwap', {
    body: { shiftId: duty?.shiftId ?? '', day: duty?.day ?? '', toId: guardId, note: '' },
  });
  await s.server.idle();
  const waiting = await sentTo('notice:roster:%');
  const swap = waiting.filter((w) => w.state === 'queued');
  assert.equal(swap.length, 1, 'one address, not sent yet');
  const minuteAt = (ms: number) => new Date(ms + 8 * 3_600_000).getUTCHours();
  assert.equal(minuteAt(Number(swap[0]?.due_at)), 14);
  const terminal = await s.terminal();
  await terminal.detect({ kind: 'button' });
  await s.advance(2);
  const { rows } = await s.database.pool.query(
    `select distinct target from notification
     where person_id = $1 and channel = 'email' and alarm_id is not null and state = 'sent'`,
    [guardId],
  );
  assert.deepEqual(rows.map((r) => r.target).sort(), [
    'second@school.example',
    'zhao@school.example',
  ]);
});
