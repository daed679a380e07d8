import type { Permission } from '@anyuan/contracts/permissions.ts';
import type { IconName } from '../platform/icons.tsx';
import type { consoleWords } from './words.ts';

type Word = keyof typeof consoleWords.zh;
export interface Item {
  href: string;
  icon: IconName;
  word: Word;
  /** Nothing: everybody who can sign in. */
  needs?: Permission;
}

/** By how often a hand goes there: every day, to look something up, to set up, to keep it running. */
export const menu: readonly { word: Word; items: readonly Item[] }[] = [
  {
    word: 'navDaily',
    items: [
      { href: '/', icon: 'alarm', word: 'navBoard' },
      { href: '/incidents', icon: 'list', word: 'navIncidents', needs: 'incident.view' },
      { href: '/quick-reports', icon: 'camera', word: 'navQuickReports', needs: 'incident.handle' },
      { href: '/tickets', icon: 'tool', word: 'navTickets', needs: 'terminal.view' },
      { href: '/roster', icon: 'calendar', word: 'navRoster', needs: 'roster.view' },
      { href: '/drills', icon: 'drill', word: 'navDrills', needs: 'drill.view' },
    ],
  },
  {
    word: 'navPast',
    items: [
      { href: '/records', icon: 'search', word: 'navRecords' },
      { href: '/reports', icon: 'print', word: 'navReports', needs: 'figures.view' },
      { href: '/audit', icon: 'lock', word: 'navAudit', needs: 'audit.view' },
    ],
  },
  {
    word: 'navSettings',
    items: [
      { href: '/places', icon: 'building', word: 'navPlaces' },
      { href: '/terminals', icon: 'terminal', word: 'navTerminals', needs: 'terminal.view' },
      { href: '/people', icon: 'people', word: 'navPeople', needs: 'people.view' },
      { href: '/plans', icon: 'way', word: 'navPlans', needs: 'plan.view' },
      { href: '/hearing', icon: 'sound', word: 'navHearing', needs: 'terminal.view' },
      { href: '/phrases', icon: 'phrase', word: 'navPhrases', needs: 'terminal.view' },
      { href: '/channels', icon: 'channel', word: 'navChannels', needs: 'channel.manage' },
      { href: '/rules', icon: 'settings', word: 'navRules', needs: 'incident.rules' },
      { href: '/operations', icon: 'shield', word: 'navOperations', needs: 'operation.view' },
    ],
  },
];

/** Pages that no entry of the menu leads to, or that ask for more than the entry they stand under. */
const others: readonly { pattern: RegExp; needs: Permission }[] = [
  { pattern: /^\/terminals\/software/, needs: 'software.manage' },
  { pattern: /^\/terminals\/.+\/sticker/, needs: 'terminal.manage' },
  { pattern: /^\/digest/, needs: 'incident.view' },
];

/** What somebody must be allowed to see the page at this address; undefined: nothing. The server decides all the same. */
export function neededFor(path: string): Permission | undefined {
  const other = others.find(({ pattern }) => pattern.test(path));
  if (other) return other.needs;
  const items = menu.flatMap((group) => group.items);
  return items.find(({ href }) => href !== '/' && (path === href || path.startsWith(`${href}/`)))
    ?.needs;
}
