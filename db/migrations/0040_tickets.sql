-- 报修工单: something at a terminal that somebody has to put right. A fault that the terminal reports opens one in
-- the transaction that records the fault; a person opens one by hand.
create table ticket (
  id uuid primary key,
  number int not null generated always as identity unique,
  school_id uuid not null references organisation,
  terminal_id uuid not null references terminal,
  -- As they were: a terminal may be moved, renamed or ended while its ticket is read.
  terminal_name text not null,
  place text not null,
  -- Null: seen by a person.
  code text,
  words text not null,
  opened_at bigint not null,
  opened_by uuid references person,
  count int not null,
  last_at bigint not null,
  recovered_at bigint,
  assignee_id uuid references person,
  closed_at bigint,
  closed_by uuid references person,
  result text check (result in ('repaired', 'replaced', 'notFault', 'bySelf', 'removed')),
  close_words text not null,
  version int not null,
  check ((closed_at is null) = (result is null))
);
-- Whatever is said twice: one open ticket per terminal and fault.
create unique index on ticket (terminal_id, code) where closed_at is null and code is not null;
create index on ticket (terminal_id, number desc);
create index on ticket (school_id, number desc);
create index on ticket (assignee_id) where closed_at is null and assignee_id is not null;

create table ticket_entry (
  id uuid primary key,
  -- In which order they were written: two may have one time.
  number bigint not null generated always as identity,
  ticket_id uuid not null references ticket,
  at bigint not null,
  what text not null,
  person_id uuid references person,
  to_id uuid references person,
  result text,
  words text not null
);
create index on ticket_entry (ticket_id, number);

-- Until now a fault was a system notice that somebody could take. Those that are open go on as tickets.
insert into ticket (id, school_id, terminal_id, terminal_name, place, code, words, opened_at, count, last_at,
  assignee_id, close_words, version)
select gen_random_uuid(), t.school_id, t.id, t.name, coalesce(z.name, ''), f.code, f.detail, f.since, 1, f.since,
  o.taken_by, '', 1
from terminal_fault f
join terminal t on t.id = f.terminal_id
left join place z on z.id = t.zone_id
left join operation o on o.kind = 'terminal.fault' and o.subject = t.id || ' ' || f.code and o.cleared_at is null;
insert into ticket_entry (id, ticket_id, at, what, words)
select gen_random_uuid(), id, opened_at, 'opened', words from ticket;
update operation set cleared_at = (extract(epoch from now()) * 1000)::bigint
where kind = 'terminal.fault' and cleared_at is null;
