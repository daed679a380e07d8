import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defaultPlan, type Plan, type Post, posts } from '@anyuan/contracts/alarm.ts';
import type { Fact } from '@anyuan/contracts/facts.ts';
import fc from 'fast-check';
import type { Alarm } from '../alarm/alarm.ts';
import { mergeDetection, type ReceivedDetection, raiseAlarm } from '../alarm/raise.ts';
import type { Duty } from '../dispatch/duty.ts';
import { stepAlarm } from '../dispatch/step.ts';
import { type Response, respond, ring } from '../response/respond.ts';
import { endRun, openRun, type PlaybookRun, remind, remindersMax, tick } from './run.ts';
import { shippedPlaybooks } from './shipped.ts';

/**
 * The whole loop driven at random: an alarm, the people who answer, its playbook, and time. A tape of
 * numbers is read as commands: quick to make, and a failure shrinks to the fewest that still fail.
 */
const runs = 100_000;
const people = ['p0', 'p1', 'p2', 'p3', 'p4', 'p5'];
const callable = posts.filter((p) => p !== 'volunteer');

const detection: ReceivedDetection = {
  id: 'd',
  kind: 'scream',
  alarmKind: 'actual',
  confidence: 3,
  reasons: [],
  beganAt: 0,
  decidedAt: 0,
  terminalId: 't',
  schoolId: 's',
  zoneId: 'z',
};

/** Reads the tape; past its end it gives zeros. */
function reader(tape: readonly number[]) {
  let at = 0;
  const below = (n: number) => (tape[at++] ?? 0) % n;
  return {
    below,
    pick: <T>(values: readonly T[]): T => values[below(values.length)] as T,
    left: () => at < tape.length,
  };
}
type Reader = ReturnType<typeof reader>;

function dutyFrom(r: Reader): Duty {
  const bits = r.below(4096);
  const onDuty = callable.flatMap((post: Post, i) =>
    bits & (1 << (i % 7))
      ? [{ personId: people[(bits + i) % people.length] as string, post, buildingId: null }]
      : [],
  );
  const unreachable = new Set(people.filter((_p, i) => (bits >> 6) & (1 << i)));
  return { onDuty, buildingId: null, unreachable };
}

function planFrom(r: Reader): Plan {
  const tiers = defaultPlan.tiers.slice(0, 1 + r.below(3));
  return { ...defaultPlan, tiers: tiers.map((t) => ({ ...t, needed: 1 + r.below(3) })) };
}

interface Loop {
  alarm: Alarm;
  run: PlaybookRun;
  facts: Fact[];
  now: number;
}

function play(tape: readonly number[]): Loop {
  const r = reader(tape);
  const now = 1_000_000;
  const raised = raiseAlarm({ alarmId: 'a', detection, plan: planFrom(r), duty: dutyFrom(r), now });
  const { playbook } = r.pick(shippedPlaybooks);
  const opened = openRun({ alarmId: 'a', schoolId: 's', zoneId: 'z', openedAt: now }, playbook);
  const loop: Loop = { ...raised, run: opened.run, facts: [...raised.facts, ...opened.facts], now };
  while (r.left()) {
    command(loop, r);
    check(loop);
  }
  return loop;
}

function command(loop: Loop, r: Reader): void {
  const what = r.below(10);
  if (what < 4) answer(loop, r);
  else if (what === 4) tickOne(loop, r);
  else if (what === 5) {
    const next = {
      ...detection,
      id: `d${loop.facts.length}`,
      kind: r.pick(['button', 'cry'] as const),
    };
    if (loop.alarm.state !== 'closed')
      take(loop, { ok: true, ...mergeDetection(loop.alarm, next, loop.now) });
  } else if (what === 6) take(loop, ring(loop.alarm, r.pick(people), loop.now));
  else passTime(loop, dutyFrom(r), what === 7 ? r.below(5) : r.below(200));
}

function answer(loop: Loop, r: Reader): void {
  const personId = r.pick(people);
  const responses: Response[] = [
    { type: 'accept', personId, post: 'guard' },
    { type: 'decline', personId },
    { type: 'arrive', personId, method: 'qr' },
    { type: 'accept', personId, post: 'volunteer' },
    { type: 'handle', personId },
    { type: 'close', personId, verdict: 'true', reason: r.below(3) === 0 ? '已处置' : '' },
  ];
  const response = r.pick(responses);
  take(loop, respond(loop.alarm, response, dutyFrom(r), loop.now));
  if (loop.alarm.state === 'closed') loop.run = endRun(loop.run, loop.now);
}

function tickOne(loop: Loop, r: Reader): void {
  const step = r.pick(loop.run.playbook.steps);
  const item = r.below(2) === 0 || step.items.length === 0 ? null : r.below(step.items.length);
  const by = { step: step.key, item, done: r.below(4) > 0, personId: r.pick(people) };
  const decided = tick(loop.run, by, loop.now);
  if (!decided.ok) return void assert.equal(loop.run.endedAt !== null, true);
  loop.run = decided.run;
  loop.facts.push(...decided.facts);
}

/** Time passes; whatever is due on the way is done at its due time, as the timers do. */
function passTime(loop: Loop, duty: Duty, seconds: number): void {
  const until = loop.now + seconds * 1000;
  for (;;) {
    const dueAt = Math.min(loop.alarm.dueAt ?? Infinity, loop.run.dueAt ?? Infinity);
    if (dueAt > until) break;
    loop.now = Math.max(loop.now, dueAt);
    if (loop.alarm.dueAt !== null && loop.alarm.dueAt <= loop.now) {
      const stepped = stepAlarm(loop.alarm, duty, loop.now);
      assert.ok(stepped.ok && stepped.facts.length > 0, 'a due step without a fact');
      checkCalling(loop.alarm, stepped.facts);
      take(loop, stepped);
    }
    const reminded = remind(loop.run, { people: loop.alarm.people, duty }, loop.now);
    loop.run = reminded.run;
    loop.facts.push(...reminded.facts);
  }
  loop.now = until;
}

function take(loop: Loop, decision: ReturnType<typeof respond>): void {
  if (!decision.ok) return;
  loop.alarm = decision.alarm;
  loop.facts.push(...decision.facts);
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

/** No silent open alarm, no forgotten step. */
function check({ alarm, run, now }: Loop): void {
  assert.equal(alarm.dueAt === null, alarm.state === 'closed', 'an open alarm without a next step');
  assert.ok(alarm.dueAt === null || alarm.dueAt > now, 'a next step that lies in the past');
  const open = run.steps.some((s) => !s.done && s.reminded < remindersMax);
  assert.equal(
    run.dueAt !== null,
    open && run.endedAt === null,
    'a step that nobody is reminded of',
  );
}

/** What the facts alone say must be what the rows say: then none was lost and none invented. */
function checkRecord({ alarm, run, facts }: Loop): void {
  const states = new Map<string, string>();
  const ticks = new Map<string, boolean>();
  let reminders = 0;
  for (const f of facts) {
    if (f.type === 'dispatch.called') {
      for (const p of f.people) if (!states.has(p.personId)) states.set(p.personId, 'called');
    } else if (f.type === 'alarm.accepted') states.set(f.personId, 'accepted');
    else if (f.type === 'alarm.declined') states.set(f.personId, 'declined');
    else if (f.type === 'response.arrived') states.set(f.personId, 'arrived');
    else if (f.type === 'playbook.ticked') ticks.set(`${f.step} ${f.item}`, f.done);
    else if (f.type === 'playbook.stepOverdue') reminders++;
  }
  assert.deepEqual(new Map(alarm.people.map((p) => [p.personId, p.state])), states);
  assert.equal(
    facts.filter((f) => f.type === 'alarm.closed').length,
    alarm.state === 'closed' ? 1 : 0,
  );
  assert.equal(
    facts.filter((f) => f.type === 'alarm.merged').length,
    alarm.detectionIds.length - 1,
  );
  assert.equal(
    run.steps.reduce((sum, s) => sum + s.reminded, 0),
    reminders,
  );
  for (const [i, step] of run.playbook.steps.entries()) {
    for (const [j] of step.items.entries()) {
      assert.equal(run.steps[i]?.items[j] != null, ticks.get(`${step.key} ${j}`) === true);
    }
  }
}

test(`${runs} random stories: no silent open alarm, no forgotten step, no lost fact`, () => {
  fc.assert(
    fc.property(fc.array(fc.nat(0xffff), { maxLength: 240, size: 'max' }), (tape) =>
      checkRecord(play(tape)),
    ),
    { numRuns: runs },
  );
});
