import { alarmRoutes } from './alarms.ts';
import { auditLineRoutes } from './audit-lines.ts';
import { backupRoutes } from './backups.ts';
import { contactRoutes } from './contacts.ts';
import { deviceSettingRoutes } from './device-settings.ts';
import { digestRoutes } from './digests.ts';
import { drillRoutes } from './drills.ts';
import { evidenceRoutes } from './evidence.ts';
import { figureRoutes } from './figures.ts';
import { hearingRoutes } from './hearing.ts';
import { incidentRoutes } from './incidents.ts';
import { learningRoutes } from './learning.ts';
import { leavingRoutes } from './leaving.ts';
import { mapRoutes } from './map.ts';
import { myRosterRoutes } from './my-roster.ts';
import { notificationRoutes } from './notifications.ts';
import { operationRoutes } from './operations.ts';
import { peopleRoutes } from './people.ts';
import { phraseRoutes } from './phrases.ts';
import { placeEditingRoutes } from './place-editing.ts';
import { placeRoutes } from './places.ts';
import { planRoutes } from './plans.ts';
import { platformRoutes } from './platforms.ts';
import { playbookRoutes } from './playbooks.ts';
import { positionRoutes } from './positions.ts';
import { privacyRoutes } from './privacy.ts';
import { quickReportRoutes } from './quick-reports.ts';
import { reachRoutes } from './reach.ts';
import { recordRoutes } from './records.ts';
import { reportRoutes } from './reports.ts';
import { retentionRoutes } from './retention.ts';
import { rosterRoutes } from './rosters.ts';
import { selfTestRoutes } from './self-tests.ts';
import { sessionRoutes } from './session.ts';
import { softwareRoutes } from './software.ts';
import { storageRoutes } from './storage.ts';
import { talkRoutes } from './talk.ts';
import { terminalRoutes } from './terminals.ts';
import { ticketRoutes } from './tickets.ts';
import { voiceRoutes } from './voices.ts';

/** Every route of the product, by name. */
export const routes = {
  ...sessionRoutes,
  ...alarmRoutes,
  ...terminalRoutes,
  ...selfTestRoutes,
  ...ticketRoutes,
  ...privacyRoutes,
  ...hearingRoutes,
  ...deviceSettingRoutes,
  ...softwareRoutes,
  ...learningRoutes,
  ...notificationRoutes,
  ...operationRoutes,
  ...backupRoutes,
  ...storageRoutes,
  ...retentionRoutes,
  ...auditLineRoutes,
  ...drillRoutes,
  ...figureRoutes,
  ...recordRoutes,
  ...reportRoutes,
  ...evidenceRoutes,
  ...talkRoutes,
  ...placeRoutes,
  ...placeEditingRoutes,
  ...mapRoutes,
  ...peopleRoutes,
  ...leavingRoutes,
  ...planRoutes,
  ...playbookRoutes,
  ...positionRoutes,
  ...rosterRoutes,
  ...myRosterRoutes,
  ...reachRoutes,
  ...contactRoutes,
  ...phraseRoutes,
  ...voiceRoutes,
  ...incidentRoutes,
  ...quickReportRoutes,
  ...digestRoutes,
  ...platformRoutes,
};
export type RouteName = keyof typeof routes;
