import assert from 'node:assert/strict';
import type { Fact } from '@anyuan/contracts/facts.ts';
import type { IncidentFact } from '@anyuan/contracts/incident-facts.ts';
import type { Alarm } from '@anyuan/core/alarm/alarm.ts';
import { dueAtOf, type Incident, isClosed } from '@anyuan/core/incident/incident.ts';
import { type PlaybookRun, remindersMax } from '@anyuan/core/playbook/run.ts';
import { incidentOf, type Loop } from './loop-world.ts';

/** No silent open alarm, no forgotten step, no incident without a next one. */
export function checkNextSteps({ alarms, runs, incidents, now }: Loop): void {
  for (const alarm of alarms.values()) {
    const isOpen = alarm.state !== 'closed';
    assert.equal(alarm.dueAt !== null, isOpen, 'an open alarm without a next step');
    assert.ok(alarm.dueAt === null || alarm.dueAt > now, 'the next step of an alarm is past');
  }
  for (const run of runs.values()) {
    const isOpen = run.steps.some((s) => !s.done && s.reminded < remindersMax);
    const isChased = isOpen && run.endedAt === null;
    assert.equal(run.dueAt !== null, isChased, 'a step that nobody is reminded of');
  }
  for (const incident of incidents.values()) {
    const dueAt = dueAtOf(incident);
    assert.equal(dueAt === null, isClosed(incident), 'an open incident without a next step');
    assert.ok(dueAt === null || Number.isFinite(dueAt), 'an incident that is never due');
  }
}

/** What the facts alone say must be what the rows say: then none was lost and none invented. */
export function checkRecord(loop: Loop): void {
  const ofAlarm = Map.groupBy(loop.facts, (f) => ('alarmId' in f ? f.alarmId : null));
  for (const alarm of loop.alarms.values()) {
    const facts = ofAlarm.get(alarm.id) ?? [];
    checkAlarm(alarm, facts);
    const run = loop.runs.get(alarm.id);
    assert.ok(run, 'an alarm without its playbook');
    checkRun(run, facts);
    const isTaken = alarm.verdict === 'true' && !loop.waiting.includes(alarm.id);
    if (isTaken) assert.ok(incidentOf(loop, alarm.id), 'a true alarm without an incident');
  }
  const told = tellAgain(loop.facts);
  assert.deepEqual([...told.keys()].sort(), [...loop.incidents.keys()].sort());
  for (const incident of loop.incidents.values()) checkIncident(incident, told);
}

function checkAlarm(alarm: Alarm, facts: readonly Fact[]): void {
  const states = new Map<string, string>();
  const count = { closed: 0, merged: 0, raised: 0, rang: 0, reviewed: 0 };
  for (const f of facts) {
    if (f.type === 'dispatch.called') {
      for (const p of f.people) if (!states.has(p.personId)) states.set(p.personId, 'called');
    } else if (f.type === 'alarm.accepted') states.set(f.personId, 'accepted');
    else if (f.type === 'alarm.declined') states.set(f.personId, 'declined');
    else if (f.type === 'response.arrived') states.set(f.personId, 'arrived');
    else if (f.type === 'alarm.closed') count.closed++;
    else if (f.type === 'alarm.merged') count.merged++;
    else if (f.type === 'alarm.raised') count.raised++;
    else if (f.type === 'alarm.rang') count.rang++;
    else if (f.type === 'review.concluded') count.reviewed++;
  }
  assert.deepEqual(new Map(alarm.people.map((p) => [p.personId, p.state])), states);
  assert.deepEqual(count, {
    closed: alarm.state === 'closed' ? 1 : 0,
    merged: alarm.detectionIds.length - 1,
    raised: 1,
    rang: alarm.times.t3 === null ? 0 : 1,
    reviewed: alarm.times.t8 === null ? 0 : 1,
  });
}

function checkRun({ playbook, steps }: PlaybookRun, facts: readonly Fact[]): void {
  const ticks = new Map<string, boolean>();
  let reminders = 0;
  for (const f of facts) {
    if (f.type === 'playbook.ticked') ticks.set(`${f.step} ${f.item}`, f.done);
    else if (f.type === 'playbook.stepOverdue') reminders++;
  }
  const reminded = steps.reduce((sum, s) => sum + s.reminded, 0);
  assert.equal(reminded, reminders);
  for (const [i, step] of playbook.steps.entries()) {
    for (const [j] of step.items.entries()) {
      assert.equal(steps[i]?.items[j] != null, ticks.get(`${step.key} ${j}`) === true);
    }
  }
}

/** An incident as the facts alone tell it. */
interface Told {
  state: string;
  alarms: Set<string>;
  people: Set<string>;
  /** Order -> waiting for an answer, answered, or settled. */
  orders: Map<string, string>;
  /** Finding -> mended. */
  findings: Map<string, boolean>;
  isOffered: boolean;
  into: string | null;
  /** Steps of supervision that were told. */
  chased: number;
}

function tellAgain(facts: readonly Fact[]): Map<string, Told> {
  const told = new Map<string, Told>();
  const splits = new Map<string, readonly string[]>();
  for (const fact of facts) {
    if (!('incidentId' in fact)) continue;
    if (fact.type === 'incident.opened') {
      told.set(fact.incidentId, newlyTold(fact.alarmIds, splits.get(fact.incidentId) ?? []));
    }
    const one = told.get(fact.incidentId);
    assert.ok(one, `${fact.type} before incident.opened`);
    if (fact.type === 'incident.split') splits.set(fact.newId, fact.involvedIds);
    else if (fact.type === 'incident.merged') join(one, told.get(fact.otherId));
    tellState(one, fact);
    tellParts(one, fact);
  }
  return told;
}

function newlyTold(alarmIds: readonly string[], involvedIds: readonly string[]): Told {
  return {
    state: 'reported',
    alarms: new Set(alarmIds),
    people: new Set(involvedIds),
    orders: new Map(),
    findings: new Map(),
    isOffered: false,
    into: null,
    chased: 0,
  };
}

function join(into: Told, other: Told | undefined): void {
  assert.ok(other);
  for (const id of other.alarms) into.alarms.add(id);
  for (const id of other.people) into.people.add(id);
  for (const [id, state] of other.orders) into.orders.set(id, state);
  for (const [id, done] of other.findings) into.findings.set(id, done);
  other.people.clear();
  other.orders.clear();
  other.findings.clear();
}

function tellState(one: Told, fact: IncidentFact): void {
  const { type } = fact;
  if (type === 'incident.assessed' && one.state === 'reported') one.state = 'assessed';
  else if (type === 'incident.handled' || type === 'incident.reopened') one.state = 'handling';
  else if (type === 'incident.concluded') one.state = 'concluded';
  else if (type === 'incident.reviewed') one.state = 'reviewed';
  else if (type === 'incident.mergedInto') one.into = fact.intoId;
  else if (type === 'incident.offered') one.isOffered = true;
  else if (type === 'incident.accepted' || type === 'incident.returned') one.isOffered = false;
  else if (type === 'incident.reminded' || type === 'incident.climbed') one.chased++;
}

function tellParts(one: Told, fact: IncidentFact): void {
  const { type } = fact;
  if (type === 'incident.linked' && fact.linkedAlarmId) one.alarms.add(fact.linkedAlarmId);
  else if (type === 'incident.split') {
    for (const id of fact.alarmIds) one.alarms.delete(id);
    for (const id of fact.involvedIds) one.people.delete(id);
  } else if (type === 'incident.personAdded') one.people.add(fact.involvedId);
  else if (type === 'incident.personRemoved') one.people.delete(fact.involvedId);
  else if (type === 'incident.ordered') one.orders.set(fact.orderId, 'waiting');
  else if (type === 'incident.orderAnswered') one.orders.set(fact.orderId, 'answered');
  else if (type === 'incident.orderSettled') one.orders.set(fact.orderId, 'settled');
  else if (type === 'incident.findingRecorded') one.findings.set(fact.findingId, false);
  else if (type === 'incident.findingDone') one.findings.set(fact.findingId, true);
}

const stateOfOrder = (o: Incident['orders'][number]) =>
  o.settledAt !== null ? 'settled' : o.answeredAt !== null ? 'answered' : 'waiting';

function checkIncident(incident: Incident, told: ReadonlyMap<string, Told>): void {
  const { state, alarmIds, people, orders, findings, offer, mergedIntoId, chase } = incident;
  const said = told.get(incident.id);
  assert.ok(said);
  const { chased, ...rest } = said;
  assert.deepEqual(rest, {
    state,
    alarms: new Set(alarmIds),
    people: new Set(people.map((p) => p.id)),
    orders: new Map(orders.map((o) => [o.id, stateOfOrder(o)])),
    findings: new Map(findings.map((f) => [f.id, f.doneAt !== null])),
    isOffered: offer !== null,
    into: mergedIntoId,
  });
  // A short time before the deadline skips the reminder, so the count may be one ahead.
  assert.ok((chase?.steps ?? 0) <= chased + 1, 'a step of supervision that was not told');
}
