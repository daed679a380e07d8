import type { Clock } from '@anyuan/contracts/clock.ts';
import type { RolloutState } from '@anyuan/contracts/routes/software.ts';
import { isTested, stepRollout, type ToldTerminal } from '@anyuan/core/devices/rollout.ts';
import { leftOut } from '@anyuan/core/devices/rollout-progress.ts';
import type { Logger } from 'pino';
import type { Db, Tx } from '../platform/db.ts';
import { type DueTimer, makeDueTimer } from '../platform/due-timer.ts';
import type { Facts } from '../platform/facts.ts';
import type { Operations } from '../platform/operations.ts';
import {
  findDue,
  findFaults,
  findRelease,
  findTerminals,
  findTold,
  insertTold,
  lockRollout,
  noteArrived,
  type RolloutRow,
  updateRollout,
} from './store.ts';

export interface StepperOptions {
  db: Db;
  clock: Clock;
  log: Logger;
  facts: Facts;
  operations: Pick<Operations, 'raise'>;
  /** In the caller's transaction: what these terminals report of their configuration is outdated. */
  renewConfig(tx: Tx, terminalIds: readonly string[]): Promise<void>;
  pushConfig(terminalIds: readonly string[]): Promise<void>;
  /** Asks a terminal that came up with a new version to play and listen. */
  askSelfTest(terminalId: string): Promise<void>;
}

const lookEveryMs = 10_000;
const askAgainMs = 600_000;

interface Stepped {
  tell: string[];
  ask: string[];
  stopped: { version: string; failed: number } | null;
}

/** Rollouts go on by themselves, and stop by themselves. */
export function makeRolloutStepper(options: StepperOptions): DueTimer {
  const { db, clock, log, operations } = options;

  const apply = async (id: string): Promise<void> => {
    const stepped = await db.query.transaction().execute((tx) => stepOne(tx, id, options));
    await options.pushConfig(stepped.tell);
    for (const terminalId of stepped.ask) {
      await options
        .askSelfTest(terminalId)
        .catch((err) => log.debug({ err, terminalId }, 'self-test not asked'));
    }
    if (stepped.stopped === null) return;
    const { version, failed } = stepped.stopped;
    const text = `终端软件 ${version} 的更新已自动停止：${failed} 台终端更新后异常。请在“终端 → 软件更新”中查看，撤回或排除后继续。`;
    await operations.raise({ kind: 'rollout.stopped', subject: id, text });
  };

  return makeDueTimer({
    name: 'rollouts',
    clock,
    log,
    pollMs: 5_000,
    nextDue: async () => (await findDue(db.query))[0]?.due_at ?? null,
    async run() {
      const now = clock.now();
      const due = (await findDue(db.query)).filter((r) => (r.due_at ?? now) <= now);
      for (const { id } of due) await apply(id);
      return false;
    },
  });
}

async function stepOne(tx: Tx, id: string, options: StepperOptions): Promise<Stepped> {
  const { clock, facts, renewConfig } = options;
  const now = clock.now();
  const none: Stepped = { tell: [], ask: [], stopped: null };
  const row = await lockRollout(tx, id);
  const release = row && (await findRelease(tx, { id: row.release_id }));
  if (!row || !release || row.state !== 'running') return none;
  const { version } = release;
  await noteArrived(tx, { id, version, now });
  const told = await findTold(tx, id);
  const ask = told.filter((t) => wantsSelfTest(t, now)).map((t) => t.id);
  // One that was told is waited for, whatever it reports since.
  const toldIds = new Set(told.map((t) => t.id));
  const all = (await findTerminals(tx)).filter(
    (t) => toldIds.has(t.id) || leftOut(t, release) === null,
  );
  const { stages, stage, failed_max: failedMax, first_terminal_id: firstId } = row;
  const healthyMs = row.healthy_min * 60_000;
  const step = stepRollout({ stages, stage, failedMax, firstId, all, told, now, healthyMs });
  const end = (state: RolloutState) => endWith(tx, { row, version, state, now, facts });
  if (step.do === 'stop') {
    await end('stopped');
    return { ...none, stopped: { version, failed: step.failed } };
  }
  if (step.do === 'finish') {
    await end('done');
    return none;
  }
  if (step.do === 'advance') {
    await updateRollout(tx, id, { stage: step.stage, changed_at: now, due_at: now });
    return { ...none, ask };
  }
  await updateRollout(tx, id, { due_at: now + lookEveryMs });
  if (step.do === 'wait') return { ...none, ask };
  const before = new Map(all.map((t) => [t.id, t.version]));
  const faults = Map.groupBy(await findFaults(tx, step.ids), (f) => f.id);
  await insertTold(
    tx,
    step.ids.map((t) => ({
      ...{ rollout_id: id, terminal_id: t, stage, told_at: now },
      ...{ before_version: before.get(t) ?? null, version_at: null },
      before_faults: (faults.get(t) ?? []).map((f) => f.code),
    })),
  );
  await renewConfig(tx, step.ids);
  return { ...none, tell: step.ids, ask };
}

function wantsSelfTest({ versionAt, selfTest, online }: ToldTerminal, now: number): boolean {
  if (versionAt === null || !online || isTested({ selfTest })) return false;
  return (now - versionAt) % askAgainMs < lookEveryMs;
}

async function endWith(
  tx: Tx,
  about: { row: RolloutRow; version: string; state: RolloutState; now: number; facts: Facts },
): Promise<void> {
  const { row, version, state, now, facts } = about;
  await updateRollout(tx, row.id, {
    ...{ state, changed_at: now, due_at: null },
    ...{ changed_by: null, reason: null },
  });
  const fact = { type: 'rollout.changed', rolloutId: row.id, version, state } as const;
  await facts.append(tx, [{ at: now, schoolId: null, fact }]);
}
