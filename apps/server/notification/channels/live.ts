import { channel } from './channel.ts';

/**
 * Open consoles and phones. The frames are the live hub's; here is only their row per person, which
 * is `sent` when a socket got the alarm, `delivered` when the device rang, `read` when it was opened.
 */
export const liveChannel = channel<null>({
  kind: 'live',
  zh: '网页与手机在线提醒',
  en: 'Open consoles and phones',
  reports: ['sent', 'delivered', 'read'],
  form: [],
  alwaysOn: true,
  enabledAtFirst: true,
  carries: ['call'],
  concurrencyMax: 1,
  attemptsMax: 1,
  parseSettings: () => null,
  targetsOf: (person) => (person ? [person.personId] : []),
  send: async () => ({ outcome: 'gone', error: 'not sent by the sender' }),
});
