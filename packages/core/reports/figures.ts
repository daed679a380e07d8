import { figureCatalogue } from '@anyuan/contracts/figure-catalogue.ts';
import { type FigureKey, figureKeys } from '@anyuan/contracts/figure-lists.ts';
import type { Figure } from '@anyuan/contracts/figures.ts';
import type { DayRange } from './ranges.ts';

/** Alarms of some days and schools, of one kind, added up. */
export interface AlarmSums {
  raised: number;
  accepted: number;
  closed: number;
  due: number;
  inMinute: number;
  verdictTrue: number;
  verdictPrank: number;
  verdictMistaken: number;
  verdictFalse: number;
}

export const noAlarmSums: AlarmSums = {
  raised: 0,
  accepted: 0,
  closed: 0,
  due: 0,
  inMinute: 0,
  verdictTrue: 0,
  verdictPrank: 0,
  verdictMistaken: 0,
  verdictFalse: 0,
};

export function addSums(parts: Iterable<AlarmSums>): AlarmSums {
  const sum = { ...noAlarmSums };
  const keys = Object.keys(noAlarmSums) as (keyof AlarmSums)[];
  for (const part of parts) for (const key of keys) sum[key] += part[key];
  return sum;
}

/** How things stand now. Null where the reader may not know, or nothing keeps it. */
export interface Standing {
  terminals: { enrolled: number; online: number; selfTested: number; pointTested: number };
  duty: { required: number; filled: number };
  incidents: { open: number; overdue: number; orders: number; ordersOverdue: number } | null;
  drills: { schools: number; held: number };
}

type Value = Pick<Figure, 'numerator' | 'denominator'> & { apart?: number };

const nothing: Value = { numerator: null, denominator: null };

/** Every figure with its formula: the quotient is left to whoever shows it, with "—" for a denominator of 0. */
export function figuresOf(sums: AlarmSums, standing: Standing, days: DayRange): Figure[] {
  const values = { ...ofAlarms(sums), ...ofStanding(standing) };
  return figureKeys.map((key) => {
    const { over, ...note } = figureCatalogue[key];
    const { apart = null, ...value } = values[key] ?? nothing;
    const { from, to } = days;
    return { key, ...note, ...value, apart, days: over === 'days' ? { from, to } : null };
  });
}

function ofAlarms(sums: AlarmSums): Partial<Record<FigureKey, Value>> {
  const wrong = sums.verdictFalse + sums.verdictMistaken;
  const judged = wrong + sums.verdictTrue + sums.verdictPrank;
  return {
    minute: { numerator: sums.inMinute, denominator: sums.due, apart: sums.raised - sums.due },
    accepted: { numerator: sums.accepted, denominator: sums.raised },
    handled: { numerator: sums.closed, denominator: sums.raised },
    falseAlarms: { numerator: wrong, denominator: judged, apart: sums.raised - judged },
  };
}

function ofStanding({ terminals, duty, incidents, drills }: Standing) {
  const { enrolled } = terminals;
  const values: Partial<Record<FigureKey, Value>> = {
    online: { numerator: terminals.online, denominator: enrolled },
    selfTests: { numerator: terminals.selfTested, denominator: enrolled },
    pointTests: { numerator: terminals.pointTested, denominator: enrolled },
    duty: { numerator: duty.filled, denominator: duty.required },
    drills: { numerator: drills.held, denominator: drills.schools },
  };
  if (incidents === null) return values;
  return {
    ...values,
    incidents: { numerator: incidents.overdue, denominator: incidents.open },
    orders: { numerator: incidents.ordersOverdue, denominator: incidents.orders },
  };
}

/** The quotient; null where there is none to speak of ("—", never 0 % or 100 %). */
export function shareOf(figure: Pick<Figure, 'numerator' | 'denominator'>): number | null {
  const { numerator, denominator } = figure;
  if (numerator === null || denominator === null || denominator === 0) return null;
  return numerator / denominator;
}
