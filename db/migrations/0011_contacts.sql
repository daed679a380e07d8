-- A contact has an id of its own, so that an address never stands in a web address or a log, and a
-- place in the person's order: everyday notices go to the first of a channel, alarms to all.
alter table contact add column id uuid not null default gen_random_uuid();
alter table contact add constraint contact_id unique (id);
alter table contact add column position int not null default 0;
alter table contact add column added_by uuid references person on delete set null;
create index contact_address on contact (channel, address);

-- Codes have a table of their own: whoever removes an address and enters it again has the same count.
alter table contact drop column code_hash;
alter table contact drop column code_until;
alter table contact drop column code_tries;
create table contact_code (
  id uuid primary key,
  person_id uuid not null references person on delete cascade,
  channel text not null,
  address text not null,
  code_hash bytea not null,
  sent_at bigint not null,
  expires_at bigint not null,
  tries int not null default 0,
  used_at bigint
);
create index contact_code_person on contact_code (person_id, sent_at);
create index contact_code_address on contact_code (address, sent_at);

-- What was removed, for as long as it can be taken back.
create table contact_removed (
  id uuid primary key,
  person_id uuid not null references person on delete cascade,
  channel text not null,
  address text not null,
  confirmed_at bigint,
  position int not null,
  removed_at bigint not null
);

-- Everyday notices wait outside of these minutes of the day; alarms never do.
alter table person add column quiet_from_minute int check (quiet_from_minute between 0 and 1439);
alter table person add column quiet_to_minute int check (quiet_to_minute between 0 and 1439);
