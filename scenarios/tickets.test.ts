import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
  type Actor,
  type Scenario,
  type ScenarioTerminal,
  soon,
  startScenario,
} from '@anyuan/testkit/scenario.ts';
import { v7 } from 'uuid';

/** 报修工单, from the fault that a terminal reports to the word of whoever mended it. */
let s: Scenario;
let terminal: ScenarioTerminal;
let terminalId: string;
let guard: Actor;
let affairs: Actor;
before(async () => {
  s = await startScenario();
  // Nothing goes out where no channel is set up.
  await s.database.pool.query(
    `insert into channel values ('email', true, '{"url":"smtp://127.0.0.1:9","from":"a@b.example"}', 0)`,
  );
  terminal = await s.terminal('T01');
  ({ terminalId } = terminal.enrolment);
  [guard, affairs] = [await s.as('guard'), await s.as('affairs')];
});
after(() => s.end());

const fault = (code: string, cleared = false, id = v7()) => ({
  ...{ v: 1, id, at: s.clock.now(), code, cleared, detail: 'arecord: no device' },
});
const list = async (who: Actor, query = {}) =>
  (await who.call('listTickets', { query: { terminalId, view: 'any', ...query } })).tickets;
const show = (ticketId: string) => guard.call('showTicket', { params: { ticketId } });
const storyOf = async (ticketId: string) =>
  (await show(ticketId)).entries.map((e) => e.what).toReversed();

test('a fault opens one ticket, whatever is sent twice; over before anybody took it, it closes by itself', async () => {
  const screen = await affairs.live();
  const [begun, ended] = [fault('microphone.dead'), fault('microphone.dead', true)];
  await terminal.publish('fault', begun);
  await terminal.publish('fault', begun);
  await terminal.publish('fault', fault('microphone.dead'));
  const [ticket] = await soon(async () => {
    const found = await list(guard, { view: 'waiting' });
    assert.equal(found.length, 1);
    return found;
  });
  assert.ok(ticket);
  assert.deepEqual([ticket.code, ticket.count, ticket.openedByName], ['microphone.dead', 1, null]);
  assert.match(ticket.place, /走廊/);
  await soon(() => assert.ok(screen.frames.some((f) => f.type === 'tickets')));
  await terminal.publish('fault', ended);
  await soon(async () => assert.equal((await show(ticket.id)).ticket.result, 'bySelf'));
  assert.deepEqual(await storyOf(ticket.id), ['opened', 'closed']);
  // A second server, or this one started anew, remembers nothing but what is on record.
  await s.restart();
  terminal = await s.terminal('T01');
  await terminal.publish('fault', begun);
  await terminal.publish('fault', fault('speaker.dead'));
  await soon(async () => assert.equal((await list(guard)).length, 2));
  assert.deepEqual(await storyOf(ticket.id), ['opened', 'closed'], 'an old message wakes nothing');
});

test('taken, handed on, noted and closed by people; the second of two at once is told; all of it on record', async () => {
  const [{ id: ticketId, version } = { id: '', version: 0 }] = await list(guard, { view: 'open' });
  const params = { ticketId };
  const { personId } = (await guard.call('currentSession')) as { personId: string };
  const basedOn = version;
  await guard.call('assignTicket', { params, body: { personId, basedOn } });
  const late = affairs.call('assignTicket', { params, body: { personId, basedOn } });
  await assert.rejects(late, { code: 'ticket.stale' });
  assert.equal((await list(guard, { view: 'mine' }))[0]?.id, ticketId);
  assert.deepEqual(await list(affairs, { view: 'mine' }), []);
  const note = { id: v7(), words: '喇叭线松了，等配件' };
  await guard.call('noteTicket', { params, body: note });
  await guard.call('noteTicket', { params, body: note });
  await terminal.publish('fault', fault('speaker.dead', true));
  await soon(async () => assert.ok((await show(ticketId)).ticket.recoveredAt));
  assert.equal((await show(ticketId)).ticket.closedAt, null, 'whoever has it says when it is done');

  const { people } = await affairs.call('listTicketPeople', { params });
  const leader = (await (await s.as('leader')).call('currentSession')) as { personId: string };
  const teacher = (await (await s.as('teacher')).call('currentSession')) as { personId: string };
  const known = people.map((p) => p.id);
  assert.ok(known.includes(leader.personId) && !known.includes(teacher.personId));
  const now = async () => (await show(ticketId)).ticket.version;
  const toTeacher = { personId: teacher.personId, basedOn: await now() };
  const refused = affairs.call('assignTicket', { params, body: toTeacher });
  await assert.rejects(refused, { code: 'ticket.wrongPerson' });
  const toLeader = { personId: leader.personId, basedOn: await now() };
  await affairs.call('assignTicket', { params, body: toLeader });
  await affairs.call('assignTicket', { params, body: { personId: null, basedOn: await now() } });
  const body = { result: 'repaired', words: '重新接好', basedOn: await now() } as const;
  const { ticket } = await affairs.call('closeTicket', { params, body });
  assert.deepEqual([ticket.result, ticket.closeWords], ['repaired', '重新接好']);
  await assert.rejects(affairs.call('closeTicket', { params, body }), { code: 'ticket.closed' });

  await terminal.publish('fault', fault('speaker.dead'));
  await soon(async () => assert.equal((await show(ticketId)).ticket.count, 2));
  assert.deepEqual(await storyOf(ticketId), [
    ...['opened', 'taken', 'noted', 'recovered', 'assigned', 'givenBack', 'closed', 'reopened'],
  ]);
  const told = await s.database.pool.query(
    `select person_id, detail from audit where action = 'ticket.changed' and subject = $1 order by id`,
    [ticketId],
  );
  assert.deepEqual(
    told.rows.map((r) => r.detail.what),
    ['taken', 'noted', 'assigned', 'givenBack', 'closed'],
  );
  assert.equal(told.rows[1]?.detail.reason, note.words);
  await s.advance(2);
  const news = await s.database.pool.query(
    `select count(*)::int as n from notification where person_id = $1 and payload #>> '{zh,title}' like '报修工单%'`,
    [leader.personId],
  );
  assert.ok(news.rows[0]?.n > 0, 'whoever was given it hears of it');
});

test('reported by hand once, however often it is sent; found by filters; taken along with a reason', async () => {
  const body = { id: v7(), words: '外壳开裂，指示灯不亮' };
  const params = { terminalId };
  const officer = await s.as('officer');
  await officer.call('openTicket', { params, body });
  const { ticket } = await officer.call('openTicket', { params, body });
  assert.deepEqual([ticket.code, ticket.mayHandle, ticket.count], [null, false, 1]);
  const ids = async (query: object) => (await list(guard, query)).map((t) => t.id);
  assert.deepEqual(await ids({ code: 'byHand' }), [ticket.id]);
  assert.deepEqual(await ids({ text: '开裂' }), [ticket.id]);
  assert.deepEqual(await ids({ text: `#${ticket.number}` }), [ticket.id]);
  assert.deepEqual(await ids({ text: '%' }), []);
  assert.deepEqual(await ids({ view: 'open', olderThanHours: '24' }), []);
  s.clock.jump(25 * 3_600_000);
  guard = await s.as('guard');
  assert.ok((await ids({ view: 'open', olderThanHours: '24' })).includes(ticket.id));
  const sheet = (await guard.call('exportTickets', {
    query: { view: 'any', reason: '月度维修汇总' },
  })) as Buffer;
  assert.equal(sheet.subarray(0, 2).toString(), 'PK');
  const { rows } = await s.database.pool.query(
    `select detail from audit where action = 'tickets.exported'`,
  );
  assert.equal(rows[0]?.detail.reason, '月度维修汇总');
});

test('a terminal that is taken down takes its open tickets along; whoever leaves leaves theirs to others', async () => {
  const admin = await s.as('admin');
  const { terminals } = await admin.call('listTerminals');
  const gone = terminals.find((t) => t.name.startsWith('T02'));
  assert.ok(gone);
  const params = { terminalId: gone.id };
  const [first, second] = [v7(), v7()];
  for (const id of [first, second]) {
    await admin.call('openTicket', { params, body: { id, words: '指示灯不亮' } });
  }
  const people = await s.database.pool.query(`select id from person where login = 'nightguard'`);
  const leaverId: string = people.rows[0]?.id;
  const to = { personId: leaverId, basedOn: 1 };
  await admin.call('assignTicket', { params: { ticketId: first }, body: to });
  const leaver = { memberId: leaverId };
  const { version } = await admin.call('showLeaving', { params: leaver });
  const body = { basedOn: version, successors: [], acceptEmpty: true };
  await admin.call('leavePerson', { params: leaver, body });
  await soon(async () => assert.equal((await show(first)).ticket.assigneeId, null));
  assert.deepEqual(await storyOf(first), ['opened', 'assigned', 'givenBack']);
  const at = { schoolId: gone.schoolId, placedTerminalId: gone.id };
  await admin.call('removeTerminal', { params: at, body: { removed: true } });
  for (const id of [first, second]) {
    await soon(async () => assert.equal((await show(id)).ticket.result, 'removed'));
  }
});

test('nobody sees, takes or closes tickets of schools that are not theirs', async () => {
  const [ticket] = await list(guard);
  const params = { ticketId: ticket?.id ?? '' };
  const guard2 = await s.as('guard2');
  assert.deepEqual(await list(guard2), []);
  const unknown = { code: 'subject.unknown' };
  await assert.rejects(guard2.call('showTicket', { params }), unknown);
  const close = { result: 'repaired', words: '…', basedOn: 1 } as const;
  await assert.rejects(guard2.call('closeTicket', { params, body: close }), unknown);
  const note = { id: v7(), words: '…' };
  await assert.rejects(guard2.call('noteTicket', { params, body: note }), unknown);
  const officer = await s.as('officer');
  const denied = { code: 'permission.denied' };
  await assert.rejects(officer.call('noteTicket', { params, body: note }), denied);
  await assert.rejects((await s.as('teacher')).call('showTicket', { params }), denied);
  const far = await s.as('leader2');
  const open = { params: { terminalId }, body: { id: v7(), words: '…' } };
  await assert.rejects(far.call('openTicket', open), unknown);
});
