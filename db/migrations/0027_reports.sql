-- Who saw or heard one thing: asked for evidence packages.
create index audit_subject on audit (subject, id);

-- 学期: when an organisation's terms begin and end. Without any, 1 September and 1 February.
create table school_term (
  organisation_id uuid not null references organisation,
  -- Days on the wall of the organisation, "2026-09-01"; both counted.
  from_day text collate "C" not null,
  to_day text collate "C" not null check (to_day >= from_day),
  name text not null,
  primary key (organisation_id, from_day)
);

-- A report being made, and for a day its file: in the database, so that any instance can hand it out.
create table report_job (
  id uuid primary key,
  person_id uuid not null references person on delete cascade,
  organisation_id uuid not null references organisation,
  state text not null check (state in ('queued', 'working', 'done', 'failed')),
  -- What is asked for, and which schools the person who asked may see, as it was then.
  body jsonb not null,
  steps_done int not null default 0,
  steps int not null,
  attempts int not null default 0,
  asked_at bigint not null,
  -- When somebody looks at it next: to make it, to try again, at last to delete it.
  due_at bigint not null,
  file_name text,
  file bytea
);
create index on report_job (due_at);
create index on report_job (person_id, asked_at desc);
