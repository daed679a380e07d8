-- What each comparison with an alarm platform found; kept thirty days.
create table platform_check (
  platform text not null,
  at bigint not null,
  -- False: the platform could not be asked, or its answer could not be read.
  compared boolean not null,
  -- Ours that they lacked, and ours that stood otherwise there: both were sent again.
  missing int not null,
  stale int not null,
  -- Their numbers that never came to us.
  unknown text[] not null,
  primary key (platform, at)
);
