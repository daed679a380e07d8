import { type DrillPlace, pointTestPlan } from '@anyuan/contracts/drill.ts';
import { Refusal } from '@anyuan/contracts/errors.ts';
import { makeDrills } from '../drill/drills.ts';
import { makePointTests, pointTestChannel } from '../drill/point-tests.ts';
import { serveDrills, servePointTests } from '../drill/routes.ts';
import { findNextDue, findOpenRuns } from '../drill/store.ts';
import type { IntakeOptions } from '../intake/service.ts';
import { makeDueTimer } from '../platform/due-timer.ts';
import { newId } from '../platform/ids.ts';
import type { Chain, Exercises } from './chain.ts';
import type { Ground } from './ground.ts';

/** Drills and point tests: they raise alarms through intake and end them through responses. */
export function composeExercises(ground: Ground, chain: Chain): Exercises {
  const { db, clock, log, sites, listener } = ground;
  const close = (alarmId: string, personId: string, reason: string) =>
    closeExercise(chain, { alarmId, personId, reason });
  const pointTests = makePointTests({ ...ground, close });
  const drills = makeDrills({ ...ground, close, raise: (at) => raiseExercise(ground, chain, at) });
  let practising = false;
  const timer = makeDueTimer({
    name: 'drills',
    clock,
    log,
    nextDue: () => findNextDue(db.query),
    run: async () => {
      const now = clock.now();
      await drills.sweep(now);
      await pointTests.sweep(now);
      practising = pointTests.hasOpen() || (await findOpenRuns(db.query)).length > 0;
      return false;
    },
  });
  listener.on(pointTestChannel, () => {
    pointTests.refresh().catch((err) => log.warn({ err }, 'point tests not read'));
  });
  const routes = { ...ground, drills, pointTests, sites, wake: timer.wake };
  return {
    timer,
    pointTests,
    note(changed) {
      const isAbout = changed.some((a) => a.alarmKind !== 'actual');
      if (isAbout || practising || pointTests.hasOpen()) timer.wake();
    },
    routes(http) {
      serveDrills(http, routes);
      servePointTests(http, routes);
    },
  };
}

/** The plan of a detection: the point test calls the police alone. */
export function planFor(ground: Ground, chain: Chain): IntakeOptions['planOf'] {
  return (heard, now) =>
    heard.alarmKind === 'test' && chain.exercises.pointTests.isTest(heard.id)
      ? pointTestPlan
      : ground.planOf(heard, now);
}

async function raiseExercise(
  { clock }: Ground,
  chain: Chain,
  at: DrillPlace & { schoolId: string; personId: string },
): Promise<string> {
  const now = clock.now();
  const outcome = await chain.intake.submit({
    ...at,
    id: newId(),
    kind: 'person',
    alarmKind: 'exercise',
    confidence: 4,
    reasons: [{ branch: 'person', label: 'drill', score: 1 }],
    beganAt: now,
    decidedAt: now,
    terminalBeganAt: now,
    terminalDecidedAt: now,
    skewMs: 0,
    receivedAt: now,
    levelDbfs: null,
    clipExpected: false,
  });
  if (outcome === 'refused' || outcome === 'notTaken') throw new Refusal('server.fault');
  return outcome.alarmId;
}

/** In the name of who began it. Somebody may have closed it before. */
async function closeExercise(
  chain: Chain,
  { alarmId, personId, reason }: { alarmId: string; personId: string; reason: string },
): Promise<void> {
  const alarm = await chain.alarms.find(alarmId);
  // Never anything real, whatever was asked.
  if (!alarm || alarm.alarmKind === 'actual' || alarm.state === 'closed') return;
  try {
    await chain.responses.close(alarmId, personId, { verdict: alarm.alarmKind, reason });
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
  }
}
