-- How long things are kept, as people set it. Append only: the newest version counts; without any the
-- start settings do. What is shorter than before is in force a day after it was saved.
create table retention_rule (
  version int primary key,
  days jsonb not null,
  -- Null where nothing was shortened.
  reason text,
  person_id uuid not null,
  at bigint not null
);
