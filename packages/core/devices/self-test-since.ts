import type { SelfTest } from '@anyuan/contracts/self-test.ts';

/** `asBefore`: found broken what was known to be broken before the update, and nothing else. */
export type SelfTestSince = 'passed' | 'asBefore' | 'failed' | 'skipped';
export type SelfTestSeen = Pick<SelfTest, 'outcome' | 'skipped' | 'findings'>;

export interface KnownBefore {
  /** Newest run before the terminal was told that came to a result; null: none. */
  selfTest: SelfTestSeen | null;
  /** Codes of the faults that were open then. */
  faults: readonly string[];
}

/** Faults with which a run cannot come to a result. An alarm in between is none: it is asked again. */
const hindered: Record<NonNullable<SelfTest['skipped']>, readonly string[]> = {
  noPlayer: ['speaker.dead'],
  noSound: ['microphone.dead', 'microphone.silent', 'microphone.missing'],
  alarm: [],
};

/**
 * The newest self-test under a new version against what was known before it: a loudspeaker that was
 * broken already must not hold up a rollout, nor stop it. Null: none yet.
 */
export function selfTestSince(
  now: SelfTestSeen | null,
  { selfTest: before, faults }: KnownBefore,
): SelfTestSince | null {
  if (now === null || now.outcome === 'passed') return now && 'passed';
  if (now.skipped !== null) {
    const known = hindered[now.skipped].some((code) => faults.includes(code));
    const same = now.skipped !== 'alarm' && before?.skipped === now.skipped;
    return known || same ? 'asBefore' : 'skipped';
  }
  const known = new Set<string>([...faults, ...(before?.findings ?? [])]);
  // One that could not play at all cannot have been heard.
  if (known.has('speaker.dead') || before?.skipped === 'noPlayer') known.add('speaker.unheard');
  return now.findings.every((finding) => known.has(finding)) ? 'asBefore' : 'failed';
}
