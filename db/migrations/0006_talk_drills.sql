-- Who takes care of an alarm about the system, so that two do not both, or neither.
alter table operation add column taken_by uuid references person;
alter table operation add column taken_at bigint;

-- May an open alarm be listened to here? Off until the school says so; never in privacy zones.
alter table place add column listening boolean not null default false;

-- A plan of a drill: where, who is judged, by when they must have answered, and when it is held.
create table drill (
  id uuid primary key,
  school_id uuid not null references organisation,
  title text not null,
  -- [{zoneId, terminalId|null}]
  places jsonb not null,
  judged text[] not null,
  answer_within_sec int not null check (answer_within_sec between 1 and 3600),
  announced boolean not null,
  -- {every, at}; null: started by hand
  schedule jsonb,
  due_at bigint,
  created_by uuid not null references person,
  created_at bigint not null,
  cancelled_at bigint
);
create index drill_due on drill (due_at) where due_at is not null;

-- One holding of a drill, stamped with what was planned at that moment.
create table drill_run (
  id uuid primary key,
  drill_id uuid not null references drill,
  school_id uuid not null references organisation,
  title text not null,
  judged text[] not null,
  answer_within_sec int not null,
  announced boolean not null,
  zone_ids uuid[] not null,
  alarm_ids uuid[] not null,
  started_by uuid not null references person,
  started_at bigint not null,
  ended_at bigint,
  ended_why text check (ended_why in ('closed', 'overtaken', 'stopped')),
  check ((ended_at is null) = (ended_why is null))
);
create index drill_run_school on drill_run (school_id, started_at desc);
create index drill_run_open on drill_run (school_id) where ended_at is null;

-- 人工点位测试: armed for minutes, then the next press there is a test; once.
create table point_test (
  id uuid primary key,
  school_id uuid not null references organisation,
  terminal_id uuid not null references terminal,
  tester_id uuid not null references person,
  armed_at bigint not null,
  until_at bigint not null,
  detection_id uuid,
  pressed_at bigint,
  alarm_id uuid,
  answered_at bigint,
  answered_by uuid references person,
  ended_at bigint,
  outcome text check (outcome in ('passed', 'failed', 'expired', 'cancelled', 'overtaken')),
  note text not null default '',
  check ((ended_at is null) = (outcome is null))
);
-- Two testers at one button would take each other's press.
create unique index point_test_open on point_test (terminal_id) where ended_at is null;
create index point_test_terminal on point_test (terminal_id, ended_at desc);
create index point_test_detection on point_test (detection_id) where detection_id is not null;

-- One line of talk between a person and a terminal. No sound is kept.
create table talk (
  id uuid primary key,
  school_id uuid not null references organisation,
  alarm_id uuid not null,
  terminal_id uuid not null references terminal,
  person_id uuid not null references person,
  mode text not null check (mode in ('talk', 'listen')),
  reason text not null,
  asked_at bigint not null,
  connected_at bigint,
  until_at bigint not null,
  ended_at bigint,
  ended_why text
);
-- One talker at a time.
create unique index talk_open on talk (terminal_id) where ended_at is null;
create index talk_alarm on talk (alarm_id);
