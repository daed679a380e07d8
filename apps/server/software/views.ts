import { Refusal } from '@anyuan/contracts/errors.ts';
import {
  type LeftOut,
  leftOutReasons,
  type RolloutDetail,
  type RolloutPreview,
  type RolloutStage,
  type RolloutView,
  type ToldView,
  type VersionView,
} from '@anyuan/contracts/routes/software.ts';
import { compareVersions, softwareVersion } from '@anyuan/contracts/software.ts';
import { judgeTold } from '@anyuan/core/devices/rollout.ts';
import {
  freshMembers,
  leftOut,
  stageNow,
  stageProgress,
  waitsFor,
} from '@anyuan/core/devices/rollout-progress.ts';
import type { Db } from '../platform/db.ts';
import {
  findNewFaults,
  findRelease,
  findReleases,
  findRollout,
  findRollouts,
  findTerminals,
  findTold,
  type RolloutRow,
  type ToldRow,
} from './store.ts';

export interface SoftwareNames {
  school(id: string): string;
  person(id: string): string;
  /** Of a zone: its place in words and the school. */
  zone(id: string): { place: string; schoolName: string };
}

export interface ViewParts {
  db: Db;
  clock: { now(): number };
  hasKey: boolean;
  names: SoftwareNames;
}

type Terminal = Awaited<ReturnType<typeof findTerminals>>[number];

/** Shown of the terminals of a rollout. */
const toldMax = 200;
const schoolsMax = 20;
const ableMax = 50;

export async function showSoftware(parts: ViewParts) {
  const { db, clock, hasKey, names } = parts;
  const rows = await findRollouts(db.query);
  const terminals = await findTerminals(db.query);
  const rollouts = await Promise.all(
    rows.map(async (r) => rolloutView(r, await findTold(db.query, r.id), parts)),
  );
  return {
    ...{ hasKey, rollouts, now: clock.now() },
    releases: (await findReleases(db.query)).map((r) => ({
      ...{ id: r.id, version: r.version, platform: r.platform, minServer: r.min_server },
      ...{ sha256: r.sha256, bytes: r.bytes, addedAt: r.added_at },
      ...servedBy(r, { terminals, names }),
    })),
    versions: versionsOf(terminals, names),
  };
}

function rolloutView(
  r: RolloutRow & { version: string },
  told: readonly ToldRow[],
  { clock, names }: ViewParts,
): RolloutView {
  const times = { now: clock.now(), healthyMs: r.healthy_min * 60_000, stage: stageNow(r) };
  const states = told.map((t) => judgeTold(t, times));
  const count = (state: string) => states.filter((s) => s === state).length;
  return {
    ...{ id: r.id, version: r.version, state: r.state, stages: r.stages, stage: r.stage },
    ...{ healthyMin: r.healthy_min, failedMax: r.failed_max },
    ...{ begunAt: r.begun_at, changedAt: r.changed_at, reason: r.reason },
    ...{ told: told.length, healthy: count('healthy'), failed: count('failed') },
    begunBy: names.person(r.begun_by),
    changedBy: r.changed_by === null ? null : names.person(r.changed_by),
  };
}

function versionsOf(terminals: readonly Terminal[], names: SoftwareNames): VersionView[] {
  const byVersion = Map.groupBy(terminals, (t) => t.version);
  const views = [...byVersion].map(([version, all]) => {
    const unsupervised = version === null ? 0 : all.filter((t) => t.updates === null).length;
    return {
      ...{ version, terminals: all.length, unsupervised },
      ...schoolsOf(all, names),
    };
  });
  return views.toSorted((a, b) => newerFirst(a.version, b.version));
}

function schoolsOf(terminals: readonly Terminal[], names: SoftwareNames) {
  const bySchool = Map.groupBy(terminals, (t) => t.schoolId);
  const schools = [...bySchool]
    .map(([id, own]) => ({ name: names.school(id), terminals: own.length }))
    .toSorted((a, b) => b.terminals - a.terminals);
  return { schools: schools.slice(0, schoolsMax), schoolCount: schools.length };
}

/** Whom a release can be brought to, and whom not for which reason. */
function servedBy(
  release: { version: string; platform: string },
  { terminals, names }: { terminals: readonly Terminal[]; names: SoftwareNames },
): { ableCount: number; leftOut: LeftOut[] } {
  const byReason = Map.groupBy(terminals, (t) => leftOut(t, release));
  return {
    ableCount: byReason.get(null)?.length ?? 0,
    leftOut: leftOutReasons.flatMap((reason) => {
      const out = byReason.get(reason) ?? [];
      return out.length === 0 ? [] : [{ reason, terminals: out.length, ...schoolsOf(out, names) }];
    }),
  };
}

/** What is no version of ours (a terminal in a browser) comes after, what was not heard of last. */
function newerFirst(a: string | null, b: string | null): number {
  const rank = (v: string | null) =>
    v === null ? 2 : softwareVersion.safeParse(v).success ? 0 : 1;
  return rank(a) - rank(b) || (rank(a) === 0 ? compareVersions(b ?? '', a ?? '') : 0);
}

/** Refuses with `subject.unknown`. */
export async function showRollout(parts: ViewParts, id: string): Promise<RolloutDetail> {
  const { db, clock } = parts;
  const row = await findRollout(db.query, id);
  if (!row) throw new Refusal('subject.unknown');
  const told = await findTold(db.query, id);
  const all = (await findTerminals(db.query)).filter((t) => leftOut(t, row) === null);
  const times = { now: clock.now(), healthyMs: row.healthy_min * 60_000, stage: stageNow(row) };
  const { stages, stage: reached, first_terminal_id: firstId } = row;
  const faults = Map.groupBy(await findNewFaults(db.query, id), (f) => f.id);
  const views = told.map((t): ToldView => {
    const { place, schoolName } = parts.names.zone(t.zoneId);
    return {
      ...{ id: t.id, name: t.name, place, schoolName, stage: t.stage, toldAt: t.toldAt },
      ...{ state: judgeTold(t, times), waitsFor: waitsFor(t), selfTest: t.selfTest },
      ...{ version: t.version, beforeVersion: t.beforeVersion },
      faults: (faults.get(t.id) ?? []).map(({ code, detail, since }) => ({ code, detail, since })),
    };
  });
  const rank = { failed: 0, waiting: 1, healthy: 2 };
  return {
    rollout: rolloutView(row, told, parts),
    progress: stageProgress({ ...times, reached, stages, firstId, all, told }),
    terminals: views.toSorted((a, b) => rank[a.state] - rank[b.state]).slice(0, toldMax),
    returned: told.filter((t) => t.version === t.beforeVersion).length,
  };
}

/** Refuses with `subject.unknown` when there is no such release. */
export async function previewRollout(
  { db, names }: ViewParts,
  asked: { version: string; firstTerminalId: string | null; stages: RolloutStage[]; find: string },
): Promise<RolloutPreview> {
  const release = await findRelease(db.query, { version: asked.version });
  if (!release) throw new Refusal('subject.unknown');
  const terminals = await findTerminals(db.query);
  const all = terminals.filter((t) => leftOut(t, release) === null);
  const firstId = all.find((t) => t.id === asked.firstTerminalId)?.id ?? null;
  const members = freshMembers(asked.stages, { all, firstId: firstId ?? '' });
  const schoolOf = new Map(all.map((t) => [t.id, t.schoolId]));
  return {
    firstId,
    stages: members.map((ids) => ({
      terminals: ids.length,
      schools: new Set(ids.map((id) => schoolOf.get(id))).size,
    })),
    able: ableOf(all, { names, firstId, find: asked.find }),
    ...servedBy(release, { terminals, names }),
  };
}

/** Those to choose the first from, on line ones first: an installation may have ten thousand. */
function ableOf(
  all: readonly Terminal[],
  asked: { names: SoftwareNames; firstId: string | null; find: string },
): RolloutPreview['able'] {
  const wanted = asked.find.toLowerCase().split(/\s+/);
  const named = all.map((t) => {
    const about = { id: t.id, name: t.name, version: t.version ?? '' };
    const view = { ...about, ...asked.names.zone(t.zoneId), online: t.state === 'online' };
    return { view, label: `${view.schoolName} ${view.place} ${view.name}` };
  });
  const isChosen = (x: (typeof named)[number]) => x.view.id === asked.firstId;
  const found = named.filter(
    (x) => isChosen(x) || wanted.every((word) => x.label.toLowerCase().includes(word)),
  );
  const rank = (x: (typeof named)[number]) => (isChosen(x) ? 0 : x.view.online ? 1 : 2);
  return found
    .toSorted((a, b) => rank(a) - rank(b) || a.label.localeCompare(b.label, 'zh'))
    .slice(0, ableMax)
    .map((x) => x.view);
}
