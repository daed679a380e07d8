-- Software of terminals: releases as the maker signed them, and rollouts by stages.
create table software_release (
  id uuid primary key,
  version text not null unique,
  platform text not null,
  min_server text not null,
  sha256 text not null unique,
  signature text not null,
  archive bytea not null,
  added_at bigint not null,
  added_by uuid not null
);

-- due_at: when the next look comes; null when nothing moves by itself.
create table rollout (
  id uuid primary key,
  release_id uuid not null references software_release,
  state text not null check (state in ('running', 'paused', 'stopped', 'done', 'takenBack')),
  stages jsonb not null,
  stage int not null,
  first_terminal_id uuid not null references terminal,
  healthy_min int not null,
  failed_max int not null,
  begun_at bigint not null,
  begun_by uuid not null,
  changed_at bigint not null,
  due_at bigint
);
create unique index on rollout ((true)) where state in ('running', 'paused', 'stopped');

-- Terminals that were told, what they ran before, and since when they report the new version.
create table rollout_terminal (
  rollout_id uuid not null references rollout,
  terminal_id uuid not null references terminal,
  stage int not null,
  told_at bigint not null,
  before_version text,
  version_at bigint,
  primary key (rollout_id, terminal_id)
);
create index on rollout_terminal (terminal_id, told_at desc);
