-- Figures of past days, worked out again from the alarms whenever one of that day changes, so that a wall over
-- hundreds of schools and a whole term never reads the alarms themselves.

create table alarm_day (
  school_id uuid not null references organisation,
  -- "2026-09-16" on the wall of the school: days have no time zone, so they are no instants.
  day text collate "C" not null,
  -- Actual, exercise and test are never mixed.
  alarm_kind text not null,
  raised int not null,
  accepted int not null,
  closed int not null,
  -- Somebody had to come; somebody came within 60 s of t0.
  due int not null,
  in_minute int not null,
  verdict_true int not null,
  verdict_prank int not null,
  verdict_mistaken int not null,
  verdict_false int not null,
  -- Whole seconds from t0, one entry per alarm: medians and percentiles can be taken over any set of schools.
  accept_sec int[] not null,
  arrive_sec int[] not null,
  close_sec int[] not null,
  -- Hour of the day and kind of detection, "13 scream", one entry per alarm.
  hour_kind text[] not null,
  primary key (school_id, day, alarm_kind)
);
create index on alarm_day (day);

-- When the days just past are worked out once more: an alarm that nobody answers brings no fact after midnight.
create table alarm_day_sweep (
  id int primary key check (id = 1),
  due_at bigint not null
);
-- 0: never done; the first time takes in everything there is.
insert into alarm_day_sweep values (1, 0);

-- How a person likes the wall.
create table wall_layout (
  person_id uuid primary key references person on delete cascade,
  body jsonb not null,
  saved_at bigint not null
);
