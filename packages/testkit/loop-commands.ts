import assert from 'node:assert/strict';
import type { Alarm } from '@anyuan/core/alarm/alarm.ts';
import type { ReceivedDetection } from '@anyuan/core/alarm/raise.ts';
import { takeDetections } from '@anyuan/core/alarm/take-detections.ts';
import type { Context, Decision, Incident } from '@anyuan/core/incident/incident.ts';
import { link, merge, split } from '@anyuan/core/incident/join.ts';
import { acceptIncident, offerIncident, returnIncident } from '@anyuan/core/incident/offer.ts';
import { openIncident } from '@anyuan/core/incident/open.ts';
import {
  answerOrder,
  finishFinding,
  review,
  setOrder,
  settleOrder,
} from '@anyuan/core/incident/orders.ts';
import {
  addInvolved,
  assess,
  assign,
  conclude,
  handle,
  removeInvolved,
  reopen,
} from '@anyuan/core/incident/work.ts';
import { openRun, tick } from '@anyuan/core/playbook/run.ts';
import { shippedPlaybooks } from '@anyuan/core/playbook/shipped.ts';
import { respond, ring } from '@anyuan/core/response/respond.ts';
import {
  contextOf,
  deliver,
  dutyFrom,
  incidentOf,
  type Loop,
  passTime,
  people,
  planFrom,
  type Reader,
  responseFrom,
  takeAlarm,
  takeIncidents,
} from './loop-world.ts';

const minuteMs = 60_000;
const alarmsMax = 3;
const incidentsMax = 4;

/** One command, read from the tape: somebody does something, or time passes. */
export function command(loop: Loop, r: Reader): void {
  const what = r.below(18);
  if (what === 0) hear(loop, r);
  else if (what < 6) answer(loop, r);
  else if (what === 6) tickOne(loop, r);
  else if (what === 7) ringOrReview(loop, r);
  else if (what < 14) work(loop, r);
  else if (what === 14) deliver(loop, r.below(2) === 0);
  else {
    const minutes = what === 15 ? r.below(60 * 24 * 3) : 0;
    passTime(loop, dutyFrom(r), minutes * minuteMs + r.below(120) * 1000);
  }
}

/** A terminal heard something: it joins an open alarm or raises one, as intake decides. */
export function hear(loop: Loop, r: Reader): void {
  const n = loop.facts.length;
  const all = [...loop.alarms.values()];
  const detection: ReceivedDetection = {
    id: `d${n}`,
    kind: r.pick(['scream', 'button', 'cry']),
    alarmKind: 'actual',
    confidence: 3,
    reasons: [],
    beganAt: loop.now,
    decidedAt: loop.now,
    terminalId: 't',
    schoolId: 's',
    zoneId: `z${r.below(2)}`,
  };
  const isFull = all.length >= alarmsMax;
  const open = all.filter((a) => a.state !== 'closed');
  if (isFull && !open.some((a) => a.zoneId === detection.zoneId && a.state !== 'handled')) return;
  const taken = takeDetections({
    detections: [detection],
    open,
    now: loop.now,
    newAlarmId: () => `a${n}`,
    planOf: () => planFrom(r),
    dutyOf: () => dutyFrom(r),
  });
  const [alarm] = [...taken.raised, ...taken.merged];
  assert.ok(alarm && taken.alarmOf.get(detection.id) === alarm.id, 'a detection without an alarm');
  takeAlarm(loop, { ok: true, alarm, facts: taken.facts.map((f) => f.fact) });
  if (taken.merged.length > 0) return;
  const { playbook } = r.pick(shippedPlaybooks);
  const at = { alarmId: alarm.id, schoolId: 's', zoneId: alarm.zoneId, openedAt: loop.now };
  const opened = openRun(at, playbook);
  loop.runs.set(alarm.id, opened.run);
  loop.facts.push(...opened.facts);
}

const anAlarm = (loop: Loop, r: Reader) => r.pick([...loop.alarms.values()]) as Alarm | undefined;

function answer(loop: Loop, r: Reader): void {
  const alarm = anAlarm(loop, r);
  if (alarm) takeAlarm(loop, respond(alarm, responseFrom(r, alarm), dutyFrom(r), loop.now));
}

function ringOrReview(loop: Loop, r: Reader): void {
  const alarm = anAlarm(loop, r);
  if (!alarm) return;
  const personId = r.pick(people);
  const words = { type: 'review', personId, conclusion: '已复盘' } as const;
  const isClosed = alarm.state === 'closed';
  if (isClosed && alarm.times.t8 !== null) return;
  takeAlarm(
    loop,
    isClosed ? respond(alarm, words, dutyFrom(r), loop.now) : ring(alarm, personId, loop.now),
  );
}

function tickOne(loop: Loop, r: Reader): void {
  const run = loop.runs.get(anAlarm(loop, r)?.id ?? '');
  if (!run) return;
  const step = r.pick(run.playbook.steps);
  const item = r.below(2) === 0 || step.items.length === 0 ? null : r.below(step.items.length);
  const by = { step: step.key, item, done: r.below(4) > 0, personId: r.pick(people) };
  const decided = tick(run, by, loop.now);
  if (!decided.ok) return void assert.equal(run.endedAt !== null, true);
  loop.runs.set(run.alarmId, decided.run);
  loop.facts.push(...decided.facts);
}

/** Somebody of either side works an incident, or enters one by hand. */
function work(loop: Loop, r: Reader): void {
  const all = [...loop.incidents.values()];
  const id = `i${loop.facts.length}`;
  const context = contextOf(loop, r.pick(people), r.below(3) === 0 ? 'police' : 'school');
  if (all.length === 0 || (all.length < incidentsMax && r.below(12) === 0)) {
    takeIncidents(loop, byHand(loop, r, id, context));
  } else takeIncidents(loop, decide(loop, r, { all, id, context }));
}

/** An alarm that no incident has yet, or none: an alarm belongs to one incident. */
function freeAlarm(loop: Loop, r: Reader): string | null {
  const alarm = anAlarm(loop, r);
  return alarm && incidentOf(loop, alarm.id) === null ? alarm.id : null;
}

function byHand(loop: Loop, r: Reader, id: string, context: Context): Decision {
  const alarmId = freeAlarm(loop, r);
  const side = context.side ?? 'school';
  return openIncident(
    {
      id,
      schoolId: 's',
      alarmIds: alarmId === null ? [] : [alarmId],
      source: 'call',
      alarmKind: 'actual',
      kind: 'fight',
      title: '',
      place: '',
      content: '',
      occurredAt: loop.now,
      raisedBy: side,
      shared: alarmId !== null,
      offered: r.below(3) === 0,
    },
    context,
  );
}

interface Work {
  all: readonly Incident[];
  /** For whatever is made. */
  id: string;
  context: Context;
}

function decide(loop: Loop, r: Reader, { all, id, context }: Work): Decision {
  const one = r.pick(all);
  const soon = loop.now + r.below(500) * minuteMs;
  if (r.below(5) < 2) return leadOn(r, one, { id, soon, context });
  const order = r.pick(one.orders)?.id ?? 'none';
  const grade = r.pick(['red', 'orange', 'yellow', 'blue'] as const);
  const choices: (() => Decision)[] = [
    () => assess(one, { kind: 'fight', level: 2, grade, assessment: 'x' }, context),
    () => handle(one, 'x', context),
    () => conclude(one, 'x', context),
    () => review(one, { conclusion: 'x', findings: findingsFrom(r, id, soon) }, context),
    () => reopen(one, 'x', context),
    () => assign(one, { ownerId: r.pick(people), deadlineAt: r.below(2) ? soon : null }, context),
    () => setOrder(one, { id, instruction: 'x', dueAt: soon }, context),
    () => answerOrder(one, { orderId: order, answer: 'x' }, context),
    () => settleOrder(one, order, context),
    () => offerIncident(one, 'x', context),
    () => acceptIncident(one, context),
    () => returnIncident(one, 'x', context),
    () => addInvolved(one, { id, minor: true, part: 'victim' }, context),
    () => removeInvolved(one, r.pick(one.people)?.id ?? 'none', context),
    () => link(one, { alarmId: freeAlarm(loop, r), what: 'x' }, context),
    () => merge({ into: one, other: r.pick(all), why: 'x' }, context),
    () => splitFrom(r, one, id, context),
    () => finishFinding(one, { findingId: r.pick(one.findings)?.id ?? '', result: 'x' }, context),
  ];
  return r.pick(choices)();
}

/** The next thing to be done about it, by the side that may, so that stories end. */
function leadOn(
  r: Reader,
  one: Incident,
  { id, soon, context: given }: { id: string; soon: number; context: Context },
): Decision {
  const context: Context = { ...given, side: one.offer?.to ?? one.holder };
  if (one.offer) return acceptIncident(one, context);
  const order = one.orders.find((o) => o.settledAt === null);
  if (order) return settleOrder(one, order.id, context);
  const finding = one.findings.find((f) => f.doneAt === null);
  switch (one.state) {
    case 'reported':
      return assess(one, { kind: 'fight', level: 2, grade: 'blue', assessment: 'x' }, context);
    case 'concluded':
      return review(one, { conclusion: 'x', findings: findingsFrom(r, id, soon) }, context);
    case 'reviewed':
      return finding
        ? finishFinding(one, { findingId: finding.id, result: 'x' }, context)
        : reopen(one, 'x', context);
    default:
      return conclude(one, 'x', context);
  }
}

function findingsFrom(r: Reader, id: string, dueAt: number) {
  return r.below(2) === 0 ? [] : [{ id, problem: 'p', measure: 'm', ownerId: 'o', dueAt }];
}

function splitFrom(r: Reader, one: Incident, newId: string, context: Context): Decision {
  const bits = r.below(256);
  const alarmIds = one.alarmIds.filter((_, i) => (bits >> i) & 1);
  const involvedIds = one.people.filter((_, i) => (bits >> (i + 4)) & 1).map((p) => p.id);
  return split(one, { newId, title: 'x', alarmIds, involvedIds, why: 'x' }, context);
}
