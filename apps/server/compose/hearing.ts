import { type DeviceSettingsBook, makeDeviceSettings } from '../devices/device-settings.ts';
import { serveDevices } from '../devices/routes.ts';
import { serveDeviceSettings } from '../devices/settings-routes.ts';
import { raiseConfigVersions } from '../devices/store.ts';
import { type Hearing, makeHearing } from '../learning/hearing.ts';
import { readLessons } from '../learning/lessons.ts';
import { serveHearing } from '../learning/routes.ts';
import type { Http } from '../platform/http.ts';
import { serveSelfTests } from '../self-test/routes.ts';
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

/** Terminals as people see them, how they judge, how they are set. */
export function serveTerminals(ground: Ground, chain: Chain, http: Http): void {
  const { devices, hearing, selfTests } = chain;
  const { settings, sites } = ground;
  const publicUrlFor = (origin: string) => settings.publicUrl ?? origin;
  serveDevices(http, { devices, places: sites, publicUrlFor });
  serveSelfTests(http, selfTests);
  serveHearing(http, { hearing, lessons: (id) => readLessons({ ...ground, hearing }, id) });
  serveDeviceSettings(http, chain.deviceSettings);
  serveTerminalSoftware(ground, chain, http);
}

export function composeSelfTests(ground: Ground): SelfTests {
  const { metrics } = ground;
  return makeSelfTests({ ...ground, onRejected: (_leaf, code) => metrics.rejected.inc({ code }) });
}
