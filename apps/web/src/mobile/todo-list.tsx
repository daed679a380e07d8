import { Link } from 'wouter';
import { useOpenAlarms } from '../alarm/live-alarms.ts';
import { needsReview, recentPage } from '../alarm/recent.ts';
import { drillsToRun } from '../drill/to-run.ts';
import { call } from '../platform/api.ts';
import { serverNow } from '../platform/clock.ts';
import { useWords } from '../platform/i18n.ts';
import { Icon } from '../platform/icons.tsx';
import { useMay } from '../platform/session.ts';
import { useLoaded } from '../platform/use-call.ts';
import { todoWords } from './todo-words.ts';

/** At most so many are counted: more is said as "50+". */
const most = 50;

/** How many wait for me of what I may see; null: not known, because the network or the server is away. */
function useCount(key: string, may: boolean, read: (signal: AbortSignal) => Promise<number>) {
  const { value } = useLoaded(`todo ${key} ${may}`, (signal) =>
    may ? read(signal) : Promise.resolve(0),
  );
  return value;
}

/** What was handled and not thought over yet. */
function useReviews() {
  const reviewIncidents = useCount('reviews', useMay('incident.review'), async (signal) => {
    const query = { limit: most, state: 'concluded' } as const;
    return (await call('listIncidents', { query, signal })).incidents.length;
  });
  const reviewAlarms = useCount('alarm reviews', useMay('alarm.review'), async (signal) => {
    const query = { limit: recentPage, state: 'closed' } as const;
    const { alarms } = await call('listAlarms', { query, signal });
    return Math.min(most, alarms.filter(needsReview).length);
  });
  return { reviewIncidents, reviewAlarms };
}

function useCounts() {
  const mayHandle = useMay('incident.handle');
  const mayIncidents = useMay('incident.view');
  const mayTest = useMay('drill.test');
  const mayClose = useMay('alarm.close');
  const { alarms } = useOpenAlarms();
  const query = { limit: most };
  const { reviewIncidents, reviewAlarms } = useReviews();
  const reports = useCount('reports', mayHandle, async (signal) => {
    const { reports } = await call('listQuickReports', {
      query: { ...query, state: 'open' },
      signal,
    });
    return reports.length;
  });
  const mine = useCount('incidents', mayIncidents, async (signal) => {
    const asked = { ...query, state: 'open', mine: 'true' } as const;
    return (await call('listIncidents', { query: asked, signal })).incidents.length;
  });
  const fresh = useCount('assess', mayHandle, async (signal) => {
    const asked = { ...query, state: 'reported' } as const;
    return (await call('listIncidents', { query: asked, signal })).incidents.length;
  });
  const points = useCount('points', mayTest, async (signal) => {
    const { points } = await call('listPoints', { signal });
    return points.filter((p) => p.state !== 'done').length;
  });
  const tickets = useCount('tickets', useMay('ticket.handle'), async (signal) => {
    const asked = { ...query, view: 'mine' } as const;
    return (await call('listTickets', { query: asked, signal })).tickets.length;
  });
  const drills = useCount('drills', useMay('drill.manage'), async (signal) => {
    const { drills, runs } = await call('listDrills', { signal });
    return drillsToRun(drills, runs, serverNow()).length;
  });
  const contacts = useCount('contacts', true, async (signal) => {
    const { contacts } = await call('myContacts', { signal });
    return contacts.filter((c) => c.confirmedAt === null).length;
  });
  return [
    { key: 'alarms', href: '/', n: mayClose ? alarms.length : 0 },
    { key: 'assess', href: '/incidents', n: fresh },
    { key: 'incidents', href: '/incidents', n: mine },
    { key: 'reports', href: '/quick-reports', n: reports },
    { key: 'reviewIncidents', href: '/incidents?view=review', n: reviewIncidents },
    { key: 'reviewAlarms', href: '/records?view=review', n: reviewAlarms },
    { key: 'tickets', href: '/tickets?view=mine', n: tickets },
    { key: 'points', href: '/points', n: points },
    { key: 'drills', href: '/drills', n: drills },
    { key: 'contacts', href: '/me/contacts', n: contacts },
  ] as const;
}

/** 我的待办: everything that waits for me, each a link; what cannot be read is said and not taken for nothing. */
export default function TodoList() {
  const t = useWords(todoWords);
  const counts = useCounts();
  const waiting = counts.filter(({ n }) => n !== null && n > 0);
  const isUnknown = counts.some(({ n }) => n === null);
  return (
    <section className="card todo" data-testid="todo">
      <h2>{t('title')}</h2>
      {waiting.length === 0 && <p className="faint">{t(isUnknown ? 'unknown' : 'none')}</p>}
      {waiting.map(({ key, href, n }) => (
        <Link key={key} href={href} className="phone-line" data-testid={`todo-${key}`}>
          <span className="phone-line-text">{t(key)}</span>
          <span>
            {n}
            {n === most && '+'} <Icon name="next" size={18} />
          </span>
        </Link>
      ))}
    </section>
  );
}
