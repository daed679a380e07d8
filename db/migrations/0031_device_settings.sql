-- Clip, speaker and heartbeat of terminals by inheritance: organisations from the top down to the
-- school, its kinds of zone, its terminals. Append only, like hearing_setting: the newest row of a
-- scope counts, the one before it is what can be gone back to; null means "as the level above says".
create table device_setting (
  id uuid primary key,
  organisation_id uuid not null references organisation,
  scope text not null check (scope in ('organisation', 'zoneKind', 'terminal')),
  -- Empty for the organisation, else the kind of zone or the terminal of this school.
  subject text not null,
  version int not null,
  body jsonb,
  person_id uuid not null,
  reason text not null,
  at bigint not null,
  unique (organisation_id, scope, subject, version)
);

-- The heartbeat a terminal was last told, s: silence is counted in these. Null: told before there was
-- inheritance, what stands on its own record counts.
alter table terminal add column heartbeat_sec real;
