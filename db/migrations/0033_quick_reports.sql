-- 随手报: what somebody saw, told from the phone in a minute. Photos and the voice note lie sealed in files
-- of their own; a row says what they are and when they were deleted.
create table quick_report (
  id uuid primary key,
  school_id uuid not null references organisation,
  person_id uuid not null,
  side text not null check (side in ('school', 'police')),
  kind text not null check (kind in ('hazard', 'dispute', 'suspicious', 'other')),
  zone_id uuid,
  place text not null,
  latitude double precision,
  longitude double precision,
  accuracy_m double precision,
  words text not null,
  made_at bigint not null,
  received_at bigint not null,
  -- Clock of the phone minus ours; how far `made_at` was moved.
  clock_off_ms bigint not null,
  state text not null check (state in ('open', 'incident', 'closed')),
  settled_at bigint,
  settled_by uuid,
  reason text,
  incident_id uuid
);
create index on quick_report (school_id, received_at desc);
create index on quick_report (person_id, received_at desc);
create index on quick_report (incident_id) where incident_id is not null;

create table quick_report_part (
  id uuid primary key,
  report_id uuid not null references quick_report,
  kind text not null check (kind in ('photo', 'voice')),
  position int not null,
  -- Null until it has come.
  media_type text,
  bytes int,
  stored_at bigint,
  deleted_at bigint
);
create index on quick_report_part (report_id, position);
create index on quick_report_part (stored_at) where deleted_at is null;
