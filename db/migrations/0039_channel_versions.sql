-- 通知渠道: every saved version, append only; the newest is what `channel` holds. Secrets are left out: one that was
-- replaced because it leaked must not live on here. `secrets` names those that were set, with the version that set each.
create table channel_version (
  kind text not null,
  -- 0: as the product ships; what stood before versions were kept is 1, by nobody.
  version int not null check (version >= 0),
  enabled boolean not null,
  settings jsonb not null,
  secrets jsonb not null,
  person_id uuid,
  at bigint,
  primary key (kind, version)
);
