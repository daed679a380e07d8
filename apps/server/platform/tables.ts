import type {
  AlarmState,
  CalledPerson,
  NotificationState,
  Plan,
  Verdict,
} from '@anyuan/contracts/alarm.ts';
import type { AlarmKind, DetectionKind, Reason } from '@anyuan/contracts/detection.ts';
import type { Fact } from '@anyuan/contracts/facts.ts';
import type { OrganisationKind, Role } from '@anyuan/contracts/permissions.ts';
import type { ZoneKind } from '@anyuan/contracts/terminal.ts';
import type { Generated } from 'kysely';
import type { IncidentTables } from './incident-tables.ts';
import type { Json } from './json-column.ts';
import type { AuditTables } from './tables-audit.ts';
import type { BackupTables } from './tables-backups.ts';
import type { ChannelTables } from './tables-channels.ts';
import type { ContactTables } from './tables-contacts.ts';
import type { DeviceTables } from './tables-devices.ts';
import type { FigureTables } from './tables-figures.ts';
import type { HearingTables } from './tables-hearing.ts';
import type { DrillTables, TalkTables } from './tables-of-drills.ts';
import type { PeopleTables } from './tables-people.ts';
import type { PhraseTables } from './tables-phrases.ts';
import type { PlaceTables } from './tables-places.ts';
import type { PlanTables } from './tables-plans.ts';
import type { RecordTables } from './tables-records.ts';
import type { RosterTables } from './tables-roster.ts';
import type { StorageTables } from './tables-storage.ts';
import type { TicketTables } from './tables-tickets.ts';
import type { VoiceTables } from './tables-voices.ts';

interface OrganisationTable {
  id: string;
  kind: OrganisationKind;
  name: string;
  police_parent_id: string | null;
  education_parent_id: string | null;
  time_zone: Generated<string>;
  archived_at: number | null;
  version: Generated<number>;
}

interface PlaceTable {
  id: string;
  school_id: string;
  parent_id: string | null;
  kind: 'campus' | 'building' | 'floor' | 'zone';
  name: string;
  zone_kind: ZoneKind | null;
  privacy: Generated<boolean>;
  latitude: number | null;
  longitude: number | null;
  position: Generated<number>;
  listening: Generated<boolean>;
  archived_at: number | null;
  version: Generated<number>;
  neighbour_ids: string[] | null;
}

interface PersonTable {
  id: string;
  login: string;
  name: string;
  title: string;
  phone: string | null;
  email: string | null;
  password_hash: string;
  must_change_password: Generated<boolean>;
  locale: Generated<'zh' | 'en'>;
  failed_sign_ins: Generated<number>;
  locked_until: number | null;
  active: Generated<boolean>;
  version: Generated<number>;
  ends_on: string | null;
  search: Generated<string>;
  sort_key: Generated<string>;
  quiet_from_minute: Generated<number | null>;
  quiet_to_minute: Generated<number | null>;
}

interface RoleAssignmentTable {
  person_id: string;
  organisation_id: string;
  role: Role;
}

interface SessionTable {
  token_hash: Buffer;
  person_id: string;
  created_at: number;
  seen_at: number;
  screen_at: number | null;
  expires_at: number;
  user_agent: Generated<string>;
}

export interface AlarmTable {
  id: string;
  version: number;
  school_id: string;
  zone_id: string;
  terminal_id: string | null;
  kind: DetectionKind;
  alarm_kind: AlarmKind;
  confidence: number;
  reasons: Json<Reason[]>;
  state: AlarmState;
  plan: Json<Plan>;
  tier: number;
  round: number;
  due_at: number | null;
  has_button: boolean;
  last_detection_at: number;
  detection_ids: string[];
  people: Json<Omit<CalledPerson, 'name'>[]>;
  clip: Generated<boolean>;
  t0: number | null;
  t1: number | null;
  t2: number | null;
  t3: number | null;
  t4: number | null;
  t5: number | null;
  t6: number | null;
  t7: number | null;
  t8: number | null;
  verdict: Verdict | null;
  closed_by: string | null;
  close_reason: string | null;
  review: string | null;
  step_failures: Generated<number>;
}

interface DetectionTable {
  id: string;
  alarm_id: string;
  school_id: string;
  zone_id: string;
  terminal_id: string | null;
  person_id: string | null;
  kind: DetectionKind;
  confidence: number;
  reasons: Json<Reason[]>;
  terminal_began_at: number;
  terminal_decided_at: number;
  skew_ms: number;
  received_at: number;
  level_dbfs: number | null;
  clip_expected: boolean;
  clip_bytes: number | null;
  clip_stored_at: number | null;
}

interface FactTable {
  id: string;
  at: number;
  type: Fact['type'];
  school_id: string | null;
  alarm_id: string | null;
  incident_id: string | null;
  body: Json<Fact>;
}

interface DeliveryTable {
  id: Generated<number>;
  consumer: string;
  fact: Json<Fact>;
  fact_id: string;
  school_id: string | null;
  at: number;
  due_at: number;
  attempts: Generated<number>;
  parked_at: number | null;
  error: string | null;
}

interface NotificationTable {
  id: string;
  /** Null: a notice that is not about an alarm. */
  alarm_id: string | null;
  person_id: string | null;
  channel: string;
  target: string;
  dedup_key: string;
  payload: Json<Record<string, unknown>>;
  receipt: string;
  state: NotificationState;
  attempts: Generated<number>;
  due_at: number | null;
  queued_at: number;
  sent_at: number | null;
  delivered_at: number | null;
  read_at: number | null;
  failed_at: number | null;
  error: string | null;
  reference: string | null;
  ask_at: number | null;
}

interface PushSubscriptionTable {
  endpoint: string;
  person_id: string;
  p256dh: string;
  auth: string;
  created_at: number;
  last_success_at: number | null;
  last_failure_at: number | null;
}

interface OperationTable {
  id: string;
  kind: string;
  subject: string;
  school_id: string | null;
  text: string;
  raised_at: number;
  cleared_at: number | null;
  taken_by: Generated<string | null>;
  taken_at: Generated<number | null>;
}

interface InstallationTable {
  key: string;
  value: Json<unknown>;
}

/** Every table, as Kysely sees it. Kept beside db/migrations by hand; a test compares the names. */
export interface Tables
  extends AuditTables,
    BackupTables,
    ChannelTables,
    DrillTables,
    TalkTables,
    HearingTables,
    DeviceTables,
    FigureTables,
    PhraseTables,
    PeopleTables,
    PlaceTables,
    PlanTables,
    RecordTables,
    RosterTables,
    ContactTables,
    StorageTables,
    TicketTables,
    VoiceTables,
    IncidentTables {
  organisation: OrganisationTable;
  place: PlaceTable;
  person: PersonTable;
  role_assignment: RoleAssignmentTable;
  session: SessionTable;
  alarm: AlarmTable;
  detection: DetectionTable;
  fact: FactTable;
  delivery: DeliveryTable;
  notification: NotificationTable;
  push_subscription: PushSubscriptionTable;
  operation: OperationTable;
  installation: InstallationTable;
}
