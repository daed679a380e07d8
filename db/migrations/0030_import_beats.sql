-- When work on a list last went on: a server that stops in the middle leaves it as it was, and it is begun again.
alter table people_import add column beat_at bigint not null default 0;
