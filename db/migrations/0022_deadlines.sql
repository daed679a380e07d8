-- Deadlines are set by an organisation for itself and those below it. What was set for all becomes the word of
-- those that nobody stands above.
alter table incident_deadline add column organisation_id uuid references organisation;
alter table incident_deadline drop constraint incident_deadline_pkey;
insert into incident_deadline (organisation_id, stage, within_min, remind_before_min, climb_every_min)
select o.id, d.stage, d.within_min, d.remind_before_min, d.climb_every_min
from incident_deadline d
cross join organisation o
where o.police_parent_id is null and o.education_parent_id is null;
delete from incident_deadline where organisation_id is null;
alter table incident_deadline alter column organisation_id set not null;
alter table incident_deadline add primary key (organisation_id, stage);
