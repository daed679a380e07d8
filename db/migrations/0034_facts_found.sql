-- The records room finds a name shared by many, and a type that happens seldom, without reading all facts.

-- What people did, newest first, of all schools. Facts of the intake name no person: they cost nothing here.
create index fact_named on fact (at desc, id desc, type, school_id)
  where body ->> 'personId' is not null;

-- Types that are not part of every alarm, each by itself. What the intake writes is left out: it costs nothing here.
create index fact_rare on fact (type, at desc, id desc, school_id)
  where type not in ('alarm.raised', 'alarm.merged', 'alarm.rang', 'alarm.accepted', 'alarm.closed',
    'dispatch.called', 'dispatch.tierSkipped', 'dispatch.nobodyFound', 'response.arrived', 'review.opened',
    'detection.rejected');
