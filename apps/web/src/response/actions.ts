import type { Verdict } from '@anyuan/contracts/alarm.ts';
import type { DeclineReason } from '@anyuan/contracts/decline.ts';
import { call, type Input } from '../platform/api.ts';
import { takeOwn } from '../platform/live.ts';

/** Each action shows its own reply at once; the live frame with the same version then changes nothing. */
export type Tap = { madeAt?: number; sentAt?: number };
/** An answer is tried again by whoever asked, not waited for. */
const timeoutMs = 8000;

export async function acceptAlarm(alarmId: string, tap: Tap = {}): Promise<void> {
  takeOwn((await call('acceptAlarm', { params: { alarmId }, body: tap, timeoutMs })).alarm);
}

export async function declineAlarm(
  alarmId: string,
  why: Tap & { reason?: DeclineReason } = {},
): Promise<void> {
  takeOwn((await call('declineAlarm', { params: { alarmId }, body: why, timeoutMs })).alarm);
}

export type ArrivalProof = Input<'arriveAtAlarm'>['body'];

export async function arriveAtAlarm(alarmId: string, proof: ArrivalProof): Promise<void> {
  takeOwn((await call('arriveAtAlarm', { params: { alarmId }, body: proof })).alarm);
}

export async function handleAlarm(alarmId: string): Promise<void> {
  takeOwn((await call('handleAlarm', { params: { alarmId } })).alarm);
}

export async function closeAlarm(
  alarmId: string,
  outcome: { verdict: Verdict; reason: string },
): Promise<void> {
  takeOwn((await call('closeAlarm', { params: { alarmId }, body: outcome })).alarm);
}

export async function reviewAlarm(alarmId: string, conclusion: string): Promise<void> {
  takeOwn((await call('reviewAlarm', { params: { alarmId }, body: { conclusion } })).alarm);
}
