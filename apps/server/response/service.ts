import type { Post, Verdict } from '@anyuan/contracts/alarm.ts';
import type { DeclineReason } from '@anyuan/contracts/decline.ts';
import { Refusal } from '@anyuan/contracts/errors.ts';
import type { Alarm, Decision } from '@anyuan/core/alarm/alarm.ts';
import type { Duty } from '@anyuan/core/dispatch/call.ts';
import { distanceM, isNear } from '@anyuan/core/response/near.ts';
import {
  arriveByPress,
  ownTimeOf,
  type Response,
  respond,
  ring,
} from '@anyuan/core/response/respond.ts';

export interface ResponsesOptions {
  find(alarmId: string): Promise<Alarm | null>;
  change(alarmId: string, decide: (alarm: Alarm, now: number) => Decision): Promise<Alarm>;
  dutyOf(alarm: Pick<Alarm, 'zoneId' | 'schoolId'>, now: number): Duty;
  zonePosition(zoneId: string): { latitude: number; longitude: number } | null;
  /** Zone of a terminal when the code printed at it is this one, else null. */
  zoneOfCode(terminalId: string, code: string): Promise<string | null>;
  /** Open alarm of a terminal's zone in which somebody has accepted. */
  acceptedAlarmAt(terminalId: string): Promise<Alarm | null>;
}

/** When it was tapped, by the phone's clock; nothing: just now. */
export interface Tap {
  madeAt?: number | undefined;
  sentAt?: number | undefined;
}

export type ArrivalProof =
  | { method: 'qr'; terminalId: string; code: string }
  | { method: 'position'; latitude: number; longitude: number; accuracyM: number };

export interface Responses {
  accept(alarmId: string, personId: string, tap?: Tap): Promise<Alarm>;
  decline(
    alarmId: string,
    personId: string,
    tap?: Tap & { reason?: DeclineReason | undefined },
  ): Promise<Alarm>;
  arrive(alarmId: string, personId: string, proof: ArrivalProof & Tap): Promise<Alarm>;
  handle(alarmId: string, personId: string): Promise<Alarm>;
  close(
    alarmId: string,
    personId: string,
    how: { verdict: Verdict; reason: string },
  ): Promise<Alarm>;
  review(alarmId: string, personId: string, conclusion: string): Promise<Alarm>;
  /** A screen showed and rang it. Cheap when repeated: every screen says so of every alarm. */
  rang(alarmId: string, personId: string, schoolIds: ReadonlySet<string>): Promise<void>;
  /** The button at the terminal was held, `pressedAt` on our clock; null when nobody is on the way. */
  pressedAtTerminal(terminalId: string, pressedAt: number): Promise<Alarm | null>;
}

/** What people do: each one transaction, decided in core. */
export function makeResponses(options: ResponsesOptions): Responses {
  const act = (
    alarmId: string,
    response: (alarm: Alarm, duty: Duty, now: number) => Response,
  ): Promise<Alarm> =>
    options.change(alarmId, (alarm, now) => {
      const duty = options.dutyOf(alarm, now);
      return respond(alarm, response(alarm, duty, now), duty, now);
    });

  return {
    accept: (alarmId, personId, tap = {}) =>
      act(alarmId, (_alarm, duty, now) => {
        const post = postOf(duty, personId);
        return { type: 'accept', personId, post, ...madeAtOf(tap, now) };
      }),
    decline: (alarmId, personId, tap = {}) =>
      act(alarmId, (_alarm, _duty, now) => {
        const why = tap.reason === undefined ? {} : { reason: tap.reason };
        return { type: 'decline', personId, ...madeAtOf(tap, now), ...why };
      }),
    async arrive(alarmId, personId, proof) {
      if (proof.method === 'position') {
        return options.change(alarmId, (alarm, now) => {
          const at = options.zonePosition(alarm.zoneId);
          if (!at || !isNear(distanceM(at, proof), proof.accuracyM)) {
            return { ok: false, code: 'arrival.tooFar' };
          }
          const duty = options.dutyOf(alarm, now);
          const made = madeAtOf(proof, now);
          return respond(
            alarm,
            { type: 'arrive', personId, method: 'position', ...made },
            duty,
            now,
          );
        });
      }
      const zoneId = await options.zoneOfCode(proof.terminalId, proof.code);
      if (zoneId === null) throw new Refusal('arrival.wrongPlace');
      return options.change(alarmId, (alarm, now) => {
        if (alarm.zoneId !== zoneId) return { ok: false, code: 'arrival.wrongPlace' };
        const duty = options.dutyOf(alarm, now);
        const made = madeAtOf(proof, now);
        return respond(alarm, { type: 'arrive', personId, method: 'qr', ...made }, duty, now);
      });
    },
    handle: (alarmId, personId) => act(alarmId, () => ({ type: 'handle', personId })),
    close: (alarmId, personId, how) => act(alarmId, () => ({ type: 'close', personId, ...how })),
    review: (alarmId, personId, conclusion) =>
      act(alarmId, () => ({ type: 'review', personId, conclusion })),
    async rang(alarmId, personId, schoolIds) {
      const alarm = await options.find(alarmId);
      // Somebody else's alarm did not ring here, whatever the frame says.
      if (!alarm || !schoolIds.has(alarm.schoolId) || alarm.times.t3 !== null) return;
      await options.change(alarmId, (locked, now) => ring(locked, personId, now));
    },
    async pressedAtTerminal(terminalId, pressedAt) {
      const alarm = await options.acceptedAlarmAt(terminalId);
      if (!alarm) return null;
      return options.change(alarm.id, (locked, now) => arriveByPress(locked, pressedAt, now));
    },
  };
}

function madeAtOf(tap: Tap, now: number): { madeAt?: number } {
  const madeAt = ownTimeOf(tap, now);
  return madeAt === null ? {} : { madeAt };
}

/** The post a person fills now; who is not on duty comes as a volunteer. */
function postOf(duty: Duty, personId: string): Post {
  return duty.onDuty.find((d) => d.personId === personId)?.post ?? 'volunteer';
}
