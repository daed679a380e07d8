-- Each seal is the digest of what was recorded in one stretch of time, chained to the one before: a row
-- changed or taken away later no longer agrees with it.
create table seal (
  number bigint primary key,
  from_at bigint not null,
  to_at bigint not null check (to_at > from_at),
  facts int not null,
  facts_digest text not null,
  audits int not null,
  audits_digest text not null,
  previous text not null,
  hash text not null,
  sealed_at bigint not null
);
-- Rows lie nearly in the order of their time: this costs the intake nothing that could be measured.
create index fact_at on fact using brin (at);
create index audit_at on audit (at);
create index audit_person on audit (person_id, id desc);
