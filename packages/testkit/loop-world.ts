import assert from 'node:assert/strict';
import { defaultPlan, type Plan, posts } from '@anyuan/contracts/alarm.ts';
import type { Fact } from '@anyuan/contracts/facts.ts';
import { defaultDeadlines, type Side } from '@anyuan/contracts/incident.ts';
import type { Alarm } from '@anyuan/core/alarm/alarm.ts';
import type { Duty } from '@anyuan/core/dispatch/duty.ts';
import { stepAlarm } from '@anyuan/core/dispatch/step.ts';
import { takeTrueAlarm } from '@anyuan/core/incident/from-alarm.ts';
import {
  type Context,
  type DeadlineRules,
  dueAtOf,
  type Incident,
  type Decision as IncidentDecision,
} from '@anyuan/core/incident/incident.ts';
import { superviseStep } from '@anyuan/core/incident/supervise.ts';
import { endRun, type PlaybookRun, remind } from '@anyuan/core/playbook/run.ts';
import type { Response } from '@anyuan/core/response/respond.ts';

/**
 * The whole loop in memory: alarms, the people who answer, playbooks, and the incidents that true
 * alarms become, with the decisions of the product and with time. A tape of numbers is read as
 * commands: quick to make, and a failure shrinks to the fewest that still fail.
 */
export interface Loop {
  alarms: Map<string, Alarm>;
  runs: Map<string, PlaybookRun>;
  incidents: Map<string, Incident>;
  facts: Fact[];
  /** Ids of alarms whose end is on its way to the incidents; some come twice. */
  waiting: string[];
  now: number;
}

/** Reads the tape; past its end it gives zeros. */
export function readerOf(tape: readonly number[]) {
  let at = 0;
  const below = (n: number) => (tape[at++] ?? 0) % n;
  return {
    below,
    pick: <T>(values: readonly T[]): T => values[below(values.length)] as T,
    left: () => at < tape.length,
  };
}
export type Reader = ReturnType<typeof readerOf>;

export const people = ['p0', 'p1', 'p2', 'p3', 'p4', 'p5'];
const callable = posts.filter((p) => p !== 'volunteer');
const minuteMs = 60_000;
const dayMs = 86_400_000;

export function newLoop(): Loop {
  return {
    alarms: new Map(),
    runs: new Map(),
    incidents: new Map(),
    facts: [],
    waiting: [],
    now: 1_000_000,
  };
}

/** Anybody may be on duty anywhere and out of reach, nobody too. */
export function dutyFrom(r: Reader): Duty {
  const bits = r.below(4096);
  const onDuty = callable.flatMap((post, i) =>
    bits & (1 << (i % 7))
      ? [{ personId: people[(bits + i) % people.length] as string, post, buildingId: null }]
      : [],
  );
  const unreachable = new Set(people.filter((_p, i) => (bits >> 6) & (1 << i)));
  return { onDuty, buildingId: null, unreachable };
}

export function planFrom(r: Reader): Plan {
  const tiers = defaultPlan.tiers.slice(0, 1 + r.below(3));
  const closeWithinSec = 30 + r.below(300);
  return {
    ...defaultPlan,
    closeWithinSec,
    tiers: tiers.map((t) => ({ ...t, needed: 1 + r.below(3) })),
  };
}

const rules = Object.fromEntries(defaultDeadlines.map((d) => [d.stage, d])) as DeadlineRules;
const hearers = { ladder: [['owner'], ['leader'], ['bureau']], ring: ['duty'] } as const;

/** Who acts on an incident now. */
export function contextOf(loop: Loop, personId: string, side: Side): Context {
  const duty = { school: ['leader'], police: ['command'] };
  return { now: loop.now, personId, side, rules, duty };
}

export function takeAlarm(loop: Loop, decision: ReturnType<typeof stepAlarm>): void {
  if (!decision.ok) return;
  const { alarm, facts } = decision;
  const before = loop.alarms.get(alarm.id);
  if (before === alarm) return void assert.equal(facts.length, 0, 'a fact of nothing');
  assert.ok(alarm.version > (before?.version ?? 0), 'the version of an alarm grows');
  loop.alarms.set(alarm.id, alarm);
  loop.facts.push(...facts);
  if (alarm.state !== 'closed' || before?.state === 'closed') return;
  const run = loop.runs.get(alarm.id);
  if (run) loop.runs.set(alarm.id, endRun(run, loop.now));
  loop.waiting.push(alarm.id);
}

export function takeIncidents(loop: Loop, decision: IncidentDecision): void {
  if (!decision.ok) return;
  const { incidents, facts } = decision;
  assert.equal(incidents.length > 0, facts.length > 0, 'a change is told, nothing else is');
  for (const i of incidents) {
    assert.ok(i.version > (loop.incidents.get(i.id)?.version ?? 0), 'the version grows');
    loop.incidents.set(i.id, i);
  }
  loop.facts.push(...facts);
}

/** The incident that has this alarm: one at most, which the table keeps (`incident_alarm`). */
export function incidentOf(loop: Loop, alarmId: string): Incident | null {
  for (const i of loop.incidents.values()) {
    if (i.mergedIntoId === null && i.alarmIds.includes(alarmId)) return i;
  }
  return null;
}

/** The end of an alarm reaches the incidents: at least once, so it must bear a repeat. */
export function deliver(loop: Loop, twice: boolean): void {
  const waiting = twice ? loop.waiting.flatMap((id) => [id, id]) : loop.waiting;
  loop.waiting = [];
  for (const alarmId of waiting) {
    const alarm = loop.alarms.get(alarmId);
    if (alarm?.verdict !== 'true' || incidentOf(loop, alarmId) !== null) continue;
    const { id, schoolId, kind, alarmKind, times } = alarm;
    const taken = { id, schoolId, kind, alarmKind, place: 'z', occurredAt: times.t0 ?? loop.now };
    // One of half an hour, as on record; it may have been closed since it was looked up.
    const recent = [...loop.incidents.values()].filter(
      (i) => loop.now - i.times.reportedAt < 30 * minuteMs,
    );
    const repeatOf = recent[0] ?? null;
    const newId = `of ${alarmId}`;
    takeIncidents(loop, takeTrueAlarm(taken, { repeatOf, newId }, contextOf(loop, '', 'school')));
  }
}

/** Time passes; whatever is due on the way is done at its due time, as the timers do. */
export function passTime(loop: Loop, duty: Duty, wanted: number): void {
  deliver(loop, false);
  const until = loop.now + Math.min(wanted, longestWaitMs(loop));
  for (let dueAt = nextDue(loop); dueAt <= until; dueAt = nextDue(loop)) {
    loop.now = Math.max(loop.now, dueAt);
    for (const alarm of loop.alarms.values()) stepOne(loop, alarm, duty);
    for (const incident of loop.incidents.values()) superviseOne(loop, incident);
  }
  loop.now = until;
}

/** With something that rings each minute a day is thousands of steps: there minutes say as much. */
function longestWaitMs({ alarms, incidents }: Loop): number {
  if ([...alarms.values()].some((a) => a.state !== 'closed')) return 4 * minuteMs;
  return [...incidents.values()].some((i) => i.offer !== null) ? 10 * minuteMs : 3 * dayMs;
}

function nextDue({ alarms, runs, incidents }: Loop): number {
  let dueAt = Number.POSITIVE_INFINITY;
  for (const alarm of alarms.values()) dueAt = Math.min(dueAt, alarm.dueAt ?? dueAt);
  for (const run of runs.values()) dueAt = Math.min(dueAt, run.dueAt ?? dueAt);
  for (const incident of incidents.values()) dueAt = Math.min(dueAt, dueAtOf(incident) ?? dueAt);
  return dueAt;
}

function stepOne(loop: Loop, alarm: Alarm, duty: Duty): void {
  const { now } = loop;
  if (alarm.dueAt !== null && alarm.dueAt <= now) {
    const stepped = stepAlarm(alarm, duty, now);
    assert.ok(stepped.ok && stepped.facts.length > 0, 'a due step without a fact');
    checkCalling(alarm, stepped.facts);
    takeAlarm(loop, stepped);
  }
  const run = loop.runs.get(alarm.id);
  if (!run || run.dueAt === null || run.dueAt > now) return;
  const reminded = remind(run, { people: alarm.people, duty }, now);
  loop.runs.set(alarm.id, reminded.run);
  loop.facts.push(...reminded.facts);
}

function superviseOne(loop: Loop, incident: Incident): void {
  const dueAt = dueAtOf(incident);
  if (dueAt === null || dueAt > loop.now) return;
  const stepped = superviseStep(incident, hearers, loop.now);
  assert.ok(stepped.facts.length > 0, 'a due step of an incident that tells nobody');
  for (const f of stepped.facts) assert.ok(!('people' in f) || f.people.length > 0, f.type);
  takeIncidents(loop, { ok: true, incidents: [stepped.incident], facts: stepped.facts });
}

/** While fewer accepted than must come, each due step calls for those, or says that nobody is there. */
function checkCalling({ state, people: called, plan, tier }: Alarm, facts: readonly Fact[]): void {
  const needed = Math.max(...plan.tiers.slice(0, tier + 1).map((t) => t.needed ?? 1));
  const going = called.filter((p) => p.state === 'accepted' || p.state === 'arrived').length;
  if (state === 'handled' || going >= needed) return;
  const call = facts.find((f) => f.type === 'dispatch.called');
  const isLonely = facts.some((f) => f.type === 'dispatch.nobodyFound');
  assert.ok(call ? call.why !== 'arrivalOverdue' : isLonely, 'stopped calling too early');
}

/** Half of the answers lead on, so that stories get to their end; the others are anything. */
export function responseFrom(r: Reader, alarm: Alarm): Response {
  const personId = r.pick(people);
  const reason = r.below(4) === 0 ? '' : '已处置';
  const verdict = r.below(4) === 0 ? 'prank' : 'true';
  const close: Response = { type: 'close', personId, verdict, reason };
  const accept: Response = { type: 'accept', personId, post: 'guard' };
  const going = alarm.people.find((p) => p.state === 'accepted')?.personId ?? personId;
  const arrive: Response = { type: 'arrive', personId: going, method: 'qr' };
  if (r.below(2) === 0) {
    if (alarm.state === 'calling') return accept;
    return alarm.state === 'accepted' ? arrive : close;
  }
  const responses: Response[] = [
    accept,
    { type: 'decline', personId },
    arrive,
    { type: 'accept', personId, post: 'volunteer' },
    { type: 'handle', personId },
    close,
  ];
  return r.pick(responses);
}
