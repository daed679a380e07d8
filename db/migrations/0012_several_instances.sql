-- When an open screen of this session was last seen, at whichever instance; null once it was closed.
alter table session add column screen_at bigint;
