import { posts } from '@anyuan/contracts/alarm.ts';
import type {
  DrillRunView,
  DrillView,
  PointTestView,
  PointView,
} from '@anyuan/contracts/routes/drills.ts';
import { pointState } from '@anyuan/core/drill/point-test.ts';
import { resultOf } from '@anyuan/core/drill/results.ts';
import type { Db } from '../platform/db.ts';
import { findTestsOf, type TestRow } from './point-store.ts';
import * as store from './store.ts';

export interface Names {
  school(id: string): string;
  place(zoneId: string): string;
}

export function drillView(
  row: store.DrillRow,
  names: Names,
  open: readonly store.RunRow[],
): DrillView {
  return {
    id: row.id,
    schoolId: row.school_id,
    schoolName: names.school(row.school_id),
    title: row.title,
    places: row.places.map((p) => names.place(p.zoneId)),
    judged: posts.filter((p) => row.judged.includes(p)),
    answerWithinSec: row.answer_within_sec,
    announced: row.announced,
    schedule: row.schedule,
    dueAt: row.due_at,
    cancelledAt: row.cancelled_at,
    runningId: open.find((r) => r.drill_id === row.id)?.id ?? null,
  };
}

/** Runs with their results, computed from their alarms: they are true to the last stamp. */
export async function runViews(
  db: Db,
  rows: readonly store.RunRow[],
  names: Names,
): Promise<DrillRunView[]> {
  const alarms = await store.findAlarms(
    db.query,
    rows.flatMap((r) => r.alarm_ids),
  );
  const people = await store.findNames(db.query, [
    ...rows.map((r) => r.started_by),
    ...alarms.flatMap((a) => a.people.map((p) => p.personId)),
  ]);
  const nameOf = (id: string) => people.get(id) ?? '—';
  return rows.map((run) => ({
    id: run.id,
    drillId: run.drill_id,
    title: run.title,
    schoolId: run.school_id,
    schoolName: names.school(run.school_id),
    announced: run.announced,
    answerWithinSec: run.answer_within_sec,
    startedAt: run.started_at,
    startedBy: nameOf(run.started_by),
    endedAt: run.ended_at,
    endedWhy: run.ended_why,
    alarms: alarms
      .filter((a) => run.alarm_ids.includes(a.id))
      .map((a) => runAlarm(a, run, names.place(a.zone_id), nameOf)),
  }));
}

function runAlarm(
  alarm: Awaited<ReturnType<typeof store.findAlarms>>[number],
  run: store.RunRow,
  place: string,
  nameOf: (personId: string) => string,
): DrillRunView['alarms'][number] {
  const { id, state, people, t0, t1, t2, t3, t4, t5, t6, t7, t8 } = alarm;
  const times = { t0, t1, t2, t3, t4, t5, t6, t7, t8 };
  const expected = { judged: run.judged, answerWithinSec: run.answer_within_sec };
  const result = resultOf({ times, people }, expected);
  return {
    alarmId: id,
    place,
    state,
    times,
    ...result,
    people: result.people.map(({ personId, ...p }) => ({ name: nameOf(personId), ...p })),
  };
}

interface PointSite {
  id: string;
  name: string;
  place: string;
  schoolId: string;
  schoolName: string;
}

export async function pointViews(
  db: Db,
  sites: readonly PointSite[],
  at: { now: number; timeZone(schoolId: string): string },
): Promise<PointView[]> {
  const found = await findTestsOf(
    db.query,
    sites.map((s) => s.id),
  );
  const people = await store.findNames(
    db.query,
    [...found.open, ...found.last].flatMap((t) => [t.tester_id, t.answered_by ?? []].flat()),
  );
  const viewOf = (rows: readonly TestRow[], terminalId: string) => {
    const row = rows.find((r) => r.terminal_id === terminalId);
    return row ? testView(row, (id) => people.get(id) ?? '—') : null;
  };
  return sites.map((site) => {
    const lastPassedAt = found.passed.find((p) => p.terminal_id === site.id)?.at ?? null;
    const timeZone = at.timeZone(site.schoolId);
    return {
      terminalId: site.id,
      name: site.name,
      place: site.place,
      schoolId: site.schoolId,
      schoolName: site.schoolName,
      state: pointState({ now: at.now, timeZone, lastPassedAt }),
      lastPassedAt,
      open: viewOf(found.open, site.id),
      last: viewOf(found.last, site.id),
    };
  });
}

export function testView(row: TestRow, nameOf: (personId: string) => string): PointTestView {
  const { pressed_at: pressedAt, answered_at: answeredAt } = row;
  return {
    id: row.id,
    tester: nameOf(row.tester_id),
    armedAt: row.armed_at,
    untilAt: row.until_at,
    pressedAt,
    alarmId: row.alarm_id,
    answeredAt,
    answeredBy: row.answered_by === null ? null : nameOf(row.answered_by),
    answeredSec:
      pressedAt === null || answeredAt === null
        ? null
        : Math.round((answeredAt - pressedAt) / 100) / 10,
    endedAt: row.ended_at,
    outcome: row.outcome,
    note: row.note,
  };
}
