import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defaultDeadlines } from '@anyuan/contracts/incident.ts';
import type { IncidentFact } from '@anyuan/contracts/incident-facts.ts';
import fc from 'fast-check';
import {
  type Context,
  type DeadlineRules,
  type Decision,
  dueAtOf,
  type Incident,
  isClosed,
} from './incident.ts';
import { link, merge, split } from './join.ts';
import { acceptIncident, offerIncident, returnIncident } from './offer.ts';
import { openIncident } from './open.ts';
import { answerOrder, finishFinding, review, setOrder, settleOrder } from './orders.ts';
import { nameFor, shortName } from './redact.ts';
import { superviseStep } from './supervise.ts';
import { addInvolved, assess, assign, conclude, handle, removeInvolved, reopen } from './work.ts';

const rules = Object.fromEntries(defaultDeadlines.map((r) => [r.stage, r])) as DeadlineRules;
const hearers = {
  ladder: [['owner'], ['leader'], ['bureau', 'education']],
  ring: ['duty'],
} as const;
const start = 1_000_000;
const minuteMs = 60_000;
const at = (now: number, side: 'school' | 'police' = 'school'): Context => ({
  now,
  personId: 'p',
  side,
  rules,
  duty: { school: ['guard'], police: ['command'] },
});

const opening = (id: string, alarmIds: string[] = [`alarm-${id}`]) => ({
  id,
  alarmIds,
  schoolId: 's',
  source: 'alarm' as const,
  alarmKind: 'actual' as const,
  kind: 'fight' as const,
  title: id,
  place: '',
  content: '',
  occurredAt: start,
  raisedBy: 'school' as const,
  shared: true,
  offered: false,
});

function the(decision: Decision): Incident {
  assert.ok(decision.ok, JSON.stringify(decision));
  const [incident] = decision.incidents;
  assert.ok(incident);
  return incident;
}

/** Takes every step until `until`, collecting what was said. */
function travel(incident: Incident, until: number): { incident: Incident; facts: IncidentFact[] } {
  const facts: IncidentFact[] = [];
  let now = incident;
  for (let due = dueAtOf(now); due !== null && due <= until; due = dueAtOf(now)) {
    const stepped = superviseStep(now, hearers, due);
    facts.push(...stepped.facts);
    now = stepped.incident;
  }
  return { incident: now, facts };
}

test('an incident nobody assesses: reminded, at the deadline, then the leader, then both bureaus', () => {
  const opened = the(openIncident(opening('a'), at(start)));
  const { facts } = travel(opened, start + 180 * minuteMs);
  const said = facts.map((f) => (f.type === 'incident.climbed' ? f.rung : 'what' in f && f.what));
  assert.deepEqual(said, ['before', 'at', 1, 2, 2, 2]);
  const last = facts.at(-1);
  assert.deepEqual(last && 'people' in last && last.people, [
    'owner',
    'leader',
    'bureau',
    'education',
  ]);
});

test('where no leader is known the bureaus hear it in their place', () => {
  const opened = the(openIncident(opening('a'), at(start)));
  const late = travel(opened, start + 70 * minuteMs).incident;
  const { facts } = superviseStep(
    late,
    { ...hearers, ladder: [['owner'], [], ['bureau']] },
    dueAtOf(late) ?? 0,
  );
  assert.deepEqual(facts[0] && 'people' in facts[0] && facts[0].people, ['owner', 'bureau']);
});

test('states go forward only; a leader takes a reviewed one up again and says why', () => {
  const opened = the(openIncident(opening('a'), at(start)));
  assert.deepEqual(handle(opened, 'x', at(start)), { ok: false, code: 'incident.notAssessed' });
  const how = { kind: 'fight', level: 3, grade: 'yellow', assessment: 'x' } as const;
  const assessed = the(assess(opened, how, at(start + 1)));
  assert.equal(assessed.chase?.deadlineAt, start + 4320 * minuteMs, 'counts from the report');
  const handled = the(handle(assessed, 'x', at(start + 2)));
  assert.deepEqual(conclude(handled, 'x', at(start, 'police')), {
    ok: false,
    code: 'incident.notHolder',
  });
  const concluded = the(conclude(handled, 'x', at(start + 3)));
  assert.deepEqual(assess(concluded, how, at(start)), { ok: false, code: 'incident.concluded' });
  const finding = { id: 'f', problem: 'p', measure: 'm', ownerId: 'o', dueAt: start + 100 };
  const reviewed = the(review(concluded, { conclusion: 'c', findings: [finding] }, at(start + 4)));
  assert.equal(dueAtOf(reviewed), null);
  const again = the(reopen(reviewed, 'new witness', at(start + 5)));
  assert.equal(again.state, 'handling');
  assert.ok(dueAtOf(again) !== null);
});

test('an instruction is chased until answered, and holds up the review until settled', () => {
  const opened = the(openIncident(opening('a'), at(start)));
  const how = { kind: 'fight', level: 3, grade: 'blue', assessment: 'x' } as const;
  const concluded = the(conclude(the(assess(opened, how, at(start))), 'x', at(start)));
  const dueAt = start + 10 * minuteMs;
  const ordered = the(setOrder(concluded, { id: 'o', instruction: 'i', dueAt }, at(start)));
  const { incident, facts } = travel(ordered, dueAt + 2 * 1440 * minuteMs);
  assert.ok(facts.some((f) => f.type === 'incident.climbed' && f.orderId === 'o' && f.rung === 2));
  const answered = the(answerOrder(incident, { orderId: 'o', answer: 'a' }, at(dueAt)));
  assert.deepEqual(review(answered, { conclusion: 'c', findings: [] }, at(dueAt)), {
    ok: false,
    code: 'incident.ordersOpen',
  });
  const settled = the(settleOrder(answered, 'o', at(dueAt)));
  assert.equal(
    the(review(settled, { conclusion: 'c', findings: [] }, at(dueAt))).state,
    'reviewed',
  );
});

test('handed over it rings every minute until the other side answers; who had it keeps it till then', () => {
  const opened = the(openIncident({ ...opening('a'), shared: false, offered: true }, at(start)));
  assert.deepEqual([opened.shared, opened.holder, opened.offer?.to], [true, 'school', 'police']);
  const { incident, facts } = travel(opened, start + 3 * minuteMs);
  assert.deepEqual(
    facts.map((f) => f.type),
    Array(3).fill('incident.offerRang'),
  );
  assert.deepEqual(facts[2] && 'people' in facts[2] && facts[2].people, [
    'duty',
    'bureau',
    'education',
  ]);
  assert.equal(acceptIncident(incident, at(start)).ok, false);
  const taken = the(acceptIncident(incident, at(start, 'police')));
  assert.deepEqual([taken.holder, taken.offer, taken.ownerId], ['police', null, 'p']);
  const back = the(offerIncident(taken, 'yours', at(start, 'police')));
  const kept = the(returnIncident(back, 'no', at(start)));
  assert.deepEqual([kept.holder, kept.offer], ['police', null]);
});

test('names of minors are short for everybody, others for who only watches', () => {
  assert.equal(shortName('王小明'), '王*');
  const child = { name: '王小明', minor: true };
  assert.deepEqual(nameFor(child, { mayHandle: true }), { name: '王*', shortened: true });
  const adult = { name: '李四', minor: false };
  assert.deepEqual(nameFor(adult, { mayHandle: true }), { name: '李四', shortened: false });
  assert.deepEqual(nameFor(adult, { mayHandle: false }), { name: '李*', shortened: true });
});

const number = fc.nat(1_000_000);
const command = fc.record({ what: fc.nat(17), which: number, other: number, wait: fc.nat(400) });
type Command = { what: number; which: number; other: number; wait: number };
const pick = <T>(from: readonly T[], n: number): T | undefined => from[n % (from.length || 1)];

function decide(c: Command, all: Incident[], id: string, context: Context): Decision {
  const one = pick(all, c.which) as Incident;
  const two = pick(all, c.other) as Incident;
  const order = pick(one.orders, c.other)?.id ?? 'none';
  const soon = context.now + (c.other % 500) * minuteMs;
  const grade = pick(['red', 'orange', 'yellow', 'blue'] as const, c.other) ?? 'red';
  const how = { kind: 'fight', level: 2, grade, assessment: 'x' } as const;
  const findings = [{ id, problem: 'p', measure: 'm', ownerId: 'o', dueAt: soon }];
  const decisions: (() => Decision)[] = [
    () => openIncident({ ...opening(id), offered: c.other % 2 === 0 }, context),
    () => assess(one, how, context),
    () => handle(one, 'x', context),
    () => conclude(one, 'x', context),
    () => review(one, { conclusion: 'x', findings }, context),
    () => reopen(one, 'x', context),
    () => assign(one, { ownerId: 'o', deadlineAt: c.other % 2 ? soon : null }, context),
    () => setOrder(one, { id, instruction: 'x', dueAt: soon }, context),
    () => answerOrder(one, { orderId: order, answer: 'x' }, context),
    () => settleOrder(one, order, context),
    () => offerIncident(one, 'x', context),
    () => acceptIncident(one, context),
    () => returnIncident(one, 'x', context),
    () => addInvolved(one, { id, minor: true, part: 'victim' }, context),
    () => removeInvolved(one, pick(one.people, c.other)?.id ?? 'none', context),
    () => link(one, { alarmId: c.other % 2 ? id : null, what: 'x' }, context),
    () => merge({ into: one, other: two, why: 'x' }, context),
    () =>
      split(
        one,
        {
          newId: id,
          title: 'x',
          alarmIds: one.alarmIds.filter((_, i) => (c.other >> i) & 1),
          involvedIds: one.people.filter((_, i) => (c.other >> i) & 1).map((p) => p.id),
          why: 'x',
        },
        context,
      ),
  ];
  if (c.other % 7 === 0) return finishFinding(one, { findingId: 'none', result: 'x' }, context);
  return decisions[c.what]?.() as Decision;
}

/** What the facts alone say of each incident: if it differs from the incident, a fact was lost. */
function replay(facts: readonly IncidentFact[]) {
  const told = new Map<string, { state: string; orders: number; into: string | null }>();
  for (const f of facts) {
    if (!('incidentId' in f)) continue;
    if (f.type === 'incident.opened') {
      told.set(f.incidentId, { state: 'reported', orders: 0, into: null });
    }
    const one = told.get(f.incidentId);
    assert.ok(one, `${f.type} before incident.opened`);
    if (f.type === 'incident.assessed' && one.state === 'reported') one.state = 'assessed';
    if (f.type === 'incident.handled' || f.type === 'incident.reopened') one.state = 'handling';
    if (f.type === 'incident.concluded') one.state = 'concluded';
    if (f.type === 'incident.reviewed') one.state = 'reviewed';
    if (f.type === 'incident.ordered') one.orders++;
    if (f.type === 'incident.mergedInto') one.into = f.intoId;
    if (f.type === 'incident.merged') one.orders += told.get(f.otherId)?.orders ?? 0;
  }
  return told;
}

function run(commands: readonly Command[]): void {
  let now = start;
  const context = (c: Command) => at(now, c.which % 3 === 0 ? 'police' : 'school');
  const facts: IncidentFact[] = [];
  const all = new Map<string, Incident>();
  const take = (d: Decision) => {
    if (!d.ok) return;
    assert.equal(d.incidents.length > 0, d.facts.length > 0, 'a change is told, nothing else is');
    for (const i of d.incidents) {
      assert.ok(i.version > (all.get(i.id)?.version ?? 0), 'the version grows');
      all.set(i.id, i);
    }
    facts.push(...d.facts);
  };
  take(openIncident(opening('first'), at(now)));
  for (const [n, c] of commands.entries()) {
    now += c.wait * minuteMs;
    for (const incident of all.values()) {
      const stepped = superviseStep(incident, hearers, now);
      assert.equal(stepped.incident !== incident, stepped.facts.length > 0);
      all.set(incident.id, stepped.incident);
      facts.push(...stepped.facts);
    }
    take(decide(c, [...all.values()], `id-${n}`, context(c)));
    for (const incident of all.values()) {
      const due = dueAtOf(incident);
      assert.equal(due === null, isClosed(incident), 'open: always a next due time');
      assert.ok(due === null || Number.isFinite(due));
    }
  }
  const told = replay(facts);
  assert.deepEqual([...told.keys()].sort(), [...all.keys()].sort());
  for (const incident of all.values()) {
    const said = told.get(incident.id);
    assert.equal(said?.state, incident.state);
    assert.equal(said?.into, incident.mergedIntoId);
    if (!incident.mergedIntoId) assert.equal(said?.orders, incident.orders.length);
  }
}

test('random commands lose no fact and leave no open incident without a next due time', () => {
  const numRuns = 20_000;
  fc.assert(
    fc.property(fc.array(command, { maxLength: 12 }), (commands) => run(commands)),
    { numRuns },
  );
});
