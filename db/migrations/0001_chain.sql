-- The chain from detection to review, with the people, places and devices it needs.
-- Times are epoch milliseconds (bigint): the clock is the application's, so that tests can travel.

create table organisation (
  id uuid primary key,
  kind text not null check (kind in ('policeBureau', 'policeStation', 'educationBureau', 'school')),
  name text not null,
  -- A school has both parents; a station has its bureau as police parent.
  police_parent_id uuid references organisation,
  education_parent_id uuid references organisation,
  time_zone text not null default 'Asia/Shanghai'
);
create index on organisation (police_parent_id);
create index on organisation (education_parent_id);

create table place (
  id uuid primary key,
  school_id uuid not null references organisation,
  parent_id uuid references place,
  kind text not null check (kind in ('campus', 'building', 'floor', 'zone')),
  name text not null,
  zone_kind text,
  -- Toilets, dormitory rooms, changing rooms: no clips unless a setting says so.
  privacy boolean not null default false,
  latitude double precision,
  longitude double precision,
  position int not null default 0,
  check ((kind = 'zone') = (zone_kind is not null))
);
create index on place (school_id);

create table terminal (
  id uuid primary key,
  school_id uuid not null references organisation,
  zone_id uuid not null references place,
  name text not null,
  -- sha-256 of the secret; null until enrolled.
  secret_hash bytea,
  -- Printed as QR at the terminal: proof of presence.
  arrival_code text not null,
  config jsonb not null default '{}',
  config_version int not null default 1,
  enrolled_at bigint,
  state text not null default 'unknown' check (state in ('unknown', 'online', 'offline')),
  last_seen_at bigint,
  heartbeat jsonb,
  -- Demonstration terminals may be enrolled without a code from the server's own machine.
  demonstration boolean not null default false
);
create index on terminal (school_id);
create index on terminal (zone_id);

create table terminal_fault (
  terminal_id uuid not null references terminal,
  code text not null,
  since bigint not null,
  detail text not null,
  primary key (terminal_id, code)
);

create table enrolment_code (
  code_hash bytea primary key,
  terminal_id uuid not null references terminal,
  expires_at bigint not null,
  used_at bigint
);

create table person (
  id uuid primary key,
  login text not null unique,
  name text not null,
  -- As spoken by a terminal and shown to a child: "王老师".
  title text not null,
  phone text,
  email text,
  password_hash text not null,
  must_change_password boolean not null default false,
  locale text not null default 'zh',
  failed_sign_ins int not null default 0,
  locked_until bigint,
  active boolean not null default true
);

create table role_assignment (
  person_id uuid not null references person,
  organisation_id uuid not null references organisation,
  role text not null,
  primary key (person_id, organisation_id, role)
);
create index on role_assignment (organisation_id);

-- Who fills which post when: weekly windows in the organisation's local time.
create table duty_rule (
  id uuid primary key,
  organisation_id uuid not null references organisation,
  person_id uuid not null references person,
  post text not null,
  -- ISO weekdays 1 (Monday) .. 7.
  weekdays int[] not null,
  from_minute int not null check (from_minute between 0 and 1439),
  -- Up to 1440; smaller than from_minute means over midnight.
  to_minute int not null check (to_minute between 0 and 1440),
  -- Zones near this person; empty: the whole organisation.
  building_id uuid references place
);
create index on duty_rule (organisation_id);

create table session (
  token_hash bytea primary key,
  person_id uuid not null references person,
  created_at bigint not null,
  seen_at bigint not null,
  expires_at bigint not null,
  user_agent text not null default ''
);
create index on session (person_id);

-- One row per school (or null: for all); the newest version is stamped on new alarms.
create table plan (
  id uuid primary key,
  school_id uuid references organisation,
  body jsonb not null,
  created_at bigint not null
);

create table alarm (
  id uuid primary key,
  version int not null,
  school_id uuid not null,
  zone_id uuid not null,
  terminal_id uuid,
  kind text not null,
  alarm_kind text not null,
  confidence int not null,
  reasons jsonb not null,
  state text not null,
  plan jsonb not null,
  tier int not null,
  round int not null,
  -- Silence is unrepresentable: only a closed alarm has no next step.
  due_at bigint check ((state = 'closed') = (due_at is null)),
  has_button boolean not null,
  last_detection_at bigint not null,
  detection_ids text[] not null,
  people jsonb not null,
  clip boolean not null default false,
  t0 bigint, t1 bigint, t2 bigint, t3 bigint, t4 bigint, t5 bigint, t6 bigint, t7 bigint, t8 bigint,
  verdict text,
  closed_by uuid,
  close_reason text,
  review text,
  -- A timer step that keeps failing is parked here and raises an operational alarm; it blocks nothing.
  step_failures int not null default 0,
  check (state <> 'closed' or (closed_by is not null and verdict is not null))
);
create index alarm_due on alarm (due_at) where due_at is not null;
create index alarm_open_zone on alarm (zone_id) where state <> 'closed';
create index alarm_newest on alarm (school_id, t2 desc);

create table detection (
  id uuid primary key,
  alarm_id uuid not null,
  school_id uuid not null,
  zone_id uuid not null,
  terminal_id uuid,
  -- Set when a person pressed on the phone.
  person_id uuid,
  kind text not null,
  confidence int not null,
  reasons jsonb not null,
  -- The terminal's own clock, kept as sent.
  terminal_began_at bigint not null,
  terminal_decided_at bigint not null,
  -- Server clock minus terminal clock when the message was sent; corrected times are sums.
  skew_ms bigint not null,
  received_at bigint not null,
  level_dbfs real,
  clip_expected boolean not null,
  clip_bytes int,
  clip_stored_at bigint
);
create index on detection (alarm_id);
-- Retention asks for the oldest clips only.
create index on detection (clip_stored_at) where clip_stored_at is not null;

-- Everything that happened. Partitioned by month so that cost follows activity, not history.
create table fact (
  id uuid not null,
  at bigint not null,
  type text not null,
  school_id uuid,
  alarm_id uuid,
  body jsonb not null,
  primary key (id, at)
) partition by range (at);
create table fact_default partition of fact default;
create index on fact (alarm_id) where alarm_id is not null;

-- One row per fact and consumer, deleted when done. No cursor: a late commit is never skipped.
-- What fails again and again is parked: told, and tried only every ten minutes from then on.
create table delivery (
  id bigint generated always as identity primary key,
  consumer text not null,
  fact jsonb not null,
  fact_id uuid not null,
  school_id uuid,
  at bigint not null,
  due_at bigint not null,
  attempts int not null default 0,
  parked_at bigint,
  error text
);
create index delivery_due on delivery (consumer, due_at);

create table notification (
  id uuid primary key,
  alarm_id uuid not null,
  person_id uuid,
  channel text not null,
  -- Where it goes: subscription id, e-mail address, webhook url.
  target text not null,
  -- One message per person, channel, target and call; a redelivered fact makes no second one.
  dedup_key text not null unique,
  payload jsonb not null,
  -- Unguessable; in the message, for receipts.
  receipt text not null unique,
  state text not null,
  attempts int not null default 0,
  due_at bigint,
  queued_at bigint not null,
  sent_at bigint,
  delivered_at bigint,
  read_at bigint,
  failed_at bigint,
  error text
);
create index notification_due on notification (due_at) where due_at is not null;
create index on notification (alarm_id);

create table push_subscription (
  endpoint text primary key,
  person_id uuid not null references person,
  p256dh text not null,
  auth text not null,
  created_at bigint not null,
  last_success_at bigint,
  last_failure_at bigint
);
create index on push_subscription (person_id);

create table channel (
  kind text primary key,
  enabled boolean not null,
  settings jsonb not null,
  updated_at bigint not null
);

-- Alarms about the system itself, on a path of their own.
create table operation (
  id uuid primary key,
  kind text not null,
  subject text not null,
  school_id uuid,
  text text not null,
  raised_at bigint not null,
  cleared_at bigint
);
create unique index operation_open on operation (kind, subject) where cleared_at is null;

-- Who played which recording, and other acts that must be answered for. Append only.
create table audit (
  id bigint generated always as identity primary key,
  at bigint not null,
  person_id uuid,
  action text not null,
  subject text not null,
  detail jsonb not null
);

-- Small things of the installation: VAPID keys, demonstration mark.
create table installation (
  key text primary key,
  value jsonb not null
);
