-- Faults that were open when a terminal was told: what was broken before is no failure of the new version.
alter table rollout_terminal add column before_faults text[] not null default '{}';
