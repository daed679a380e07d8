-- People of a school who lent their voice, so that the words model fits them. A code, no name; nothing
-- of a person is kept before they agreed, and all of it goes when they say so.
create table voice (
  id uuid primary key,
  school_id uuid not null references organisation,
  code text not null check (code ~ '^[a-z0-9]{1,20}$'),
  -- What was read to them, whole, and when they agreed.
  consent text not null,
  consented_at bigint not null,
  noted_by uuid not null,
  unique (school_id, code)
);

-- One phrase said once. The sound lies sealed in a file of its own.
create table voice_take (
  id uuid primary key,
  voice_id uuid not null references voice,
  school_id uuid not null,
  phrase text not null,
  pinyin text not null,
  manner text not null check (manner in ('calm', 'loud')),
  metres int not null check (metres in (1, 3, 5)),
  seconds real not null,
  recorded_at bigint not null,
  -- What the model gave it; null until it was looked at by this model.
  score real,
  model text
);
create index on voice_take (school_id);
create index on voice_take (voice_id);

-- A minute of the place's own background: numbers only, the sound is not kept.
create table voice_background (
  id uuid primary key,
  school_id uuid not null references organisation,
  recorded_at bigint not null,
  model text not null,
  -- Phrase as it is spoken (pinyin) to its best score in this minute.
  scores jsonb not null
);
create index on voice_background (school_id);
