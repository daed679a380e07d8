import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { SelfTest } from '@anyuan/contracts/self-test.ts';
import {
  type Scenario,
  type ScenarioTerminal,
  soon,
  startScenario,
} from '@anyuan/testkit/scenario.ts';
import { v7 } from 'uuid';

let s: Scenario;
let terminal: ScenarioTerminal;
before(async () => {
  s = await startScenario();
  terminal = await s.terminal('T01');
});
after(() => s.end());

const resultOf = (over: Partial<SelfTest> = {}): SelfTest => ({
  v: 1,
  id: v7(),
  at: s.clock.now(),
  trigger: 'night',
  outcome: 'passed',
  skipped: null,
  measures: null,
  baseline: null,
  heard: { kind: 'scream', confidence: 3 },
  words: true,
  findings: [],
  ...over,
});

const asks = () => terminal.heard.filter((m) => m.leaf === 'ask');

async function latest() {
  const guard = await s.as('guard');
  const { terminals } = await guard.call('listSelfTests');
  return terminals.find((x) => x.terminalId === terminal.enrolment.terminalId);
}

test('a night is kept once, whatever is sent twice; a night without a result is missing', async () => {
  assert.deepEqual([(await latest())?.last, (await latest())?.missing], [null, false]);
  const passed = resultOf();
  await terminal.publish('selftest', passed);
  await terminal.publish('selftest', passed);
  const failed = resultOf({ outcome: 'failed', findings: ['speaker.unheard'] });
  await s.advance(1);
  await terminal.publish('selftest', failed);
  assert.equal((await latest())?.last?.result.id, failed.id);
  const guard = await s.as('guard');
  const { terminalId } = terminal.enrolment;
  const { runs } = await guard.call('showSelfTests', { params: { terminalId } });
  assert.deepEqual(
    runs.map((r) => r.result.id),
    [failed.id, passed.id],
  );
  s.clock.jump(25 * 3_600_000);
  assert.equal((await latest())?.missing, false);
  s.clock.jump(2 * 3_600_000);
  assert.equal((await latest())?.missing, true);
});

test('what is no result is refused and breaks nothing; nobody sees other schools', async () => {
  for (const bytes of ['', '{', '{"v":1}', 'x'.repeat(10_000)]) {
    await terminal.publish('selftest', bytes);
  }
  const before = await latest();
  await terminal.publish('selftest', { ...resultOf(), findings: ['made.up'] });
  assert.equal((await latest())?.last?.result.id, before?.last?.result.id);
  const guard2 = await s.as('guard2');
  const { terminals } = await guard2.call('listSelfTests');
  assert.ok(terminals.every((x) => x.terminalId !== terminal.enrolment.terminalId));
});

test('what the self-test found is a fault with a ticket, and ends with it', async () => {
  const leader = await s.as('leader');
  const fault = (cleared: boolean) => ({
    v: 1,
    id: v7(),
    at: s.clock.now(),
    code: 'microphone.blocked',
    cleared,
    detail: '',
  });
  const tickets = async (view: 'open' | 'closed') =>
    (await leader.call('listTickets', { query: { view, code: 'microphone.blocked' } })).tickets;
  await terminal.publish('fault', fault(false));
  await soon(async () => assert.equal((await tickets('open')).length, 1));
  await terminal.publish('fault', fault(true));
  await soon(async () => assert.equal((await tickets('closed')).length, 1));
});

test('asked from the console it is told at once; a terminal that is away is said to be', async () => {
  const guard = await s.as('guard');
  const params = { terminalId: terminal.enrolment.terminalId };
  await terminal.publish('status', { v: 1, online: true, at: s.clock.now() });
  await s.advance(3);
  await guard.call('askSelfTest', { params });
  const [ask] = await soon(() => {
    assert.equal(asks().length, 1);
    return asks();
  });
  assert.equal(ask?.value.what, 'selfTest');
  assert.ok(Number(ask?.value.expiresAt) > s.clock.now());
  const teacher = await s.as('teacher');
  await assert.rejects(teacher.call('askSelfTest', { params }), { code: 'permission.denied' });
  await terminal.publish('status', { v: 1, online: false, at: s.clock.now() });
  await s.advance(3);
  await assert.rejects(guard.call('askSelfTest', { params }), { code: 'terminal.offline' });
  assert.equal(asks().length, 1);
});

test('its history tells when it was there and what its self-tests said', async () => {
  const guard = await s.as('guard');
  const params = { terminalId: terminal.enrolment.terminalId };
  const { events, onlinePart } = await guard.call('showTerminalHistory', { params });
  const types = events.map((e) => e.type);
  for (const type of ['terminal.online', 'terminal.offline', 'terminal.selfTested'] as const) {
    assert.ok(types.includes(type), type);
  }
  assert.ok(events.some((e) => e.code === 'failed'));
  assert.ok(onlinePart !== null && onlinePart > 0 && onlinePart < 1);
  const far = await s.as('guard2');
  await assert.rejects(far.call('showTerminalHistory', { params }), { code: 'subject.unknown' });
});
