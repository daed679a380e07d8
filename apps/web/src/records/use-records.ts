import type { RecordSubject } from '@anyuan/contracts/record-lists.ts';
import type {
  RecordedAlarm,
  RecordedAnswer,
  RecordedFact,
  RecordedIncident,
} from '@anyuan/contracts/records.ts';
import { useEffect, useState } from 'react';
import { call } from '../platform/api.ts';
import { useLoaded } from '../platform/use-call.ts';
import { addressOf, type Search } from './search.ts';

export type RecordRow = RecordedAlarm | RecordedIncident | RecordedAnswer | RecordedFact;
export interface RecordsFound {
  rows: RecordRow[];
  next: string | null;
  count: { rows: number; more: boolean } | null;
}

export const pageRows = 50;

const routeOf = {
  alarms: 'searchAlarms',
  incidents: 'searchIncidents',
  answers: 'searchAnswers',
  facts: 'searchFacts',
} as const satisfies Record<RecordSubject, string>;

/** Typing asks when it pauses, not at each letter. */
export function useSettled<T>(value: T, afterMs: number): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), afterMs);
    return () => clearTimeout(timer);
  }, [value, afterMs]);
  return settled;
}

/** One page at a time: a list of a hundred thousand rows never stands in the browser. */
export function useRecords(search: Search) {
  const asked = useSettled(addressOf(search), 250);
  // Where each page read so far begins; the last one is shown.
  const [turned, setTurned] = useState<{ asked: string; starts: (string | null)[] }>({
    asked,
    starts: [null],
  });
  const starts = turned.asked === asked ? turned.starts : [null];
  const after = starts.at(-1) ?? null;
  const { subject } = search;
  const found = useLoaded<RecordsFound & { subject: RecordSubject }>(
    `${asked} ${after}`,
    async (signal) => {
      const query = { ...search.filter, ...(after !== null && { after }), limit: pageRows };
      return { ...(await call(routeOf[subject], { query, signal })), subject };
    },
  );
  const [counted, setCounted] = useState<{ asked: string; count: RecordsFound['count'] } | null>(
    null,
  );
  // Rows of one subject never stand under the columns of another.
  const value = found.value?.subject === subject ? found.value : null;
  useEffect(() => {
    if (value?.count) setCounted({ asked, count: value.count });
  }, [value, asked]);
  const next = value?.next ?? null;
  return {
    ...found,
    value,
    loading: found.loading || (value === null && found.advice === null),
    rows: value?.rows ?? [],
    count: counted?.asked === asked ? counted.count : null,
    firstRow: (starts.length - 1) * pageRows + 1,
    earlier: next === null ? null : () => setTurned({ asked, starts: [...starts, next] }),
    later: starts.length === 1 ? null : () => setTurned({ asked, starts: starts.slice(0, -1) }),
  };
}
