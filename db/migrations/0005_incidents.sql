-- The incident loop: intake, assessment, handling, supervision, review; and what school and police tell each other.

create table incident (
  id uuid primary key,
  -- Said on the telephone: short, never used again.
  number int generated always as identity,
  version int not null,
  school_id uuid not null references organisation,
  state text not null,
  source text not null,
  alarm_kind text not null,
  kind text not null,
  level int,
  grade text,
  title text not null,
  place text not null,
  raised_by text not null check (raised_by in ('school', 'police')),
  -- Seen by both sides.
  shared boolean not null,
  holder text not null check (holder in ('school', 'police')),
  offered_to text check (offered_to in ('school', 'police')),
  owner_id uuid,
  occurred_at bigint not null,
  reported_at bigint not null,
  concluded_at bigint,
  deadline_at bigint,
  merged_into_id uuid references incident,
  -- The rest of what decisions are made from. No name of anybody involved.
  body jsonb not null,
  -- Silence is unrepresentable: only a reviewed or merged incident has no next step.
  due_at bigint check ((state = 'reviewed' or merged_into_id is not null) = (due_at is null)),
  step_failures int not null default 0
);
create unique index on incident (number);
create index incident_due on incident (due_at) where due_at is not null;
create index incident_newest on incident (school_id, number desc);
create index incident_reported on incident (school_id, reported_at);
create index on incident (merged_into_id) where merged_into_id is not null;

-- An alarm belongs to one incident: a fact that is delivered twice opens no second one.
create table incident_alarm (
  alarm_id uuid primary key,
  incident_id uuid not null references incident,
  school_id uuid not null,
  zone_id uuid,
  linked_at bigint not null
);
create index on incident_alarm (incident_id);
create index on incident_alarm (zone_id, linked_at);

-- Names of people involved, apart from everything else: minors' are shown in full only for a reason.
create table incident_person (
  id uuid primary key,
  incident_id uuid not null references incident,
  name text not null,
  minor boolean not null,
  part text not null
);
create index on incident_person (incident_id);

-- Private notes of one side. The other side's routes never read these rows.
create table incident_note (
  id uuid primary key,
  incident_id uuid not null references incident,
  side text not null check (side in ('school', 'police')),
  person_id uuid not null,
  at bigint not null,
  text text not null
);
create index on incident_note (incident_id, side);

-- How long stages may take, where it differs from what is shipped.
create table incident_deadline (
  stage text primary key,
  within_min int not null,
  remind_before_min int not null,
  climb_every_min int not null
);

-- Another system's number for an incident, and what it last said of it.
create table incident_platform (
  platform text not null,
  number text not null,
  incident_id uuid references incident,
  alarm_id uuid,
  school_id uuid not null,
  state text not null,
  at bigint not null,
  -- As it came, by its own field names, so that nothing of it is lost. Holds the caller's data.
  fields jsonb not null,
  primary key (platform, number)
);
create index on incident_platform (incident_id);
create index on incident_platform (alarm_id);

-- What is on its way to another system: kept until it was taken.
create table platform_message (
  id uuid primary key,
  platform text not null,
  incident_id uuid,
  kind text not null,
  body jsonb not null,
  attempts int not null default 0,
  due_at bigint,
  sent_at bigint,
  error text,
  at bigint not null
);
create index platform_message_due on platform_message (due_at) where due_at is not null;
create index on platform_message (platform, at);

-- A day that was told, so that it is told once.
create table digest (
  organisation_id uuid not null references organisation,
  day date not null,
  told_at bigint not null,
  primary key (organisation_id, day)
);

alter table fact add column incident_id uuid;
create index on fact (incident_id) where incident_id is not null;

-- A message need not be about an alarm: reminders of incidents, shifts and the like are notices.
alter table notification alter column alarm_id drop not null;
