import { makeRosters, type Rosters } from '../roster/rosters.ts';
import type { Chain } from './chain.ts';
import type { Ground } from './ground.ts';

export function composeRosters(ground: Ground, chain: Chain): Rosters {
  return makeRosters({
    ...ground,
    organisations: ground.sites.organisations,
    notices: chain.notification.notices,
    isPresent: (personId) => ground.screens.isPresent(personId),
  });
}
