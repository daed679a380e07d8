import { useEffect, useMemo, useRef, useState } from 'react';
import '../places/places.css';
import { canDraw, type MapGround, makeGround, type SchoolOnMap } from '../places/map-ground.ts';
import { call } from '../platform/api.ts';
import { useLoaded } from '../platform/use-call.ts';

/** The school nearest to a place that was clicked; degrees are near enough to choose by. */
function nearest(schools: readonly SchoolOnMap[], at: { latitude: number; longitude: number }) {
  const shrink = Math.cos((at.latitude * Math.PI) / 180);
  const far = (s: SchoolOnMap) =>
    s.latitude === null || s.longitude === null
      ? Number.POSITIVE_INFINITY
      : Math.hypot(s.latitude - at.latitude, (s.longitude - at.longitude) * shrink);
  return [...schools].sort((a, b) => far(a) - far(b))[0];
}

/** Schools at their place, alarms on them. Without WebGL or positions the tiles below say all there is. */
export default function WallMap(props: {
  schools: readonly SchoolOnMap[];
  onOpen(schoolId: string): void;
}) {
  const { schools, onOpen } = props;
  const [drawable] = useState(canDraw);
  const element = useRef<HTMLDivElement>(null);
  const ground = useRef<MapGround | null>(null);
  const { value } = useLoaded('wall map', (signal) => call('showMap', { signal }));
  const hasBaseMap = value?.hasBaseMap ?? false;
  // Signs are made anew only when one of them changed: figures come every few seconds, 500 signs cost a frame.
  const key = schools.map((s) => `${s.id} ${s.alarms} ${s.latitude} ${s.longitude}`).join();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key says whether they changed
  const shown = useMemo(() => schools, [key]);
  const click = useRef<(at: { latitude: number; longitude: number }) => void>(() => {});
  click.current = (at) => {
    const school = nearest(schools, at);
    if (school) onOpen(school.id);
  };
  const ready = value !== null && drawable;
  useEffect(() => {
    if (!ready || !element.current) return;
    const made = makeGround(element.current, {
      hasBaseMap,
      appearance: 'dark',
      onClick: (at) => click.current(at),
    });
    ground.current = made;
    return () => {
      ground.current = null;
      made.end();
    };
  }, [ready, hasBaseMap]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a ground made anew is filled anew
  useEffect(() => ground.current?.show(shown), [shown, ready, hasBaseMap]);
  if (!ready) return null;
  return <div ref={element} className="map-ground wall-map" data-testid="wall-map" />;
}
