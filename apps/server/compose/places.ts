import { raiseConfigVersion } from '../devices/store.ts';
import type { PlaceRouteOptions } from '../places/routes.ts';
import type { Chain } from './chain.ts';
import type { Ground } from './ground.ts';

/** Editing of places: terminals and the read model hear of it at once. */
export function placeOptions(ground: Ground, chain: Chain): PlaceRouteOptions {
  return {
    ...ground,
    dataDir: ground.settings.data,
    renewConfig: raiseConfigVersion,
    pushConfig: (ids) => chain.devices.pushConfig(ids),
    schoolOfAlarm: (alarmId) => ground.sites.organisationOf('alarm', alarmId),
    refreshSites: () => ground.sites.refresh(),
    schoolName: ground.names.school,
    mapFile: ground.settings.map,
  };
}
