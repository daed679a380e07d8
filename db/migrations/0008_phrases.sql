-- Phrases that the terminals of a school listen for. Append only: the newest version counts, the one
-- before it is what can be gone back to; without any the list that ships counts.
create table phrase_list (
  id uuid primary key,
  school_id uuid not null references organisation,
  version int not null,
  phrases jsonb not null,
  person_id uuid not null,
  at bigint not null,
  unique (school_id, version)
);
