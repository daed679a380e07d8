-- Whether a terminal can be trusted: what it says about itself each night, what it heard without
-- waking anybody, and how it is set.

-- One row per self-test; the newest per terminal is what the list shows.
create table self_test (
  id uuid primary key,
  terminal_id uuid not null references terminal,
  school_id uuid not null,
  -- The terminal's own clock, as sent, and ours.
  at bigint not null,
  received_at bigint not null,
  outcome text not null check (outcome in ('passed', 'failed', 'skipped')),
  body jsonb not null
);
create index on self_test (terminal_id, received_at desc);

-- Heard, and by the settings of the place only recorded: no alarm, nobody called.
create table observation (
  id uuid primary key,
  terminal_id uuid not null references terminal,
  school_id uuid not null,
  zone_id uuid not null,
  kind text not null,
  alarm_kind text not null,
  confidence int not null,
  reasons jsonb not null,
  level_dbfs real,
  began_at bigint not null,
  received_at bigint not null
);
create index on observation (terminal_id, received_at desc);
create index on observation (received_at);

-- How the terminals of a school judge what they hear. Append only: the newest row of a scope counts,
-- the one before it is what can be gone back to; a body of null means "as the wider scope says".
create table hearing_setting (
  id uuid primary key,
  school_id uuid not null references organisation,
  scope text not null check (scope in ('school', 'zoneKind', 'zone', 'terminal')),
  -- Empty for the school, else the kind of zone, the zone or the terminal.
  subject text not null,
  version int not null,
  body jsonb,
  person_id uuid not null,
  reason text not null,
  at bigint not null,
  unique (school_id, scope, subject, version)
);
