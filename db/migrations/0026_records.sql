-- The records room: lists of a hundred thousand rows are paged and filtered without reading them all.

-- In place of alarm_newest, and a page of filtered alarms is found inside the index.
drop index alarm_newest;
create index alarm_newest on alarm
  (school_id, t2 desc, id desc, zone_id, kind, alarm_kind, state, verdict);

-- The newest of many schools: always written at its end.
create index alarm_by_time on alarm (t2 desc, id desc, school_id);

drop index incident_newest;
create index incident_newest on incident
  (school_id, number desc, reported_at, state, kind, grade, alarm_kind, shared, raised_by);

-- Neighbouring characters of a text: finds a piece of Chinese, which has no spaces between its words, by an index.
create function bigrams(words text) returns text[]
  language sql immutable strict parallel safe
  return (
    select coalesce(array_agg(distinct substr(lower(words), i, 2)), '{}')
    from generate_series(1, least(char_length(words), 4000) - 1) i);

-- What was written when an alarm ended; rows of running alarms cost nothing here.
create index alarm_words on alarm
  using gin (bigrams(coalesce(close_reason, '') || ' ' || coalesce(review, '')))
  where state = 'closed';
create index incident_words on incident using gin (bigrams(title || ' ' || place));

create index fact_newest on fact (school_id, at desc, id desc, type) where school_id is not null;
create index fact_incident_newest on fact (school_id, at desc, id desc, type)
  where incident_id is not null;
-- What a person answered or did. Facts of the intake name no person: they cost nothing here.
create index fact_person on fact ((body ->> 'personId'), at desc, id desc, type)
  where body ->> 'personId' is not null;

-- A search kept under a name, for oneself or for all who serve at an organisation.
create table saved_filter (
  id uuid primary key,
  person_id uuid not null references person on delete cascade,
  -- Null: for oneself alone.
  organisation_id uuid references organisation,
  name text not null,
  subject text not null check (subject in ('alarms', 'incidents', 'answers', 'facts')),
  body jsonb not null,
  saved_at bigint not null
);
create index on saved_filter (person_id);
create index on saved_filter (organisation_id) where organisation_id is not null;
