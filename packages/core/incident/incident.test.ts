import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defaultDeadlines } from '@anyuan/contracts/incident.ts';
import type { IncidentFact } from '@anyuan/contracts/incident-facts.ts';
import {
  type Context,
  type DeadlineRules,
  type Decision,
  dueAtOf,
  type Incident,
} from './incident.ts';
import { acceptIncident, offerIncident, returnIncident } from './offer.ts';
import { openIncident } from './open.ts';
import { answerOrder, review, setOrder, settleOrder } from './orders.ts';
import { nameFor, shortName } from './redact.ts';
import { superviseStep } from './supervise.ts';
import { assess, conclude, handle, reopen } from './work.ts';

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
