-- Who fills which post when: shifts by rule with rotations, and everything that changes one of their
-- occurrences. Takes the place of the weekly windows of duty_rule.

create table shift (
  id uuid primary key,
  organisation_id uuid not null references organisation,
  name text not null,
  post text not null,
  -- RFC 5545 without DTSTART; days only, hours are the minutes below on the wall of the organisation.
  rule text not null,
  -- "2026-03-02": days have no time zone, so they are no instants.
  starts_on text not null,
  from_minute int not null check (from_minute between 0 and 1439),
  -- Not larger than from_minute: until that minute of the next day.
  to_minute int not null check (to_minute between 0 and 1440),
  building_id uuid references place,
  runs_on text[] not null,
  -- Groups of people who take turns: [["…"],["…","…"]].
  rotation jsonb not null,
  rotation_step text not null check (rotation_step in ('occurrence', 'day', 'week')),
  version int not null default 1,
  -- Kept, so that taking one away can be taken back.
  removed_at bigint
);
create index on shift (organisation_id);

insert into shift (id, organisation_id, name, post, rule, starts_on, from_minute, to_minute,
  building_id, runs_on, rotation, rotation_step)
select d.id, d.organisation_id, p.title, d.post,
  'FREQ=WEEKLY;BYDAY=' || (
    select string_agg((array['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'])[w], ',' order by w)
    from unnest(d.weekdays) as w),
  '2026-01-01', d.from_minute, d.to_minute, d.building_id,
  array['schoolDay', 'weekend', 'holiday', 'makeUpDay'],
  jsonb_build_array(jsonb_build_array(d.person_id)), 'occurrence'
from duty_rule d join person p on p.id = d.person_id
where cardinality(d.weekdays) > 0;
drop table duty_rule;

-- Days that are not what their weekday says; they hold for the organisation and those below it.
create table calendar_day (
  organisation_id uuid not null references organisation,
  day text not null,
  kind text not null check (kind in ('schoolDay', 'weekend', 'holiday', 'makeUpDay')),
  name text not null,
  primary key (organisation_id, day)
);

create table leave (
  id uuid primary key,
  organisation_id uuid not null references organisation,
  person_id uuid not null references person,
  from_at bigint not null,
  to_at bigint not null check (to_at > from_at),
  substitute_id uuid references person,
  note text not null,
  created_by uuid not null references person,
  created_at bigint not null,
  cancelled_at bigint
);
create index on leave (person_id);

-- Changes of single occurrences, in the order in which they were made.
create table duty_change (
  id uuid primary key,
  organisation_id uuid not null references organisation,
  shift_id uuid not null references shift,
  day text not null,
  kind text not null check (kind in ('add', 'remove', 'replace', 'swap')),
  out_id uuid references person,
  in_id uuid references person,
  created_by uuid not null references person,
  created_at bigint not null,
  cancelled_at bigint
);
create index on duty_change (organisation_id, day);

create table swap (
  id uuid primary key,
  organisation_id uuid not null references organisation,
  shift_id uuid not null references shift,
  day text not null,
  start_at bigint not null,
  end_at bigint not null,
  from_id uuid not null references person,
  to_id uuid not null references person,
  note text not null,
  state text not null check (state in ('asked', 'agreed', 'refused', 'withdrawn')),
  asked_at bigint not null,
  answered_at bigint
);
create unique index swap_waiting on swap (shift_id, day, from_id) where state = 'asked';
create index on swap (organisation_id, start_at);
create index on swap (to_id);

create table required_post (
  organisation_id uuid not null references organisation,
  post text not null,
  from_minute int not null,
  to_minute int not null,
  kinds text[] not null,
  position int not null,
  primary key (organisation_id, position)
);

-- Secret address of a person's calendar; making a new one ends the old one.
create table calendar_link (
  person_id uuid primary key references person on delete cascade,
  token_hash bytea not null unique,
  created_at bigint not null
);

-- When the gaps of an organisation are looked at next, and which were told.
create table coverage_check (
  organisation_id uuid primary key references organisation,
  due_at bigint not null
);
create index on coverage_check (due_at);
create table coverage_told (
  organisation_id uuid not null references organisation,
  post text not null,
  start_at bigint not null,
  told_at bigint not null,
  primary key (organisation_id, post, start_at)
);

-- One row per person and occurrence that has begun: asked, and confirmed with one tap.
create table duty_confirmation (
  shift_id uuid not null references shift,
  day text not null,
  person_id uuid not null references person,
  organisation_id uuid not null references organisation,
  start_at bigint not null,
  end_at bigint not null,
  asked_at bigint not null,
  confirmed_at bigint,
  primary key (shift_id, day, person_id)
);
create index on duty_confirmation (person_id, end_at);
create index on duty_confirmation (organisation_id, end_at);

-- 交接班: the outgoing person writes how things stand, the incoming one signs.
create table hand_over (
  id uuid primary key,
  organisation_id uuid not null references organisation,
  post text not null,
  shift_id uuid not null references shift,
  day text not null,
  outgoing_id uuid not null references person,
  -- Null until somebody has signed who was not known when it was written.
  incoming_id uuid references person,
  items jsonb not null,
  note text not null,
  written_at bigint not null,
  signed_at bigint,
  signed_note text,
  -- When the next reminder is due; null once signed or given up to the duty leader.
  due_at bigint,
  reminders int not null default 0
);
create index on hand_over (organisation_id, written_at desc);
create index hand_over_due on hand_over (due_at) where due_at is not null;

-- A test of whether people can be reached: asked on every channel, answered within the window.
create table reach_test (
  id uuid primary key,
  organisation_id uuid not null references organisation,
  began_at bigint not null,
  reply_until bigint not null,
  -- Null: by the weekly rule.
  begun_by uuid references person
);
create index on reach_test (organisation_id, began_at desc);
create table reach_answer (
  test_id uuid not null references reach_test,
  person_id uuid not null references person,
  answered_at bigint,
  primary key (test_id, person_id)
);
create index on reach_answer (person_id);
create table reach_rule (
  organisation_id uuid primary key references organisation,
  enabled boolean not null,
  -- ISO weekdays 1 (Monday) .. 7.
  weekdays int[] not null,
  at_minute int not null check (at_minute between 0 and 1439),
  reply_minutes int not null check (reply_minutes between 1 and 1440),
  due_at bigint
);
create index on reach_rule (due_at) where due_at is not null;

alter table contact drop constraint contact_channel_check;
alter table contact add constraint contact_channel_check
  check (channel in ('email', 'phone', 'wecom', 'dingtalk', 'feishu', 'wechat'));
alter table contact add column added_at bigint;
-- A code that was sent to confirm the address; counted, so that it cannot be guessed.
alter table contact add column code_hash bytea;
alter table contact add column code_until bigint;
alter table contact add column code_tries int not null default 0;
