import type { Clock } from '@anyuan/contracts/clock.ts';
import { Refusal } from '@anyuan/contracts/errors.ts';
import type { Fact } from '@anyuan/contracts/facts.ts';
import type { PlaybookRunView } from '@anyuan/contracts/playbook.ts';
import type { Duty } from '@anyuan/core/dispatch/duty.ts';
import {
  endRun,
  openRun,
  type PlaybookRun,
  remind,
  stepDueAt,
  type Tick,
  tick,
} from '@anyuan/core/playbook/run.ts';
import type { Logger } from 'pino';
import type { Db, Tx } from '../platform/db.ts';
import { type Delivered, type Reaction, reaction } from '../platform/deliveries.ts';
import { nextDueOf } from '../platform/due-rows.ts';
import { type DueTimer, makeDueTimer } from '../platform/due-timer.ts';
import type { Facts } from '../platform/facts.ts';
import type { PlaybookBook } from './book.ts';
import {
  findAlarmsOfRuns,
  findRun,
  insertRuns,
  lockDueRuns,
  lockRuns,
  notify,
  saveRuns,
} from './store.ts';

/** Tells other instances that the playbook of an alarm went on: "<instance> <alarm id>". */
export const runChannel = 'anyuan_playbook_run';

export interface PlaybookRunsOptions {
  db: Db;
  clock: Clock;
  log: Logger;
  facts: Facts;
  book: PlaybookBook;
  instance: string;
  dutyOf(at: { zoneId: string; schoolId: string }, now: number): Duty;
  personName(personId: string): string;
  /** After each change, for the screens. */
  onChanged(runs: readonly PlaybookRunView[]): void;
}

export interface PlaybookRuns {
  /** Opens the playbook of each alarm that is raised, ends it with the alarm. */
  reaction: Reaction;
  timer: DueTimer;
  view(alarmId: string): Promise<PlaybookRunView | null>;
  tick(alarmId: string, by: Tick): Promise<PlaybookRunView>;
  /** What another instance said: shows the run as it is now. */
  hear(payload: string): Promise<void>;
}

const batchSize = 100;
/** Reminders that are due one after the other share a commit. */
const restMs = 500;
const types = ['alarm.raised', 'alarm.closed'] as const;

/**
 * Playbooks of running alarms. They are opened by a reaction after the alarm is committed, so that
 * the first call waits for nothing; their seconds count from the alarm all the same.
 */
export function makePlaybookRuns(options: PlaybookRunsOptions): PlaybookRuns {
  const { db, clock, facts, instance } = options;
  let touched: PlaybookRun[] = [];
  const view = (run: PlaybookRun) => viewOf(run, options.personName);
  const tell = (runs: readonly PlaybookRun[]) => {
    if (runs.length > 0) options.onChanged(runs.map(view));
    for (const run of runs) if (run.dueAt !== null) timer.expect(run.dueAt);
  };

  /** Saves what was decided, with its facts and the notice to other instances. */
  const save = async (tx: Tx, decided: readonly Decided[]): Promise<void> => {
    await saveRuns(
      tx,
      decided.map((d) => d.run),
    );
    await announce(tx, decided);
  };
  const announce = async (tx: Tx, decided: readonly Decided[]): Promise<void> => {
    if (decided.length === 0) return;
    const at = clock.now();
    await facts.append(
      tx,
      decided.flatMap((d) => d.facts.map((fact) => ({ at, schoolId: d.run.schoolId, fact }))),
    );
    await notify(
      tx,
      runChannel,
      decided.map((d) => `${instance} ${d.run.alarmId}`),
    );
  };

  const remindDue = async (): Promise<boolean> => {
    const changed = await db.query.transaction().execute(async (tx) => {
      const now = clock.now();
      const due = await lockDueRuns(tx, now, batchSize);
      const alarms = await findAlarmsOfRuns(
        tx,
        due.map((run) => run.alarmId),
      );
      const decided = due.map((run) => {
        const { people = [], closedAt = null } = alarms.get(run.alarmId) ?? {};
        const who = { people, duty: options.dutyOf(run, now) };
        // The end of the alarm may still be on its way here: nobody is reminded of what is over.
        return closedAt === null
          ? remind(run, who, now)
          : { run: endRun(run, closedAt), facts: [] };
      });
      await save(tx, decided);
      return decided.map((d) => d.run);
    });
    tell(changed);
    return changed.length >= batchSize;
  };

  const timer = makeDueTimer({
    name: 'playbook',
    clock,
    log: options.log,
    nextDue: () => nextDueOf(db.query, 'playbook_run'),
    restMs,
    isAllDated: true,
    run: remindDue,
  });

  return {
    timer,
    reaction: reaction({
      consumer: 'playbook',
      types,
      async run(tx, entries) {
        const decided = [
          ...(await openRuns(tx, entries, options.book)),
          ...(await endRuns(tx, entries)),
        ];
        await announce(tx, decided);
        touched = decided.map((d) => d.run);
      },
      committed() {
        tell(touched);
        touched = [];
      },
    }),
    async view(alarmId) {
      const run = await findRun(db.query, alarmId);
      return run && view(run);
    },
    async tick(alarmId, by) {
      const run = await db.query.transaction().execute(async (tx) => {
        const [locked] = await lockRuns(tx, [alarmId]);
        if (!locked) throw new Refusal('subject.unknown');
        const decided = tick(locked, by, clock.now());
        if (!decided.ok) throw new Refusal(decided.code);
        if (decided.run !== locked) await save(tx, [decided]);
        return decided.run;
      });
      tell([run]);
      return view(run);
    },
    async hear(payload) {
      const [from, alarmId] = payload.split(' ');
      if (from === instance || alarmId === undefined) return;
      const run = await findRun(db.query, alarmId);
      if (run) tell([run]);
    },
  };
}

interface Decided {
  run: PlaybookRun;
  facts: readonly Fact[];
}

type Entries = readonly Delivered<(typeof types)[number]>[];

async function openRuns(tx: Tx, entries: Entries, book: PlaybookBook): Promise<Decided[]> {
  const opened = entries.flatMap(({ fact, at, schoolId }) => {
    if (fact.type !== 'alarm.raised' || schoolId === null) return [];
    const { alarmId, zoneId, kind, alarmKind } = fact;
    const playbook = book.choose(schoolId, kind, alarmKind);
    return playbook ? [openRun({ alarmId, schoolId, zoneId, openedAt: at }, playbook)] : [];
  });
  const fresh = await insertRuns(
    tx,
    opened.map((o) => o.run),
  );
  return opened.filter((o) => fresh.has(o.run.alarmId));
}

async function endRuns(tx: Tx, entries: Entries): Promise<Decided[]> {
  const closed = entries.filter((e) => e.fact.type === 'alarm.closed');
  const closedAt = new Map(closed.map((e) => [e.fact.alarmId, e.at]));
  const running = await lockRuns(tx, [...closedAt.keys()]);
  const ended = running.map((run) => endRun(run, closedAt.get(run.alarmId) ?? run.openedAt));
  await saveRuns(tx, ended);
  return ended.map((run) => ({ run, facts: [] }));
}

function viewOf(run: PlaybookRun, personName: (id: string) => string): PlaybookRunView {
  const named = (mark: { personId: string; at: number } | null) =>
    mark && { ...mark, personName: personName(mark.personId) };
  const { alarmId, schoolId, version, playbook, openedAt, endedAt, steps } = run;
  return {
    alarmId,
    schoolId,
    version,
    name: playbook.name,
    openedAt,
    endedAt,
    steps: playbook.steps.map((step, i) => ({
      ...step,
      dueAt: stepDueAt(run, step),
      done: named(steps[i]?.done ?? null),
      checks: (steps[i]?.items ?? []).map(named),
      reminded: steps[i]?.reminded ?? 0,
    })),
  };
}
