import type { ArrivalMethod, Post, Verdict } from '@anyuan/contracts/alarm.ts';
import type { DeclineReason } from '@anyuan/contracts/decline.ts';
import {
  type Alarm,
  type Called,
  changed,
  type Decision,
  stamped,
  unchanged,
} from '../alarm/alarm.ts';
import { callFrom, type Duty } from '../dispatch/call.ts';
import { isComplete, missingOf } from '../dispatch/needed.ts';

/** What people do about an alarm. */
export type Response =
  | { type: 'accept'; personId: string; post: Post; madeAt?: number }
  | { type: 'decline'; personId: string; madeAt?: number; reason?: DeclineReason }
  | { type: 'arrive'; personId: string; method: ArrivalMethod; madeAt?: number }
  | { type: 'handle'; personId: string }
  | { type: 'close'; personId: string; verdict: Verdict; reason: string }
  | { type: 'review'; personId: string; conclusion: string };

/** Decides one response. Repeated taps change nothing; what comes too late is refused by code. */
export function respond(alarm: Alarm, response: Response, duty: Duty, now: number): Decision {
  if (response.type === 'review') return review(alarm, response, now);
  if (alarm.state === 'closed') return { ok: false, code: 'alarm.closed' };
  switch (response.type) {
    case 'accept':
      return accept(alarm, response, now);
    case 'decline':
      return decline(alarm, response, duty, now);
    case 'arrive':
      return arrive(alarm, response, now);
    case 'handle':
      return handle(alarm, response.personId, now);
    case 'close':
      return close(alarm, response, now);
  }
}

/** A tap kept on a phone without a network may be this old; what is older counts as made then. */
const oldestTapMs = 10 * 60_000;

/**
 * When an answer was really made: by the phone's own clock it was `sentAt - madeAt` before it was sent. Never before the
 * person was called, never in the future.
 */
export function ownTimeOf(
  tap: { madeAt?: number | undefined; sentAt?: number | undefined },
  now: number,
): number | null {
  if (tap.madeAt === undefined || tap.sentAt === undefined) return null;
  return now - Math.min(oldestTapMs, Math.max(0, tap.sentAt - tap.madeAt));
}

/** Told at once: now. Told late: when it was made, but not before `after`. */
const madeOf = (madeAt: number | undefined, after: number, now: number): number =>
  madeAt === undefined ? now : Math.min(now, Math.max(madeAt, after));

const late = (madeAt: number | undefined) => (madeAt === undefined ? {} : { madeAt });

const find = (alarm: Alarm, personId: string): Called | undefined =>
  alarm.people.find((p) => p.personId === personId);

function withPerson(alarm: Alarm, person: Called): Called[] {
  return find(alarm, person.personId)
    ? alarm.people.map((p) => (p.personId === person.personId ? person : p))
    : [...alarm.people, person];
}

/**
 * Anybody in scope may go; who was not called is added. The first makes the alarm accepted: somebody
 * is coming. Calling goes on until as many accepted as must come; then the time to arrive runs.
 */
function accept(
  alarm: Alarm,
  { personId, post, madeAt }: Extract<Response, { type: 'accept' }>,
  now: number,
): Decision {
  const known = find(alarm, personId);
  const answeredAt = madeOf(madeAt, known?.calledAt ?? now, now);
  if (known?.state === 'accepted' || known?.state === 'arrived') return unchanged(alarm);
  const person: Called = known
    ? { ...known, state: 'accepted', answeredAt }
    : {
        personId,
        post,
        tier: alarm.tier,
        state: 'accepted',
        calledAt: now,
        answeredAt,
        arrivedAt: null,
      };
  const people = withPerson(alarm, person);
  const isLastMissing = missingOf(alarm) > 0 && missingOf({ ...alarm, people }) === 0;
  const isOnTheWay = isLastMissing && alarm.state !== 'handled';
  return {
    ok: true,
    alarm: changed(alarm, {
      people,
      times: stamped(alarm.times, 't4', now),
      ...(alarm.state === 'calling' ? { state: 'accepted' } : {}),
      ...(isOnTheWay ? { dueAt: now + alarm.plan.arriveWithinSec * 1000 } : {}),
    }),
    facts: [{ type: 'alarm.accepted', alarmId: alarm.id, personId, ...late(madeAt) }],
  };
}

/**
 * Passes on: when those who were called and could still come are fewer than are missing, or when
 * somebody who was coming turns back, the next tier is called now.
 */
function decline(
  alarm: Alarm,
  { personId, madeAt, reason }: Extract<Response, { type: 'decline' }>,
  duty: Duty,
  now: number,
): Decision {
  const known = find(alarm, personId);
  if (!known) return { ok: false, code: 'alarm.notCalled' };
  if (known.state === 'declined') return unchanged(alarm);
  if (known.state === 'arrived') return { ok: false, code: 'alarm.alreadyArrived' };
  const answeredAt = madeOf(madeAt, known.calledAt, now);
  const people = withPerson(alarm, { ...known, state: 'declined', answeredAt });
  const next = changed(alarm, { people });
  const why = reason === undefined ? {} : { reason };
  const told = { alarmId: alarm.id, personId, ...late(madeAt), ...why };
  const fact = { type: 'alarm.declined', ...told } as const;
  const missing = missingOf(next);
  const left = people.filter((p) => p.state === 'called').length;
  const isShort = missing > 0 && (left < missing || known.state === 'accepted');
  if (alarm.state === 'handled' || isComplete(next) || !isShort) {
    return { ok: true, alarm: next, facts: [fact] };
  }
  const { facts, ...call } = callFrom({
    alarm: next,
    duty,
    now,
    fromTier: alarm.tier + 1,
    why: 'declined',
  });
  return { ok: true, alarm: { ...next, ...call }, facts: [fact, ...facts] };
}

function arrive(
  alarm: Alarm,
  { personId, method, madeAt }: Omit<Extract<Response, { type: 'arrive' }>, 'type'>,
  now: number,
): Decision {
  const known = find(alarm, personId);
  if (known?.state === 'arrived') return unchanged(alarm);
  if (known?.state !== 'accepted') return { ok: false, code: 'alarm.notAccepted' };
  // The proof has its own time; the time line still goes forward.
  const arrivedAt = madeOf(madeAt, alarm.times.t4 ?? known.calledAt, now);
  const people = withPerson(alarm, { ...known, state: 'arrived', arrivedAt });
  const isLast = !isComplete(alarm) && isComplete({ ...alarm, people });
  const allThere = isLast && alarm.state !== 'handled';
  return {
    ok: true,
    alarm: changed(alarm, {
      people,
      times: stamped(alarm.times, 't5', arrivedAt),
      ...(alarm.state === 'accepted' ? { state: 'arrived' } : {}),
      ...(allThere ? { dueAt: now + alarm.plan.closeWithinSec * 1000 } : {}),
    }),
    facts: [{ type: 'response.arrived', alarmId: alarm.id, personId, method, ...late(madeAt) }],
  };
}

/** The button is held this long for an arrival: two of them cannot be nearer to each other, ms. */
const holdMs = 3000;

/**
 * The button at the terminal was held: who accepted first and is not there yet has arrived. The
 * same press comes again until it is acknowledged, and to every instance behind an outside broker:
 * one that is no younger than an arrival on record is that arrival.
 */
export function arriveByPress(alarm: Alarm, pressedAt: number, now: number): Decision {
  const [going] = alarm.people
    .filter((p) => p.state === 'accepted')
    .sort((a, b) => (a.answeredAt ?? 0) - (b.answeredAt ?? 0));
  const isRepeat = alarm.people.some((p) => (p.arrivedAt ?? -Infinity) > pressedAt - holdMs);
  if (alarm.state === 'closed' || !going || isRepeat) return unchanged(alarm);
  return arrive(alarm, { personId: going.personId, method: 'terminal' }, now);
}

function handle(alarm: Alarm, personId: string, now: number): Decision {
  if (alarm.state === 'calling') return { ok: false, code: 'alarm.notAccepted' };
  if (alarm.state === 'handled') return unchanged(alarm);
  return {
    ok: true,
    alarm: changed(alarm, {
      state: 'handled',
      times: stamped(alarm.times, 't6', now),
      dueAt: now + alarm.plan.closeWithinSec * 1000,
    }),
    facts: [{ type: 'alarm.handled', alarmId: alarm.id, personId }],
  };
}

/** Only a named person closes, with a reason (GB 50394: held until manual reset). */
function close(
  alarm: Alarm,
  { personId, verdict, reason }: { personId: string; verdict: Verdict; reason: string },
  now: number,
): Decision {
  if (personId === '') return { ok: false, code: 'alarm.needsPerson' };
  if (reason.trim() === '') return { ok: false, code: 'alarm.needsReason' };
  const handled = stamped(alarm.times, 't6', now);
  return {
    ok: true,
    alarm: changed(alarm, {
      state: 'closed',
      dueAt: null,
      times: stamped(handled, 't7', now),
      verdict,
      closedBy: personId,
      closeReason: reason.trim(),
    }),
    facts: [{ type: 'alarm.closed', alarmId: alarm.id, personId, verdict, reason: reason.trim() }],
  };
}

function review(
  alarm: Alarm,
  { personId, conclusion }: { personId: string; conclusion: string },
  now: number,
): Decision {
  if (alarm.state !== 'closed') return { ok: false, code: 'alarm.notClosed' };
  return {
    ok: true,
    alarm: changed(alarm, { review: conclusion.trim(), times: stamped(alarm.times, 't8', now) }),
    facts: [
      { type: 'review.concluded', alarmId: alarm.id, personId, conclusion: conclusion.trim() },
    ],
  };
}

/** Some device showed and rang the alarm (t3). Only the first counts. */
export function ring(alarm: Alarm, personId: string | null, now: number): Decision {
  if (alarm.times.t3 !== null) return unchanged(alarm);
  return {
    ok: true,
    alarm: changed(alarm, { times: stamped(alarm.times, 't3', now) }),
    facts: [{ type: 'alarm.rang', alarmId: alarm.id, personId }],
  };
}
