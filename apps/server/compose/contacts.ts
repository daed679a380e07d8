import { type Contacts, makeContacts } from '../contacts/service.ts';
import type { Chain } from './chain.ts';
import type { Ground } from './ground.ts';

/** Ways to be reached; codes go out by the channels that would carry an alarm. */
export function composeContacts({ db, clock, reachability }: Ground, chain: Chain): Contacts {
  return makeContacts({
    db,
    clock,
    sendCode: (code) => chain.notification.sendCode(code),
    usable: () => chain.notification.usableContacts(),
    onChanged: () => reachability.refresh(),
  });
}
