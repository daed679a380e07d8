import { posts } from '@anyuan/contracts/alarm.ts';
import type { AlarmKind, DetectionKind } from '@anyuan/contracts/detection.ts';
import type { ErrorCode } from '@anyuan/contracts/errors.ts';
import { type Playbook, type PlaybookDraft, playbookSchema } from '@anyuan/contracts/playbook.ts';

/** The newest version of a playbook. `removed`: the school does without it. */
export interface PlaybookEntry {
  key: string;
  /** Null: for all schools, or shipped. */
  schoolId: string | null;
  playbook: Playbook;
  removed: boolean;
}

const covers = (p: Playbook, kind: DetectionKind, alarmKind: AlarmKind): boolean =>
  p.kinds.includes(kind) && p.alarmKinds.includes(alarmKind);

/**
 * The playbook for an alarm: the school's own, else one for all that the school has not replaced or
 * taken out of use under the same key. Null: there is none for this kind.
 */
export function choosePlaybook(
  entries: readonly PlaybookEntry[],
  kind: DetectionKind,
  alarmKind: AlarmKind,
): PlaybookEntry | null {
  const own = entries.filter((e) => e.schoolId !== null);
  const replaced = new Set(own.map((e) => e.key));
  const forAll = entries.filter((e) => e.schoolId === null && !replaced.has(e.key));
  const usable = [...own, ...forAll].filter((e) => !e.removed);
  return usable.find((e) => covers(e.playbook, kind, alarmKind)) ?? null;
}

export type CheckedPlaybook =
  | { ok: true; playbook: Playbook }
  | { ok: false; code: ErrorCode; detail: Record<string, string | number> };

/** A playbook that may be used, or why not. `others`: the school's own in use apart from this one. */
export function checkPlaybook(
  draft: PlaybookDraft,
  others: readonly { playbook: Playbook }[],
): CheckedPlaybook {
  const refuse = (code: ErrorCode, detail: Record<string, string | number> = {}) =>
    ({ ok: false, code, detail }) as const;
  if (draft.steps.length === 0) return refuse('playbook.noStep');
  const keys = new Set(draft.steps.map((s) => s.key));
  if (keys.size < draft.steps.length) return refuse('playbook.invalid', { field: 'key' });
  for (const [i, step] of draft.steps.entries()) {
    const isKnown = step.post !== 'volunteer' && posts.some((p) => p === step.post);
    if (!isKnown) return refuse('plan.unknownPost', { step: i + 1, post: step.post });
  }
  const parsed = playbookSchema.safeParse(draft);
  if (!parsed.success) {
    const path = parsed.error.issues[0]?.path ?? [];
    const field = String(path.at(-1) ?? '');
    const step = typeof path[1] === 'number' ? { step: path[1] + 1 } : {};
    return refuse(field === 'withinSec' ? 'playbook.badTime' : 'playbook.invalid', {
      field,
      ...step,
    });
  }
  const { data: playbook } = parsed;
  const twin = others.find((o) =>
    playbook.kinds.some((k) => playbook.alarmKinds.some((a) => covers(o.playbook, k, a))),
  );
  if (twin) return refuse('playbook.overlaps', { playbook: twin.playbook.name });
  return { ok: true, playbook };
}
