-- Plans: one row per version, never changed; the newest of a key counts. Who, when and what before
-- stay on record, and every version can be brought back.
alter table plan add column key text not null default 'default';
alter table plan add column version int not null default 1;
-- For which alarms; empty: for all that no other plan is meant for.
alter table plan add column matches jsonb not null default '{}';
alter table plan add column author_id uuid references person;
alter table plan add column removed boolean not null default false;
update plan set version = numbered.n
from (
  select id, row_number() over (partition by school_id, key order by created_at, id) as n from plan
) numbered
where numbered.id = plan.id;
create unique index plan_version on plan (school_id, key, version) nulls not distinct;

-- Who lets the server know where they are while on duty. The positions themselves are kept in memory only.
create table position_sharing (
  person_id uuid primary key references person on delete cascade,
  since bigint not null
);

-- Playbooks (处置流程): versions as with plans. No school: for all.
create table playbook (
  id uuid primary key,
  school_id uuid references organisation,
  key text not null,
  version int not null,
  body jsonb not null,
  created_at bigint not null,
  author_id uuid references person,
  removed boolean not null default false
);
create unique index playbook_version on playbook (school_id, key, version) nulls not distinct;

-- The playbook of one alarm, stamped when it was raised, and what has been done of it.
create table playbook_run (
  alarm_id uuid primary key,
  school_id uuid not null,
  zone_id uuid not null,
  version int not null,
  playbook jsonb not null,
  opened_at bigint not null,
  ended_at bigint,
  steps jsonb not null,
  -- Next step that becomes overdue or is reminded again; null when nothing is open.
  due_at bigint
);
create index playbook_run_due on playbook_run (due_at) where due_at is not null;
