-- A whole list of people can be taken back: which edits it made, and what became of them.
alter table person_change add column import_id uuid;
create index on person_change (import_id) where import_id is not null;
alter table people_import drop constraint people_import_state_check;
alter table people_import add constraint people_import_state_check
  check (state in ('reading', 'ready', 'refused', 'writing', 'written', 'takingBack', 'takenBack'));
-- {"removed": 3, "restored": 1, "kept": 0}
alter table people_import add column taken_back jsonb;
-- Taking somebody away asks every table that could name them: one by one without an index it would take hours.
create index on person_change (by_id);
