import { ConfigProvider } from 'antd';
import enUS from 'antd/es/locale/en_US.js';
import zhCN from 'antd/es/locale/zh_CN.js';
import { lazy, Suspense, useMemo } from 'react';
import { Route, Switch, useLocation } from 'wouter';
import { SessionGate } from '../people/session-gate.tsx';
import { useLocale } from '../platform/i18n.ts';
import { useSession } from '../platform/session.ts';
import { appearanceStore } from '../platform/theme.ts';
import { useStore } from '../platform/use-store.ts';
import { antdThemeOf } from './antd-theme.ts';
import { BoardPage } from './board-page.tsx';
import { neededFor } from './menu.ts';
import { NotForYou, NotFound } from './not-found.tsx';
import { Shell } from './shell.tsx';

const AlarmPage = lazy(() => import('./alarm-page.tsx'));
const TerminalsPage = lazy(() => import('./terminals-page.tsx'));
const DeviceSettingsPage = lazy(() => import('../devices/settings-page.tsx'));
const SoftwarePage = lazy(() => import('../software/software-page.tsx'));
const TerminalPage = lazy(() => import('../devices/terminal-page.tsx'));
const TicketListPage = lazy(() => import('../ticket/ticket-list-page.tsx'));
const TicketPage = lazy(() => import('../ticket/ticket-page.tsx'));
const StickerPage = lazy(() => import('./sticker-page.tsx'));
const DrillsPage = lazy(() => import('../drill/drills-page.tsx'));
const OperationsPage = lazy(() => import('../operations/operations-page.tsx'));
const PhrasesPage = lazy(() => import('../phrases/phrases-page.tsx'));
const RosterPage = lazy(() => import('../roster/roster-page.tsx'));
const IncidentListPage = lazy(() => import('../incident/incident-list.tsx'));
const IncidentPage = lazy(() => import('../incident/incident-page.tsx'));
const ReportListPage = lazy(() => import('../quick-report/report-list-page.tsx'));
const ReportDetailPage = lazy(() => import('../quick-report/report-detail-page.tsx'));
const DigestPage = lazy(() => import('../liaison/digest-page.tsx'));
const RulesPage = lazy(() => import('./rules-page.tsx'));
const PlansPage = lazy(() => import('../plans/plans-page.tsx'));
const HearingPage = lazy(() => import('../learning/hearing-page.tsx'));
const DirectoryPage = lazy(() => import('../directory/directory-page.tsx'));
const PlacesPage = lazy(() => import('../places/places-page.tsx'));
const RecordsPage = lazy(() => import('../records/records-page.tsx'));
const ReportsPage = lazy(() => import('../reports/reports-page.tsx'));
const AuditPage = lazy(() => import('../audit/audit-page.tsx'));
const ChannelsPage = lazy(() => import('./channels-page.tsx'));

function Pages() {
  const [path] = useLocation();
  const needs = neededFor(path);
  const { permissions } = useSession();
  if (needs && !permissions.includes(needs)) return <NotForYou />;
  return (
    <Suspense fallback={<div className="page-wait" aria-busy="true" />}>
      <Switch>
        <Route path="/" component={BoardPage} />
        <Route path="/alarms/:alarmId">
          {({ alarmId }) => <AlarmPage key={alarmId} alarmId={alarmId} />}
        </Route>
        <Route path="/incidents" component={IncidentListPage} />
        <Route path="/incidents/:incidentId">
          {({ incidentId }) => <IncidentPage key={incidentId} incidentId={incidentId} />}
        </Route>
        <Route path="/quick-reports" component={ReportListPage} />
        <Route path="/quick-reports/:quickReportId">
          {({ quickReportId }) => (
            <ReportDetailPage key={quickReportId} quickReportId={quickReportId} />
          )}
        </Route>
        <Route path="/digest/:day?">{({ day }) => <DigestPage day={day} />}</Route>
        <Route path="/terminals" component={TerminalsPage} />
        <Route path="/terminals/settings" component={DeviceSettingsPage} />
        <Route path="/terminals/software" component={SoftwarePage} />
        <Route path="/terminals/:terminalId/sticker">
          {({ terminalId }) => <StickerPage terminalId={terminalId} />}
        </Route>
        <Route path="/terminals/:terminalId">
          {({ terminalId }) => <TerminalPage key={terminalId} terminalId={terminalId} />}
        </Route>
        <Route path="/tickets" component={TicketListPage} />
        <Route path="/tickets/:ticketId">
          {({ ticketId }) => <TicketPage key={ticketId} ticketId={ticketId} />}
        </Route>
        <Route path="/drills" component={DrillsPage} />
        <Route path="/operations/:room?">{({ room }) => <OperationsPage room={room} />}</Route>
        <Route path="/phrases" component={PhrasesPage} />
        <Route path="/roster" component={RosterPage} />
        <Route path="/plans" component={PlansPage} />
        <Route path="/rules" component={RulesPage} />
        <Route path="/hearing" component={HearingPage} />
        <Route path="/people" component={DirectoryPage} />
        <Route path="/places" component={PlacesPage} />
        <Route path="/channels" component={ChannelsPage} />
        <Route path="/reports" component={ReportsPage} />
        <Route path="/records" component={RecordsPage} />
        <Route path="/audit" component={AuditPage} />
        <Route component={NotFound} />
      </Switch>
    </Suspense>
  );
}

export function App() {
  const locale = useLocale();
  const appearance = useStore(appearanceStore);
  const theme = useMemo(() => antdThemeOf(appearance), [appearance]);
  return (
    <ConfigProvider theme={theme} locale={locale === 'zh' ? zhCN : enUS}>
      <SessionGate>
        <Shell>
          <Pages />
        </Shell>
      </SessionGate>
    </ConfigProvider>
  );
}
