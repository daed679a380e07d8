import type { AlarmState, ArrivalMethod, Post, Verdict } from './alarm.ts';
import type { DeclineReason } from './decline.ts';
import type { AlarmKind, DetectionKind } from './detection.ts';
import type { DeviceScope } from './device-settings.ts';
import type { DrillEnd, PointTestOutcome } from './drill.ts';
import type { ErrorCode } from './errors.ts';
import type { HearingScope } from './hearing.ts';
import type { IncidentFact } from './incident-facts.ts';
import type { PeopleFact } from './people-facts.ts';
import type { PlaceFact } from './place-facts.ts';
import type { QuickReportFact } from './quick-report.ts';
import type { RosterFact } from './roster-facts.ts';
import type { RolloutState } from './routes/software.ts';
import type { SelfTest } from './self-test.ts';
import type { TalkEnd, TalkMode } from './talk.ts';
import type { FaultCode } from './terminal.ts';
import type { TicketFact } from './ticket.ts';

/** Everything that happened, past tense, closed: adding one breaks the compile where it matters. */
export type Fact =
  | IncidentFact
  | RosterFact
  | PlaceFact
  | PeopleFact
  | QuickReportFact
  | TicketFact
  | { type: 'detection.rejected'; terminalId: string | null; code: ErrorCode; bytes: number }
  | {
      type: 'alarm.raised';
      alarmId: string;
      /** The one that raised it; those that join later are each an `alarm.merged`. */
      detectionId: string;
      kind: DetectionKind;
      alarmKind: AlarmKind;
      confidence: number;
      zoneId: string;
    }
  | {
      type: 'alarm.merged';
      alarmId: string;
      detectionId: string;
      kind: DetectionKind;
      confidence: number;
      state: AlarmState;
    }
  | {
      type: 'dispatch.called';
      alarmId: string;
      tier: number;
      round: number;
      people: { personId: string; post: Post }[];
      why: CallReason;
    }
  | { type: 'dispatch.tierSkipped'; alarmId: string; tier: number; why: SkipReason }
  | { type: 'dispatch.nobodyFound'; alarmId: string }
  | { type: 'alarm.rang'; alarmId: string; personId: string | null }
  // `madeAt`: tapped then, on a phone without a network; told later.
  | { type: 'alarm.accepted'; alarmId: string; personId: string; madeAt?: number }
  | {
      type: 'alarm.declined';
      alarmId: string;
      personId: string;
      madeAt?: number;
      reason?: DeclineReason;
    }
  | {
      type: 'response.arrived';
      alarmId: string;
      personId: string;
      method: ArrivalMethod;
      madeAt?: number;
    }
  | { type: 'alarm.handled'; alarmId: string; personId: string }
  | { type: 'alarm.overdue'; alarmId: string; state: AlarmState }
  | { type: 'alarm.closed'; alarmId: string; personId: string; verdict: Verdict; reason: string }
  | { type: 'review.opened'; alarmId: string }
  | { type: 'review.concluded'; alarmId: string; personId: string; conclusion: string }
  | ({ type: 'plan.changed' } & VersionChange)
  | ({ type: 'playbook.changed' } & VersionChange)
  | { type: 'playbook.opened'; alarmId: string; name: string }
  | {
      type: 'playbook.ticked';
      alarmId: string;
      /** Key of the step. */
      step: string;
      /** Index of the item; null: the step itself. */
      item: number | null;
      /** False: the tick was taken back. */
      done: boolean;
      personId: string;
    }
  | {
      type: 'playbook.stepOverdue';
      alarmId: string;
      step: string;
      title: string;
      post: Post;
      /** Who is reminded. */
      people: { personId: string; post: Post }[];
    }
  | { type: 'clip.stored'; alarmId: string; detectionId: string; bytes: number }
  | {
      type: 'notification.failed';
      /** Null: a notice that was not about an alarm. */
      alarmId: string | null;
      notificationId: string;
      channel: string;
      error: string;
    }
  | { type: 'terminal.enrolled'; terminalId: string }
  | { type: 'terminal.online'; terminalId: string }
  | { type: 'terminal.offline'; terminalId: string }
  | { type: 'terminal.faulted'; terminalId: string; code: FaultCode; detail: string }
  | { type: 'terminal.recovered'; terminalId: string; code: FaultCode }
  | { type: 'hearing.changed'; scope: HearingScope; subject: string; version: number }
  | { type: 'rollout.changed'; rolloutId: string; version: string; state: RolloutState }
  | {
      type: 'deviceSettings.changed';
      organisationId: string;
      scope: DeviceScope;
      subject: string;
      version: number;
    }
  | {
      type: 'terminal.selfTested';
      terminalId: string;
      outcome: SelfTest['outcome'];
      findings: SelfTest['findings'];
    }
  | { type: 'drill.planned'; drillId: string; personId: string }
  | { type: 'drill.started'; runId: string; drillId: string; personId: string; alarmIds: string[] }
  | { type: 'drill.ended'; runId: string; why: DrillEnd }
  | { type: 'pointTest.armed'; testId: string; terminalId: string; personId: string }
  | { type: 'pointTest.pressed'; testId: string; terminalId: string; detectionId: string }
  | { type: 'pointTest.ended'; testId: string; terminalId: string; outcome: PointTestOutcome }
  | {
      type: 'talk.started';
      talkId: string;
      alarmId: string;
      terminalId: string;
      personId: string;
      mode: TalkMode;
      reason: string;
    }
  | {
      type: 'talk.ended';
      talkId: string;
      alarmId: string;
      personId: string;
      mode: TalkMode;
      /** Of sound; 0 when it never connected. */
      seconds: number;
      why: TalkEnd;
    }
  | { type: 'operation.raised'; operationId: string; kind: OperationKind }
  | { type: 'operation.cleared'; operationId: string; kind: OperationKind };

/** What a person did to a plan or a playbook of a school; every version stays on record. */
export interface VersionChange {
  key: string;
  /** The version that it made. */
  version: number;
  what: 'saved' | 'removed' | 'restored';
  personId: string;
}

export type FactType = Fact['type'];
export type FactOf<T extends FactType> = Narrowed<Fact, T>;
/** Also of a member that has several types, `Extract` would drop it. */
type Narrowed<F extends Fact, T> = F extends Fact
  ? [F['type'] & T] extends [never]
    ? never
    : F & { type: F['type'] & T }
  : never;

/** Why a tier was passed over: nobody on duty in it, or nobody in it can be reached by any way known. */
export type SkipReason = 'empty' | 'unreachable';

/**
 * Why a tier was called: first, the step in time, a skipped tier before it, a tier before it with
 * fewer people than must come, nobody answered the last one, late arrival.
 */
export type CallReason =
  | 'raised'
  | 'stepped'
  | 'skipped'
  | 'tooFew'
  | 'repeated'
  | 'declined'
  | 'arrivalOverdue';

/** Alarms about the system itself, on a path of their own. */
export const operationKinds = [
  'delivery.parked',
  'delivery.lagging',
  'alarm.withoutNextStep',
  'incident.withoutNextStep',
  'dispatch.nobodyFound',
  'disk.low',
  'clips.keyMissing',
  'key.missing',
  'watchdog.unreachable',
  'platform.differs',
  'backup.failed',
  'rehearsal.due',
  'rollout.stopped',
] as const;
export type OperationKind = (typeof operationKinds)[number];
