import { type Hearing, makeHearing } from '../learning/hearing.ts';
import { makeSelfTests, type SelfTests } from '../self-test/service.ts';
import type { Chain } from './chain.ts';
import type { Ground } from './ground.ts';

const alone = { zoneIds: [], withinMs: 0 };

/** Zones next door whose terminals hear the same event, as the school has set it. From memory. */
export function neighboursOf({ sites }: Ground, chain: Chain, zoneId: string) {
  const zoneIds = sites.zone(zoneId)?.neighbourIds ?? [];
  if (zoneIds.length === 0) return alone;
  const withinMs = chain.hearing.neighbourWindowSec(zoneId) * 1000;
  return withinMs > 0 ? { zoneIds, withinMs } : alone;
}

export function composeHearing(ground: Ground, chain: Chain): Hearing {
  return makeHearing({
    ...ground,
    places: ground.sites,
    pushConfig: (ids) => chain.devices.pushConfig(ids),
  });
}

export function composeSelfTests(ground: Ground): SelfTests {
  const { metrics } = ground;
  return makeSelfTests({ ...ground, onRejected: (_leaf, code) => metrics.rejected.inc({ code }) });
}
