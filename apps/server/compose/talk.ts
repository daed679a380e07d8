import { makeTalks, type Talks } from '../talk/talks.ts';
import type { Chain } from './chain.ts';
import type { Ground } from './ground.ts';

export function composeTalks(ground: Ground, chain: Chain): Talks {
  const { sites, settings } = ground;
  return makeTalks({
    ...ground,
    link: chain.link,
    iceServers: settings.talkServers.map((urls) => ({ urls })),
    findAlarm: (id) => chain.alarms.find(id),
    isOnline: async (terminalId) => {
      const [view] = await chain.devices.terminalViews([terminalId]);
      return view?.state === 'online';
    },
    // Unknown counts as private.
    isPrivate: (terminalId) => sites.terminal(terminalId)?.privacy ?? true,
  });
}
