import { lazy, type ReactNode, Suspense, useEffect } from 'react';
import { Link, Route, Router, Switch, useLocation } from 'wouter';
import { Announcer } from '../alarm/announcer.tsx';
import { useOpenAlarms } from '../alarm/live-alarms.ts';
import { startRinging } from '../alarm/ringing.ts';
import { Points } from '../drill/points.tsx';
import { WaitingStrip } from '../incident/waiting-strip.tsx';
import { SessionGate } from '../people/session-gate.tsx';
import { Connection } from '../platform/connection.tsx';
import { say, useWords } from '../platform/i18n.ts';
import { Icon, type IconName } from '../platform/icons.tsx';
import { platformWords } from '../platform/platform-words.ts';
import { useMay } from '../platform/session.ts';
import { soundStore, unlockSound } from '../platform/sound.ts';
import { useStore } from '../platform/use-store.ts';
import { UnsentReports } from '../quick-report/unsent-line.tsx';
import { MyRosterPage } from '../roster/my-roster-page.tsx';
import { AlarmPage } from './alarm-page.tsx';
import { ArriveLinkPage } from './arrive-link-page.tsx';
import { ArrivePage } from './arrive-page.tsx';
import { ClosePage } from './close-page.tsx';
import { HelpPage } from './help-page.tsx';
import { HomePage } from './home-page.tsx';
import { MePage } from './me-page.tsx';
import { OutboxStrip } from './outbox-strip.tsx';
import { startSharing } from './position-sharing.ts';
import { RecordsPage } from './records-page.tsx';
import { useWakeLock } from './wake-lock.ts';
import { mobileWords } from './words.ts';

const PhoneIncidents = lazy(() => import('../incident/phone-list.tsx'));
const IncidentPage = lazy(() => import('../incident/incident-page.tsx'));
const QuickReportPage = lazy(() => import('../quick-report/report-page.tsx'));
const MyReportsPage = lazy(() => import('../quick-report/my-reports-page.tsx'));
const ReportListPage = lazy(() => import('../quick-report/report-list-page.tsx'));
const TicketListPage = lazy(() => import('../ticket/ticket-list-page.tsx'));
const TicketPage = lazy(() => import('../ticket/ticket-page.tsx'));
const TodoList = lazy(() => import('./todo-list.tsx'));
const ReportDetailPage = lazy(() => import('../quick-report/report-detail-page.tsx'));
const MyContactsPage = lazy(() => import('../contacts/my-contacts-page.tsx'));
const PhoneDrills = lazy(() => import('../drill/phone-drills.tsx'));
const VoicesPage = lazy(() => import('../voices/voices-page.tsx'));
const DigestPage = lazy(() => import('../liaison/digest-page.tsx'));

function Tab(props: { href: string; icon: IconName; label: string; count?: number }) {
  const [path] = useLocation();
  const here =
    props.href === '/'
      ? path === '/' || path.startsWith('/alarms')
      : path === props.href || path.startsWith(`${props.href}/`);
  return (
    <Link href={props.href} className="tab" aria-current={here ? 'page' : undefined}>
      <Icon name={props.icon} size={24} />
      {props.label}
      {props.count ? <span className="tab-count">{props.count}</span> : null}
    </Link>
  );
}

function Tabs() {
  const t = useWords(mobileWords);
  const { alarms } = useOpenAlarms();
  const mayRaise = useMay('alarm.raise');
  const mayIncidents = useMay('incident.view');
  return (
    <nav className="tabs">
      <Tab href="/" icon="alarm" label={t('tabAlarms')} count={alarms.length} />
      {mayRaise && <Tab href="/help" icon="hand" label={t('tabHelp')} />}
      <Tab href="/duty" icon="calendar" label={t('tabDuty')} />
      {mayIncidents && <Tab href="/incidents" icon="shield" label={t('tabIncidents')} />}
      <Tab href="/records" icon="list" label={t('tabRecords')} />
      <Tab href="/me" icon="person" label={t('tabMe')} />
    </nav>
  );
}

function SoundBar() {
  const p = useWords(platformWords);
  if (useStore(soundStore) === 'ready') return null;
  return (
    <button
      type="button"
      className="phone-sound"
      data-testid="sound-enable"
      onClick={() => void unlockSound()}
    >
      <Icon name="muted" size={18} />
      {p('soundEnable')}
    </button>
  );
}

function Frame({ children }: { children: ReactNode }) {
  const p = useWords(platformWords);
  useEffect(() => startRinging({ vibrates: true, title: () => say(platformWords)('product') }), []);
  useEffect(() => startSharing(), []);
  useWakeLock();
  return (
    <div className="phone">
      <header className="phone-head">
        <img src="/icon.svg" alt="" width={24} height={24} />
        <strong>{p('product')}</strong>
        <Connection />
      </header>
      <SoundBar />
      <OutboxStrip />
      <UnsentReports />
      <WaitingStrip />
      <main className="phone-main">{children}</main>
      <Tabs />
      <Announcer />
    </div>
  );
}

function NotFound() {
  const t = useWords(mobileWords);
  return (
    <div className="centre">
      <p className="centre-title">{t('notFound')}</p>
      <Link href="/" className="btn btn-large">
        {t('toAlarms')}
      </Link>
    </div>
  );
}

function Pages() {
  return (
    <Switch>
      <Route path="/">
        <HomePage />
      </Route>
      <Route path="/alarms/:alarmId">
        {({ alarmId }) => <AlarmPage key={alarmId} alarmId={alarmId} />}
      </Route>
      <Route path="/alarms/:alarmId/arrive">
        {({ alarmId }) => <ArrivePage alarmId={alarmId} />}
      </Route>
      <Route path="/alarms/:alarmId/close">
        {({ alarmId }) => <ClosePage alarmId={alarmId} />}
      </Route>
      <Route path="/arrive/:terminalId/:code">
        {({ terminalId, code }) => <ArriveLinkPage terminalId={terminalId} code={code} />}
      </Route>
      <Route path="/incidents">
        <Suspense>
          <PhoneIncidents />
        </Suspense>
      </Route>
      <Route path="/incidents/:incidentId">
        {({ incidentId }) => (
          <Suspense>
            <IncidentPage key={incidentId} incidentId={incidentId} />
          </Suspense>
        )}
      </Route>
      <Route path="/digest/:day?">
        {({ day }) => (
          <Suspense>
            <DigestPage day={day} />
          </Suspense>
        )}
      </Route>
      <Route path="/report">
        <Suspense>
          <QuickReportPage />
        </Suspense>
      </Route>
      <Route path="/reports">
        <Suspense>
          <MyReportsPage />
        </Suspense>
      </Route>
      <Route path="/quick-reports">
        <Suspense>
          <ReportListPage />
        </Suspense>
      </Route>
      <Route path="/quick-reports/:quickReportId">
        {({ quickReportId }) => (
          <Suspense>
            <ReportDetailPage key={quickReportId} quickReportId={quickReportId} />
          </Suspense>
        )}
      </Route>
      <Route path="/tickets">
        <Suspense>
          <TicketListPage />
        </Suspense>
      </Route>
      <Route path="/tickets/:ticketId">
        {({ ticketId }) => (
          <Suspense>
            <TicketPage key={ticketId} ticketId={ticketId} />
          </Suspense>
        )}
      </Route>
      <Route path="/help">
        <HelpPage />
      </Route>
      <Route path="/records">
        <RecordsPage />
      </Route>
      <Route path="/duty">
        <Suspense>
          <TodoList />
        </Suspense>
        <MyRosterPage />
      </Route>
      <Route path="/points">
        <Points />
      </Route>
      <Route path="/drills">
        <Suspense>
          <PhoneDrills />
        </Suspense>
      </Route>
      <Route path="/me">
        <MePage />
      </Route>
      <Route path="/me/voices">
        <Suspense>
          <VoicesPage />
        </Suspense>
      </Route>
      <Route path="/me/contacts">
        <Suspense>
          <MyContactsPage />
        </Suspense>
      </Route>
      <Route>
        <NotFound />
      </Route>
    </Switch>
  );
}

export function App() {
  return (
    <SessionGate>
      <Router base="/m">
        <Frame>
          <Pages />
        </Frame>
      </Router>
    </SessionGate>
  );
}
