import type { Clock } from '@anyuan/contracts/clock.ts';
import type { TerminalHearing } from '@anyuan/contracts/hearing.ts';
import type { Lesson } from '@anyuan/contracts/routes/learning.ts';
import { alarmSounds, defaultSoundThresholds } from '@anyuan/core/detection/sound-classes.ts';
import { poissonRate, wilson } from '@anyuan/core/learning/statistics.ts';
import { suggest } from '@anyuan/core/learning/suggest.ts';
import type { Db } from '../platform/db.ts';
import { countRecorded, findDrills, findEnrolled, findJudged } from './lessons-store.ts';

const weekMs = 7 * 24 * 3_600_000;
const longestWeeks = 13;
/** The system, or somebody in good faith, was wrong: people ran for nothing. */
const falseVerdicts = new Set(['false', 'mistaken']);
const round = (value: number) => Math.round(value * 100) / 100;

/** What verdicts, drills and records say about each terminal and kind of sound. */
export async function readLessons(
  options: { db: Db; clock: Clock; hearing: { of(terminalId: string): TerminalHearing | null } },
  schoolId: string,
): Promise<Lesson[]> {
  const { db, clock, hearing } = options;
  const now = clock.now();
  const at = { schoolId, since: now - longestWeeks * weekMs };
  const judged = Map.groupBy(
    await findJudged(db.query, at),
    (row) => `${row.terminalId} ${row.kind}`,
  );
  const drills = new Map((await findDrills(db.query, at)).map((row) => [row.terminalId, row]));
  const recorded = new Map(
    (await countRecorded(db.query, at)).map((r) => [`${r.terminalId} ${r.kind}`, r.count]),
  );
  const terminals = await findEnrolled(db.query, schoolId);
  return terminals.flatMap(({ id, enrolledAt }) =>
    alarmSounds.map((kind): Lesson => {
      const rows = judged.get(`${id} ${kind}`) ?? [];
      const real = rows.filter((r) => r.verdict === 'true' || r.alarmKind === 'exercise');
      const wrong = rows.filter((r) => r.alarmKind === 'actual' && falseVerdicts.has(r.verdict));
      const weeks = Math.min(longestWeeks, (now - (enrolledAt ?? now)) / weekMs);
      const told = hearing.of(id);
      const shift = told?.kinds[kind] ?? 0;
      const held = drills.get(id);
      const drillsHeard = held?.heardKinds.filter((k) => k === kind).length ?? 0;
      const counts = { weeks, drills: held?.drills ?? 0, drillsHeard };
      const threshold = defaultSoundThresholds[kind].together + (told?.sensitivity ?? 0) + shift;
      const scores = (list: typeof rows) => list.map((r) => r.score);
      const about = { falseScores: scores(wrong), trueScores: scores(real), threshold, shift };
      return {
        ...{ terminalId: id, kind, ...counts, weeks: round(weeks), shift },
        falseAlarms: wrong.length,
        trueAlarms: real.length,
        falsePerWeek: poissonRate(wrong.length, weeks),
        recall: wilson(drillsHeard, counts.drills),
        recorded: recorded.get(`${id} ${kind}`) ?? 0,
        suggestion: suggest({ ...about, ...counts }),
      };
    }),
  );
}
