import type { DeviceScope } from '@anyuan/contracts/device-settings.ts';
import type { RolloutStage, RolloutState } from '@anyuan/contracts/routes/software.ts';
import type { softwarePlatforms } from '@anyuan/contracts/software.ts';
import type { Heartbeat } from '@anyuan/contracts/terminal.ts';
import type { ColumnType, Generated } from 'kysely';
import type { Json } from './json-column.ts';

interface TerminalTable {
  id: string;
  school_id: string;
  zone_id: string;
  name: string;
  secret_hash: Buffer | null;
  arrival_code: string;
  config: Json<Record<string, unknown>>;
  config_version: Generated<number>;
  enrolled_at: number | null;
  state: Generated<'unknown' | 'online' | 'offline'>;
  last_seen_at: number | null;
  heartbeat: ColumnType<Heartbeat | null, string | null, string | null>;
  demonstration: Generated<boolean>;
  /** What it was last told, s: silence is counted in these. */
  heartbeat_sec: Generated<number | null>;
  archived_at: number | null;
}

interface TerminalFaultTable {
  terminal_id: string;
  code: string;
  since: number;
  detail: string;
}

interface EnrolmentCodeTable {
  code_hash: Buffer;
  terminal_id: string;
  expires_at: number;
  used_at: number | null;
}

interface DeviceSettingTable {
  id: string;
  organisation_id: string;
  scope: DeviceScope;
  /** Empty for the organisation, else the kind of zone or the terminal. */
  subject: string;
  version: number;
  body: ColumnType<Record<string, unknown> | null, string | null, string | null>;
  person_id: string;
  reason: string;
  at: number;
}

/** Terminals, how they are set (0031) and what they run (0032). */
interface SoftwareReleaseTable {
  id: string;
  version: string;
  platform: (typeof softwarePlatforms)[number];
  min_server: string;
  sha256: string;
  signature: string;
  archive: Buffer;
  added_at: number;
  added_by: string;
}

interface RolloutTable {
  id: string;
  release_id: string;
  state: RolloutState;
  stages: Json<RolloutStage[]>;
  stage: number;
  first_terminal_id: string;
  healthy_min: number;
  failed_max: number;
  begun_at: number;
  begun_by: string;
  changed_at: number;
  due_at: number | null;
  changed_by: string | null;
  reason: string | null;
}

interface RolloutTerminalTable {
  rollout_id: string;
  terminal_id: string;
  stage: number;
  told_at: number;
  before_version: string | null;
  before_faults: string[];
  version_at: number | null;
}

export interface DeviceTables {
  software_release: SoftwareReleaseTable;
  rollout: RolloutTable;
  rollout_terminal: RolloutTerminalTable;
  terminal: TerminalTable;
  terminal_fault: TerminalFaultTable;
  enrolment_code: EnrolmentCodeTable;
  device_setting: DeviceSettingTable;
}
