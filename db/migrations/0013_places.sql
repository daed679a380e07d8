-- Places that people edit: nothing is deleted while records may point to it, it is put away.
alter table place add column archived_at bigint;
alter table place add column version int not null default 1;
-- Zones that hear the same event; null: those of the same floor.
alter table place add column neighbour_ids uuid[];
alter table terminal add column archived_at bigint;

-- Every edit of a place with what was before: the history, and how it is taken back.
create table place_change (
  id uuid primary key,
  school_id uuid not null references organisation,
  place_id uuid not null references place,
  at bigint not null,
  person_id uuid references person,
  -- Null: the place was made by this change.
  before jsonb,
  after jsonb not null
);
create index on place_change (school_id, at desc);

-- Drawn or photographed floors; the bytes lie beside the recordings, by their id.
create table picture (
  id uuid primary key,
  school_id uuid not null references organisation,
  media text not null check (media in ('image/png', 'image/jpeg', 'image/webp', 'image/svg+xml')),
  width int not null,
  height int not null,
  bytes int not null,
  added_at bigint not null,
  added_by uuid references person
);

-- The plan of a floor or a campus: one row per version, never changed; the newest counts.
create table floor_plan (
  id uuid primary key,
  school_id uuid not null references organisation,
  place_id uuid not null references place,
  version int not null,
  body jsonb not null,
  saved_at bigint not null,
  saved_by uuid references person
);
create unique index on floor_plan (place_id, version);

-- Cameras, duty posts and patrol points of the newest plans: what other registers may point to.
create table plan_point (
  id uuid primary key,
  school_id uuid not null references organisation,
  place_id uuid not null references place,
  kind text not null check (kind in ('camera', 'dutyPost', 'patrolPoint')),
  name text not null,
  -- Where a camera is seen; empty until somebody gives it.
  url text,
  archived_at bigint
);
create index on plan_point (school_id);
