-- Who brought a rollout into the state it is in, and why. Null: it went there by itself.
alter table rollout add column changed_by uuid, add column reason text;
