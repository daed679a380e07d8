import { type DeadlineRule, defaultDeadlines } from '@anyuan/contracts/incident.ts';

/** A rule as an organisation set it, for itself and those below it. */
export interface SetDeadline {
  organisationId: string;
  rule: DeadlineRule;
}

/** The rule that holds for a stage; null: as shipped. */
export interface HeldDeadline {
  organisationId: string | null;
  rule: DeadlineRule;
}

/** The nearest organisation that says anything of a stage decides; where none does, what is shipped. */
export function deadlinesOf(
  nearestFirst: readonly string[],
  set: readonly SetDeadline[],
): HeldDeadline[] {
  return defaultDeadlines.map((shipped) => {
    for (const id of nearestFirst) {
      const said = set.find((s) => s.organisationId === id && s.rule.stage === shipped.stage);
      if (said) return said;
    }
    return { organisationId: null, rule: shipped };
  });
}
