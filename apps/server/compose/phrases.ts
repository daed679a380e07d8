import { raiseConfigVersion } from '../devices/store.ts';
import { makePhrases, type Phrases } from '../phrases/service.ts';
import type { Chain } from './chain.ts';
import type { Ground } from './ground.ts';

export function composePhrases({ db, clock }: Ground, chain: Chain): Phrases {
  return makePhrases({
    db,
    clock,
    renewConfig: raiseConfigVersion,
    pushConfig: (ids) => chain.devices.pushConfig(ids),
  });
}
