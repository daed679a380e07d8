-- How much each kind of data took, once a day: what grows, and how long the disk lasts.
create table storage_sample (
  -- Day in Beijing, counted from 1970.
  day int not null,
  kind text not null,
  bytes bigint not null,
  primary key (day, kind)
);
