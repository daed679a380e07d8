-- Each backup and each rehearsal of a restore, with what it came to. A row that runs and whose process is gone is
-- marked as failed at the next look.
create table backup_run (
  id uuid primary key,
  kind text not null check (kind in ('backup', 'rehearsal')),
  cause text not null check (cause in ('schedule', 'person', 'command')),
  person_id uuid references person (id),
  state text not null check (state in ('running', 'good', 'failed')),
  started_at bigint not null,
  ended_at bigint,
  progress jsonb,
  result jsonb,
  failure jsonb,
  check ((state = 'running') = (ended_at is null))
);
create index backup_run_started on backup_run (started_at desc);
