-- People and organisations that are edited on the console.
alter table organisation add column archived_at bigint;
alter table organisation add column version int not null default 1;
alter table person add column version int not null default 1;
-- Last day of the account, "2026-07-01"; days have no time zone.
alter table person add column ends_on text;
-- Filled by the application, which knows pinyin: what a search looks into, and the order of lists.
alter table person add column search text not null default '';
alter table person add column sort_key text not null default '';
create index person_sort on person (sort_key, id);
create index person_phone on person (phone) where phone is not null;

-- Every edit of a person with what was before: the history, and how it is taken back.
create table person_change (
  id uuid primary key,
  person_id uuid not null references person,
  at bigint not null,
  by_id uuid references person,
  before jsonb,
  after jsonb not null
);
create index on person_change (person_id, at desc);

-- A list that somebody sent: read row by row, shown, and only then written.
create table people_import (
  id uuid primary key,
  by_id uuid not null references person,
  file_name text not null,
  state text not null check (state in ('reading', 'ready', 'refused', 'writing', 'written')),
  -- Why it was refused, by code.
  problem text,
  done int not null default 0,
  total int not null default 0,
  at bigint not null
);
create table people_import_row (
  import_id uuid not null references people_import on delete cascade,
  number int not null,
  kind text not null check (kind in ('new', 'changed', 'unchanged', 'error')),
  cells jsonb not null,
  errors jsonb not null,
  primary key (import_id, number)
);
