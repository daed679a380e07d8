import type { Alarm } from '@anyuan/core/alarm/alarm.ts';
import type { Alarms } from '../alarm/service.ts';
import type { Backups } from '../backup/service.ts';
import type { DeviceSettingsBook } from '../devices/device-settings.ts';
import type { Devices } from '../devices/devices.ts';
import type { Auditor } from '../dispatch/auditor.ts';
import type { Plans } from '../dispatch/plan-service.ts';
import type { PointTests } from '../drill/point-tests.ts';
import type { Incidents } from '../incident/service.ts';
import type { Intakes } from '../intake/service.ts';
import type { Hearing } from '../learning/hearing.ts';
import type { Notification } from '../notification/notification.ts';
import type { People } from '../people/people.ts';
import type { Phrases } from '../phrases/service.ts';
import type { Broker } from '../platform/broker.ts';
import type { Deliveries } from '../platform/deliveries.ts';
import type { DueTimer } from '../platform/due-timer.ts';
import type { Http } from '../platform/http.ts';
import type { Live } from '../platform/live.ts';
import type { Operations } from '../platform/operations.ts';
import type { TerminalLink } from '../platform/terminal-link.ts';
import type { PlaybookRuns } from '../playbook/runs.ts';
import type { Playbooks } from '../playbook/service.ts';
import type { Recordings } from '../recordings/recordings.ts';
import type { Responses } from '../response/service.ts';
import type { RetentionRules } from '../retention/rule.ts';
import type { Rosters } from '../roster/rosters.ts';
import type { SelfTests } from '../self-test/service.ts';
import type { Software } from '../software/service.ts';
import type { Storage } from '../storage/service.ts';
import type { Talks } from '../talk/talks.ts';
import type { Tickets } from '../ticket/service.ts';
import type { Reports } from './reports.ts';

export interface Exercises {
  timer: DueTimer;
  pointTests: PointTests;
  /** These alarms changed: something real may have begun where people practise. */
  note(changed: readonly Pick<Alarm, 'alarmKind'>[]): void;
  routes(http: Http): void;
}

export interface SoftwareParts {
  service: Software;
  stepper: DueTimer;
}

/**
 * The parts of the chain. They call each other both ways (an alarm tells the screens, a screen
 * answers the alarm), so each is composed from the ground and this record, which is complete before
 * any of them starts.
 */
export interface Chain {
  people: People;
  alarms: Alarms;
  live: Live;
  operations: Operations;
  /** The embedded broker; null where an outside one is used. */
  broker: Broker | null;
  link: TerminalLink;
  intake: Intakes;
  dispatch: DueTimer;
  plans: Plans;
  playbooks: { runs: PlaybookRuns; editing: Playbooks };
  auditor: Auditor;
  responses: Responses;
  notification: Notification;
  exercises: Exercises;
  talks: Talks;
  reports: Reports;
  backups: Backups;
  storage: Storage;
  recordings: Recordings;
  retention: RetentionRules;
  devices: Devices;
  selfTests: SelfTests;
  tickets: Tickets;
  phrases: Phrases;
  incidents: Incidents;
  /** Reminds, climbs and rings for incidents. */
  supervisor: DueTimer;
  /** Tells each morning what yesterday was. */
  digests: DueTimer;
  /** Tells other alarm platforms. */
  platforms: DueTimer;
  /** Compares with them once an hour. */
  reconciler: DueTimer;
  hearing: Hearing;
  deviceSettings: DeviceSettingsBook;
  software: SoftwareParts;
  deliveries: Deliveries;
  rosters: Rosters;
}
