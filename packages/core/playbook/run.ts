import type { Post } from '@anyuan/contracts/alarm.ts';
import type { ErrorCode } from '@anyuan/contracts/errors.ts';
import type { Fact } from '@anyuan/contracts/facts.ts';
import type { Playbook, PlaybookStep, StepState } from '@anyuan/contracts/playbook.ts';
import type { Called } from '../alarm/alarm.ts';
import type { Duty } from '../dispatch/duty.ts';

/** The playbook of one alarm and how far it is. Times are epoch ms of the server. */
export interface PlaybookRun {
  alarmId: string;
  schoolId: string;
  zoneId: string;
  /** Grows with every change. */
  version: number;
  /** Stamped when the alarm was raised; editing a playbook changes no run. */
  playbook: Playbook;
  openedAt: number;
  endedAt: number | null;
  /** One per step. */
  steps: StepState[];
  /** When the next step becomes overdue or is reminded again; null when there is none. */
  dueAt: number | null;
}

export type RunDecision =
  | { ok: true; run: PlaybookRun; facts: Fact[] }
  | { ok: false; code: ErrorCode };

/** An overdue step is said again after this, and so often; after that it stays amber on the screens. */
export const remindAgainSec = 120;
export const remindersMax = 5;

const noState = (step: PlaybookStep): StepState => ({
  done: null,
  items: step.items.map(() => null),
  reminded: 0,
});

/** When a step is overdue. */
export function stepDueAt(run: Pick<PlaybookRun, 'openedAt'>, step: PlaybookStep): number {
  return run.openedAt + step.withinSec * 1000;
}

/** When the post of a step is reminded next; null when it is done or was reminded often enough. */
function remindAt(run: PlaybookRun, i: number): number | null {
  const [step, state] = [run.playbook.steps[i], run.steps[i]];
  if (!step || !state || state.done || state.reminded >= remindersMax) return null;
  return stepDueAt(run, step) + state.reminded * remindAgainSec * 1000;
}

function nextDue(run: PlaybookRun): number | null {
  if (run.endedAt !== null) return null;
  const times = run.playbook.steps.flatMap((_step, i) => remindAt(run, i) ?? []);
  return times.length > 0 ? Math.min(...times) : null;
}

function changed(run: PlaybookRun, change: Partial<PlaybookRun>): PlaybookRun {
  const next = { ...run, ...change, version: run.version + 1 };
  return { ...next, dueAt: nextDue(next) };
}

/** Opens the playbook of an alarm; its seconds count from the alarm. */
export function openRun(
  at: { alarmId: string; schoolId: string; zoneId: string; openedAt: number },
  playbook: Playbook,
): Extract<RunDecision, { ok: true }> {
  const steps = playbook.steps.map(noState);
  const run = { ...at, version: 0, playbook, endedAt: null, steps, dueAt: null };
  const { alarmId } = at;
  return {
    ok: true,
    run: changed(run, {}),
    facts: [{ type: 'playbook.opened', alarmId, name: playbook.name }],
  };
}

export interface Tick {
  /** Key of the step. */
  step: string;
  /** Index of the item; null: the step itself. */
  item: number | null;
  /** False takes a tick back. */
  done: boolean;
  personId: string;
}

/**
 * Ticks a step or one of its items off, or takes that back. The first tick stays when it is repeated.
 * With its last item a step is done; taking an item back opens the step again.
 */
export function tick(run: PlaybookRun, by: Tick, now: number): RunDecision {
  if (run.endedAt !== null) return { ok: false, code: 'playbook.ended' };
  const index = run.playbook.steps.findIndex((s) => s.key === by.step);
  const state = run.steps[index];
  if (!state) return { ok: false, code: 'subject.unknown' };
  if (by.item !== null && state.items[by.item] === undefined) {
    return { ok: false, code: 'subject.unknown' };
  }
  const known = by.item === null ? state.done : state.items[by.item];
  if ((known !== null) === by.done) return { ok: true, run, facts: [] };
  const next = tickedState(state, by, now);
  const { step, item, done, personId } = by;
  return {
    ok: true,
    run: changed(run, { steps: run.steps.with(index, next) }),
    facts: [{ type: 'playbook.ticked', alarmId: run.alarmId, step, item, done, personId }],
  };
}

function tickedState(state: StepState, { item, done, personId }: Tick, now: number): StepState {
  const mark = done ? { personId, at: now } : null;
  if (item === null) return { ...state, done: mark };
  const items = state.items.with(item, mark);
  const isComplete = items.every((i) => i !== null);
  return { ...state, items, done: isComplete ? (state.done ?? mark) : done ? state.done : null };
}

/** Who is told of an overdue step: who was called in that post and did not decline, else who is on duty in it. */
export function remindedPeople(post: Post, people: readonly Called[], duty: Duty) {
  const called = people.filter((p) => p.post === post && p.state !== 'declined');
  const found = called.length > 0 ? called : duty.onDuty.filter((d) => d.post === post);
  const ids = new Set(found.map((p) => p.personId));
  return [...ids].map((personId) => ({ personId, post }));
}

/** Reminds the posts of the steps that are overdue now. Before the due time, and once ended, nothing. */
export function remind(
  run: PlaybookRun,
  who: { people: readonly Called[]; duty: Duty },
  now: number,
): Extract<RunDecision, { ok: true }> {
  if (run.dueAt === null || run.dueAt > now) return { ok: true, run, facts: [] };
  const facts: Fact[] = [];
  const steps = run.steps.map((state, i) => {
    const at = remindAt(run, i);
    const step = run.playbook.steps[i];
    if (at === null || at > now || !step) return state;
    const { key, title, post } = step;
    const people = remindedPeople(post, who.people, who.duty);
    const { alarmId } = run;
    facts.push({ type: 'playbook.stepOverdue', alarmId, step: key, title, post, people });
    return { ...state, reminded: state.reminded + 1 };
  });
  return { ok: true, run: changed(run, { steps }), facts };
}

/** The alarm is closed: nobody is reminded any more; what was not done stays visible as such. */
export function endRun(run: PlaybookRun, now: number): PlaybookRun {
  return run.endedAt === null ? changed(run, { endedAt: now }) : run;
}
