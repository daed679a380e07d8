import type { Plan } from '@anyuan/contracts/alarm.ts';
import type { Fact } from '@anyuan/contracts/facts.ts';
import type { Alarm } from '../alarm/alarm.ts';
import { type ReceivedDetection, raiseAlarm } from '../alarm/raise.ts';
import { respond } from '../response/respond.ts';
import type { Duty } from './duty.ts';
import { stepAlarm } from './step.ts';

/** Somebody's supposed answer, seconds after the alarm. */
export interface SupposedAnswer {
  personId: string;
  type: 'accept' | 'decline';
  afterSec: number;
}

export interface DryRunInput {
  plan: Plan;
  detection: Omit<ReceivedDetection, 'id' | 'beganAt' | 'decidedAt' | 'reasons' | 'terminalId'>;
  /** When the alarm would be raised, epoch ms. */
  at: number;
  /** Who would be on duty there then. */
  dutyAt(now: number): Duty;
  answers: readonly SupposedAnswer[];
}

export interface DryRunLine {
  afterSec: number;
  fact: Fact;
}

/** The last tier called again so often shows what goes on for ever. */
const roundsShown = 2;
/** No plan needs more to get there; a guard, not a rule. */
const stepsMax = 60;

const shown: readonly Fact['type'][] = [
  'dispatch.called',
  'dispatch.tierSkipped',
  'dispatch.nobodyFound',
  'alarm.accepted',
  'alarm.declined',
];

/**
 * Who would be called when, up to the second repeat of the last tier: the same decisions as for a
 * real alarm, with a made-up one and time running from step to step.
 */
export function dryRun(input: DryRunInput): DryRunLine[] {
  const { plan, detection, at, dutyAt } = input;
  const lines: DryRunLine[] = [];
  const note = (now: number, facts: readonly Fact[]) => {
    for (const fact of facts) {
      if (shown.includes(fact.type)) lines.push({ afterSec: (now - at) / 1000, fact });
    }
  };
  const made = { id: '', reasons: [], terminalId: null, beganAt: at, decidedAt: at };
  const raised = raiseAlarm({
    alarmId: '',
    detection: { ...detection, ...made },
    plan,
    duty: dutyAt(at),
    now: at,
  });
  note(at, raised.facts);
  let alarm: Alarm = raised.alarm;
  const waiting = input.answers.toSorted((a, b) => a.afterSec - b.afterSec);
  for (let steps = 0; steps < stepsMax && alarm.round < roundsShown && alarm.dueAt; steps++) {
    const [answer] = waiting;
    const answerAt = answer ? at + answer.afterSec * 1000 : Number.POSITIVE_INFINITY;
    const isAnswer = answer !== undefined && answerAt <= alarm.dueAt;
    if (isAnswer) waiting.shift();
    const now: number = isAnswer ? answerAt : alarm.dueAt;
    const duty = dutyAt(now);
    const decision = isAnswer ? answered(alarm, answer, duty, now) : stepAlarm(alarm, duty, now);
    if (!decision.ok) continue;
    note(now, decision.facts);
    alarm = decision.alarm;
  }
  return lines;
}

function answered(alarm: Alarm, { personId, type }: SupposedAnswer, duty: Duty, now: number) {
  const post = duty.onDuty.find((d) => d.personId === personId)?.post ?? 'volunteer';
  const response = type === 'accept' ? { type, personId, post } : { type, personId };
  return respond(alarm, response, duty, now);
}
