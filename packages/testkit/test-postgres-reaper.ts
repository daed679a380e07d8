import { setTimeout as sleep } from 'node:timers/promises';
import { countTestSessions, stopIdleTestPostgres } from './test-postgres.ts';

/** Lives beside the shared test database and ends it, and itself, about two minutes after the last test. */
const checkEveryMs = 20_000;
const idleChecksToStop = 5;
const longestLifeMs = 6 * 3_600_000;

const startMs = performance.now();
let idleChecks = 0;
while (performance.now() - startMs < longestLifeMs) {
  await sleep(checkEveryMs);
  const isIdle = (await countTestSessions()) === 0;
  idleChecks = isIdle ? idleChecks + 1 : 0;
  if (idleChecks >= idleChecksToStop && (await stopIdleTestPostgres()) === 'stopped') break;
}
