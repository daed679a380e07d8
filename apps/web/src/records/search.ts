import { type RecordSubject, recordSubjects } from '@anyuan/contracts/record-lists.ts';
import type { RecordFilter } from '@anyuan/contracts/records.ts';

/** What is looked for, as it stands in the address: a reload and a copied link find the same. */
export interface Search {
  subject: RecordSubject;
  filter: RecordFilter;
  /** Name of the person the list is narrowed to, known from the row that was pressed. */
  personName?: string;
}

export const firstSearch: Search = { subject: 'alarms', filter: { lastDays: 30 } };

const numbers = new Set(['fromAt', 'toAt', 'lastDays']);

export function searchInAddress(address: string): Search {
  const given = new URLSearchParams(address);
  const subject = recordSubjects.find((s) => s === given.get('subject'));
  if (!subject) return firstSearch;
  const filter: Record<string, string | number> = {};
  for (const [key, value] of given) {
    if (key === 'subject' || key === 'personName') continue;
    filter[key] = numbers.has(key) ? Number(value) : value;
  }
  const personName = given.get('personName');
  return { subject, filter: filter as RecordFilter, ...(personName !== null && { personName }) };
}

export function addressOf({ subject, filter, personName }: Search): string {
  const query = new URLSearchParams({ subject });
  for (const [key, value] of Object.entries(filter)) {
    if (value !== undefined && value !== '') query.set(key, String(value));
  }
  if (personName !== undefined) query.set('personName', personName);
  return `?${query}`;
}

const shared = ['fromAt', 'toAt', 'lastDays', 'organisationId', 'personId', 'text'] as const;
/** What each subject can be filtered by beyond time, school, person and text. */
const own: Record<RecordSubject, readonly (keyof RecordFilter)[]> = {
  alarms: ['alarmKind', 'kind', 'state', 'verdict'],
  incidents: ['alarmKind', 'incidentKind', 'incidentState', 'grade'],
  answers: ['alarmKind', 'answer'],
  facts: ['alarmKind', 'fact'],
};

/** Another subject keeps what it also has: time, school, person, nature. */
export function turnTo(search: Search, subject: RecordSubject): Search {
  const keep = new Set<string>([...shared, ...own[subject]]);
  const kept = Object.entries(search.filter).filter(([key]) => keep.has(key));
  return { ...search, subject, filter: Object.fromEntries(kept) as RecordFilter };
}

/** Without the field when it is empty: absent means "any". */
export function withField<K extends keyof RecordFilter>(
  filter: RecordFilter,
  key: K,
  value: RecordFilter[K] | undefined,
): RecordFilter {
  const { [key]: _old, ...rest } = filter;
  return value === undefined || value === '' ? (rest as RecordFilter) : { ...rest, [key]: value };
}
