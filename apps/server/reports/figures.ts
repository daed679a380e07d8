import type { Clock } from '@anyuan/contracts/clock.ts';
import { detectionKinds } from '@anyuan/contracts/detection.ts';
import type { MeasuredMoment } from '@anyuan/contracts/figure-lists.ts';
import type { FiguresReply, SchoolFigures } from '@anyuan/contracts/figures.ts';
import { type AlarmSums, addSums, figuresOf, noAlarmSums } from '@anyuan/core/reports/figures.ts';
import { periodOf } from '@anyuan/core/reports/periods.ts';
import { daysOf } from '@anyuan/core/reports/ranges.ts';
import { summarise } from '@anyuan/core/reports/seconds.ts';
import { localDay } from '@anyuan/core/roster/local-time.ts';
import type { Db } from '../platform/db.ts';
import * as store from './figures-store.ts';
import { liveDays, schoolDay } from './rollup.ts';
import type { SchoolDay } from './rollup-store.ts';
import type { FiguresScope } from './scope.ts';
import { readStanding, type StandingOptions, type StandingRead } from './standing.ts';
import { findTerms } from './terms-store.ts';

/** A school as figures show it. */
export interface ReportedSchool
  extends Pick<
    SchoolFigures,
    'schoolId' | 'name' | 'stationId' | 'stationName' | 'latitude' | 'longitude'
  > {
  timeZone: string;
}

export interface FiguresOptions extends StandingOptions {
  db: Db;
  clock: Clock;
  /** Whose terms hold at an organisation, itself first. */
  lineOf(organisationId: string): readonly string[];
}

/** How long an answer stands for everybody who asks the same, ms. */
const keptMs = 3000;
const keptMost = 200;

/** The figures of an organisation, kept for seconds: a hall of walls asks the database once. */
export function makeFigures(options: FiguresOptions) {
  const kept = new Map<string, { at: number; reply: Promise<FiguresReply> }>();
  return {
    read(scope: FiguresScope): Promise<FiguresReply> {
      const now = options.clock.now();
      const key = JSON.stringify([
        scope.organisation.id,
        scope.range,
        scope.days,
        scope.alarmKind,
        scope.schools.map((s) => s.schoolId),
        scope.rosterIds,
        scope.incidents,
      ]);
      const known = kept.get(key);
      if (known && now - known.at >= 0 && now - known.at < keptMs) return known.reply;
      const reply = readFigures(options, scope, now);
      kept.delete(key);
      kept.set(key, { at: now, reply });
      // A failure is not kept, and the oldest answers go.
      reply.catch(() => kept.delete(key));
      for (const old of [...kept.keys()].slice(0, Math.max(0, kept.size - keptMost))) {
        kept.delete(old);
      }
      return reply;
    },
  };
}
export type Figures = ReturnType<typeof makeFigures>;

async function readFigures(
  options: FiguresOptions,
  scope: FiguresScope,
  now: number,
): Promise<FiguresReply> {
  const { query } = options.db;
  const { organisation, schools, range, alarmKind } = scope;
  const { before, ...days } = scope.days ?? (await daysNow(options, scope, now));
  const alarms: store.AlarmScope = {
    schoolIds: schools.map((s) => s.schoolId),
    alarmKind,
    from: days.from,
    to: days.to,
    beforeFrom: before.from,
    live: liveOf(schools, now),
    now,
  };
  const [sums, seconds, hours, standing] = await Promise.all([
    store.sumAlarms(query, alarms),
    store.countSeconds(query, alarms),
    store.countHours(query, alarms),
    readStanding(options, scope, now),
  ]);
  const perSchool = sums.filter((s) => s.schoolId !== null);
  const perDay = sums.filter((s) => s.day !== null && s.day >= days.from);
  const secondsOf = (moment: MeasuredMoment) =>
    summarise(new Map(seconds.filter((s) => s.moment === moment).map((s) => [s.sec, s.count])));
  const total = addSums(perSchool.filter((s) => s.current));
  return {
    organisation: { id: organisation.id, name: organisation.name, kind: organisation.kind },
    range,
    alarmKind,
    days,
    asOf: now,
    figures: figuresOf(total, standing.standing, days),
    seconds: {
      accept: secondsOf('accept'),
      arrive: secondsOf('arrive'),
      close: secondsOf('close'),
    },
    hours: byKind(hours),
    trend: perDay
      .map(({ day, raised, due, inMinute }) => ({ day: day ?? '', raised, due, inMinute }))
      .sort((a, b) => (a.day < b.day ? -1 : 1)),
    schools: schoolRows(schools, perSchool, standing),
  };
}

/** The range ending today; a term begins when the organisation says so. */
async function daysNow({ db, lineOf }: FiguresOptions, scope: FiguresScope, now: number) {
  const { id, timeZone } = scope.organisation;
  const today = localDay(now, timeZone);
  if (scope.range !== 'term') return daysOf(scope.range, today);
  const { terms } = await findTerms(db.query, lineOf(id));
  return periodOf({ kind: 'term', day: today, today, terms });
}

/** Today and yesterday of each school. Time zones are few: the instants of a day are worked out once for each. */
function liveOf(schools: readonly ReportedSchool[], now: number): SchoolDay[] {
  const byZone = new Map<string, SchoolDay[]>();
  return schools.flatMap(({ schoolId, timeZone }) => {
    const known = byZone.get(timeZone) ?? [schoolDay(schoolId, now, timeZone)];
    while (known.length < liveDays) {
      known.push(schoolDay(schoolId, (known.at(-1)?.fromAt ?? now) - 1, timeZone));
    }
    byZone.set(timeZone, known);
    return known.map((day) => ({ ...day, schoolId }));
  });
}

function byKind(rows: Awaited<ReturnType<typeof store.countHours>>): FiguresReply['hours'] {
  return detectionKinds.flatMap((kind) => {
    const mine = rows.filter((r) => r.kind === kind);
    if (mine.length === 0) return [];
    const counts = Array.from({ length: 24 }, () => 0);
    for (const { hour, count } of mine) counts[hour] = count;
    return [{ kind, counts }];
  });
}

function schoolRows(
  schools: readonly ReportedSchool[],
  sums: readonly store.SchoolSums[],
  standing: StandingRead,
): SchoolFigures[] {
  const of = (isCurrent: boolean) =>
    new Map(sums.filter((s) => s.current === isCurrent).map((s) => [s.schoolId, s]));
  const [current, before] = [of(true), of(false)];
  const three = ({ raised, due, inMinute }: AlarmSums) => ({ raised, due, inMinute });
  return schools.map(({ timeZone: _, ...school }) => {
    const { schoolId } = school;
    const terminals = standing.terminals.get(schoolId);
    const emptyPosts = [...(standing.gaps.get(schoolId) ?? [])];
    return {
      ...school,
      ...three(current.get(schoolId) ?? noAlarmSums),
      before: three(before.get(schoolId) ?? noAlarmSums),
      terminals: terminals?.enrolled ?? 0,
      online: terminals?.online ?? 0,
      gaps: emptyPosts.length,
      emptyPosts,
    };
  });
}
