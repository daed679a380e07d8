-- Where a person is reached beyond the e-mail and telephone of their account: 企业微信 member id,
-- 公众号 openid, a second telephone. One row per address; unconfirmed ones are used and shown as such.
create table contact (
  person_id uuid not null references person on delete cascade,
  channel text not null check (channel in ('email', 'phone', 'wecom', 'wechat')),
  address text not null,
  confirmed_at bigint,
  primary key (person_id, channel, address)
);

-- The provider's own number of a message, and when to ask it next whether the message arrived.
alter table notification add column reference text;
alter table notification add column ask_at bigint;
create index notification_ask on notification (channel, ask_at) where ask_at is not null;
