import { type DeviceSettingsBook, makeDeviceSettings } from '../devices/device-settings.ts';
import { serveDeviceSettings } from '../devices/settings-routes.ts';
import { raiseConfigVersions } from '../devices/store.ts';
import { type Hearing, makeHearing } from '../learning/hearing.ts';
import { readLessons } from '../learning/lessons.ts';
import { serveHearing } from '../learning/routes.ts';
import type { Http } from '../platform/http.ts';
import { makeSelfTests, type SelfTests } from '../self-test/service.ts';
import type { Chain } from './chain.ts';
import type { Ground } from './ground.ts';
import { serveTerminalSoftware } from './software.ts';

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
    renewConfig: raiseConfigVersions,
    pushConfig: (ids) => chain.devices.pushConfig(ids),
  });
}

export function composeDeviceSettings(ground: Ground, chain: Chain): DeviceSettingsBook {
  const { sites } = ground;
  return makeDeviceSettings({
    ...ground,
    places: sites,
    organisationName: (id) => sites.organisation(id)?.name ?? '—',
    pushConfig: (ids) => chain.devices.pushConfig(ids),
  });
}

/** How terminals judge, and how they are set. */
export function serveTerminalSettings(ground: Ground, chain: Chain, http: Http): void {
  const { hearing } = chain;
  serveHearing(http, { hearing, lessons: (id) => readLessons({ ...ground, hearing }, id) });
  serveDeviceSettings(http, chain.deviceSettings);
  serveTerminalSoftware(ground, chain, http);
}

export function composeSelfTests(ground: Ground): SelfTests {
  const { metrics } = ground;
  return makeSelfTests({ ...ground, onRejected: (_leaf, code) => metrics.rejected.inc({ code }) });
}
