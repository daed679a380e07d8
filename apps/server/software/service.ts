import type { Clock } from '@anyuan/contracts/clock.ts';
import { Refusal } from '@anyuan/contracts/errors.ts';
import type {
  RolloutChange,
  RolloutStage,
  RolloutState,
} from '@anyuan/contracts/routes/software.ts';
import { compareVersions, type SoftwareWish, softwareVersion } from '@anyuan/contracts/software.ts';
import { leftOut } from '@anyuan/core/devices/rollout-progress.ts';
import { appendAudit } from '../platform/audit.ts';
import type { Db, Tx } from '../platform/db.ts';
import type { Facts } from '../platform/facts.ts';
import { newId } from '../platform/ids.ts';
import type { Operations } from '../platform/operations.ts';
import { readRelease } from './read-release.ts';
import {
  findRelease,
  findReleases,
  findTerminals,
  findTold,
  findWishes,
  insertRelease,
  insertRollout,
  lockRollout,
  updateRollout,
} from './store.ts';

export interface SoftwareOptions {
  db: Db;
  clock: Clock;
  facts: Facts;
  operations: Pick<Operations, 'raise' | 'clear'>;
  /** Null: nothing can be uploaded. */
  makerKey: string | null;
  serverVersion: string;
  /** In the caller's transaction: what these terminals report of their configuration is outdated. */
  renewConfig(tx: Tx, terminalIds: readonly string[]): Promise<void>;
  pushConfig(terminalIds: readonly string[]): Promise<void>;
}

export interface RolloutWish {
  version: string;
  firstTerminalId: string;
  stages: RolloutStage[];
  healthyMin: number;
  failedMax: number;
  personId: string;
}

export interface WantedChange {
  change: RolloutChange;
  reason: string;
  personId: string;
}

export interface Software {
  /** Refuses with `software.noKey`, `.signature`, `.damaged`, `.platform`, `.older`, `.server`. */
  upload(release: { archive: Buffer; signature: string; personId: string }): Promise<string>;
  /** Refuses with `subject.unknown`, `rollout.first`, `rollout.another`. Gives the id. */
  start(wish: RolloutWish): Promise<string>;
  /** Refuses with `subject.unknown`, `rollout.notNow`. */
  change(rolloutId: string, wanted: WantedChange): Promise<void>;
  /** What these terminals are to run; those that nobody wants another of are left out. */
  wishesOf(terminalIds: readonly string[]): Promise<Map<string, SoftwareWish>>;
}

interface Noted {
  personId: string;
  reason?: string;
}

/** From which states a person may do it, and what it becomes. */
const changes: Record<RolloutChange, { from: readonly RolloutState[]; to: RolloutState }> = {
  pause: { from: ['running'], to: 'paused' },
  resume: { from: ['paused', 'stopped'], to: 'running' },
  // One terminal that is away for months must not hold up every later release.
  finish: { from: ['running', 'paused', 'stopped'], to: 'done' },
  takeBack: { from: ['running', 'paused', 'stopped', 'done'], to: 'takenBack' },
};

/** Releases of terminal software and how they are brought out. */
export function makeSoftware(options: SoftwareOptions): Software {
  const { db, clock, facts } = options;

  const note = async (
    tx: Tx,
    about: { rolloutId: string; version: string; state: RolloutState } & Noted,
  ): Promise<void> => {
    const { personId, reason, ...what } = about;
    const [at, subject] = [clock.now(), about.rolloutId];
    const detail = reason === undefined ? what : { ...what, reason };
    await appendAudit(tx, { at, personId, action: 'rollout.changed', subject, detail });
    const fact = { type: 'rollout.changed', ...what } as const;
    await facts.append(tx, [{ at, schoolId: null, fact }]);
  };

  return {
    async upload({ archive, signature, personId }) {
      const { makerKey } = options;
      if (makerKey === null) throw new Refusal('software.noKey');
      const { manifest, sha256 } = await readRelease(archive, { signature, makerKey });
      const { version, platform, minServer } = manifest;
      if (compareVersions(options.serverVersion, minServer) < 0)
        throw new Refusal('software.server');
      const known = await findReleases(db.query);
      if (known.some((k) => compareVersions(k.version, version) >= 0)) {
        throw new Refusal('software.older');
      }
      const [id, at] = [newId(), clock.now()];
      await db.query.transaction().execute(async (tx) => {
        const row = { id, version, platform, sha256, signature, archive };
        const whole = { ...row, min_server: minServer, added_at: at, added_by: personId };
        if (!(await insertRelease(tx, whole))) throw new Refusal('software.older');
        const detail = { version, platform, sha256 };
        await appendAudit(tx, { at, personId, action: 'software.uploaded', subject: id, detail });
      });
      return version;
    },
    async start(wish) {
      const { version, personId } = wish;
      const release = await findRelease(db.query, { version });
      const terminals = await findTerminals(db.query);
      const first = terminals.find((t) => t.id === wish.firstTerminalId);
      if (!release || !first) throw new Refusal('subject.unknown');
      if (leftOut(first, release) !== null) throw new Refusal('rollout.first');
      const [id, now] = [newId(), clock.now()];
      await db.query.transaction().execute(async (tx) => {
        const made = await insertRollout(tx, {
          ...{ id, release_id: release.id, state: 'running', stages: wish.stages, stage: 0 },
          ...{ first_terminal_id: wish.firstTerminalId, healthy_min: wish.healthyMin },
          ...{ failed_max: wish.failedMax, begun_at: now, begun_by: personId },
          ...{ changed_at: now, due_at: now, changed_by: personId, reason: null },
        });
        if (!made) throw new Refusal('rollout.another');
        await note(tx, { rolloutId: id, version, state: 'running', personId });
      });
      return id;
    },
    async change(rolloutId, { change, reason, personId }) {
      const { from, to } = changes[change];
      const told = await db.query.transaction().execute(async (tx) => {
        const row = await lockRollout(tx, rolloutId);
        if (!row) throw new Refusal('subject.unknown');
        if (!from.includes(row.state)) throw new Refusal('rollout.notNow');
        const now = clock.now();
        const due_at = to === 'running' ? now : null;
        await updateRollout(tx, rolloutId, {
          ...{ state: to, changed_at: now, due_at },
          ...{ changed_by: personId, reason },
        });
        const version = (await findRelease(tx, { id: row.release_id }))?.version ?? '';
        await note(tx, { rolloutId, version, state: to, personId, reason });
        if (to !== 'takenBack') return [];
        const ids = (await findTold(tx, rolloutId)).map((t) => t.id);
        await options.renewConfig(tx, ids);
        return ids;
      });
      await options.operations.clear('rollout.stopped', rolloutId);
      await options.pushConfig(told);
    },
    async wishesOf(terminalIds) {
      const rows = await findWishes(db.query, terminalIds);
      return new Map(
        rows.flatMap(({ id, state, version, sha256, signature, before }) => {
          const wish: SoftwareWish | null =
            state !== 'takenBack'
              ? { version, sha256, signature, url: `/api/terminal/software/${sha256}` }
              : softwareVersion.safeParse(before).success
                ? { version: before ?? '', url: null }
                : null;
          return wish === null ? [] : [[id, wish] as const];
        }),
      );
    },
  };
}
