/** An incident as one of the two systems knows it. A list without states compares numbers alone. */
export interface KnownIncident {
  number: string;
  state: string | null;
}

/** What is not the same at both. */
export interface Differences {
  /** Ours that they do not have. */
  missing: string[];
  /** Ours that stand otherwise there. */
  stale: string[];
  /** Theirs that never came to us. */
  unknown: string[];
}

/** Compares both lists; `calls` are the numbers of calls that came from there. */
export function differencesOf(
  ours: readonly KnownIncident[],
  theirs: readonly KnownIncident[],
  calls: ReadonlySet<string>,
): Differences {
  const there = new Map(theirs.map((i) => [i.number, i.state]));
  const here = new Set(ours.map((i) => i.number));
  const isStale = ({ number, state }: KnownIncident): boolean => {
    const said = there.get(number) ?? null;
    return said !== null && said !== state;
  };
  return {
    missing: ours.filter((i) => !there.has(i.number)).map((i) => i.number),
    stale: ours.filter(isStale).map((i) => i.number),
    unknown: [...there.keys()].filter((number) => !here.has(number) && !calls.has(number)),
  };
}
