import type { MapSchool } from '@anyuan/contracts/routes/map.ts';
import { gcj02Of, wgs84Of } from '@anyuan/core/places/gcj02.ts';
import { useEffect, useRef, useState } from 'react';
import { useOpenAlarms } from '../alarm/live-alarms.ts';
import { call } from '../platform/api.ts';
import { useWords } from '../platform/i18n.ts';
import { platformWords } from '../platform/platform-words.ts';
import { appearanceStore } from '../platform/theme.ts';
import { useDoing, useLoaded } from '../platform/use-call.ts';
import { useStore } from '../platform/use-store.ts';
import { canDraw, type MapGround, makeGround } from './map-ground.ts';
import './places.css';
import { placeWords } from './words.ts';

interface Position {
  latitude: number;
  longitude: number;
}

/** The map itself: made once, fed with schools and alarms. */
function Ground(props: {
  schools: readonly MapSchool[];
  hasBaseMap: boolean;
  setting: MapSchool | null;
  onSet: (position: Position) => void;
}) {
  const { schools, hasBaseMap, setting, onSet } = props;
  const element = useRef<HTMLDivElement>(null);
  const ground = useRef<MapGround | null>(null);
  const click = useRef(onSet);
  click.current = onSet;
  const appearance = useStore(appearanceStore);
  const { alarms } = useOpenAlarms();
  useEffect(() => {
    if (!element.current) return;
    const made = makeGround(element.current, {
      hasBaseMap,
      appearance,
      onClick: (position) => click.current(position),
    });
    ground.current = made;
    return () => {
      ground.current = null;
      made.end();
    };
  }, [hasBaseMap, appearance]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a ground made anew is filled anew
  useEffect(() => {
    ground.current?.show(
      schools.map((s) => ({ ...s, alarms: alarms.filter((a) => a.schoolId === s.id).length })),
    );
  }, [schools, alarms, appearance, hasBaseMap]);
  return (
    <div className={setting ? 'map-setting' : ''}>
      <div ref={element} className="map-ground" data-testid="school-map" />
    </div>
  );
}

/** "101.2015,40.3012" of a Chinese map, as WGS 84; null when it is none. */
export function readGcj(text: string): Position | null {
  const match = /^\s*(-?\d{1,3}(?:\.\d+)?)\s*[,，\s]\s*(-?\d{1,2}(?:\.\d+)?)\s*$/.exec(text);
  if (!match) return null;
  const [longitude, latitude] = [Number(match[1]), Number(match[2])];
  if (Math.abs(longitude) > 180 || Math.abs(latitude) > 90) return null;
  return wgs84Of({ latitude, longitude });
}

function SchoolRow(props: {
  school: MapSchool;
  isSetting: boolean;
  onSetting: () => void;
  onSet: (position: Position) => void;
}) {
  const { school, isSetting, onSetting, onSet } = props;
  const t = useWords(placeWords);
  const [text, setText] = useState('');
  const [bad, setBad] = useState(false);
  const { latitude, longitude } = school;
  const paste = () => {
    const position = readGcj(text);
    setBad(position === null);
    if (position) onSet(position);
  };
  const copy = () => {
    if (latitude === null || longitude === null) return;
    const gcj = gcj02Of({ latitude, longitude });
    void navigator.clipboard?.writeText(`${gcj.longitude.toFixed(6)},${gcj.latitude.toFixed(6)}`);
  };
  return (
    <li>
      <strong>{school.name}</strong>
      <span className="cell-sub">
        {latitude === null || longitude === null
          ? t('mapNoPosition')
          : `${latitude.toFixed(5)}, ${longitude.toFixed(5)}`}
      </span>
      {school.mayManage && (
        <div className="place-actions">
          <button type="button" className="chip" aria-pressed={isSetting} onClick={onSetting}>
            {t('mapSetting')}
          </button>
          {latitude !== null && (
            <button type="button" className="btn btn-quiet" onClick={copy}>
              {t('copyGcj')}
            </button>
          )}
        </div>
      )}
      {isSetting && (
        <label className="field">
          <span className="field-label">{t('mapGcj')}</span>
          <input
            className="input"
            value={text}
            placeholder="101.2015,40.3012"
            onChange={(event) => setText(event.target.value)}
            onKeyDown={(event) => event.key === 'Enter' && paste()}
          />
          <span className="field-hint">{t('mapGcjHint')}</span>
          {bad && (
            <span className="notice" role="alert">
              {t('mapGcjBad')}
            </span>
          )}
        </label>
      )}
    </li>
  );
}

/** Schools on a map, with their alarms; a position is set by a click or from a Chinese map. */
export default function SchoolMap() {
  const t = useWords(placeWords);
  const p = useWords(platformWords);
  const doing = useDoing();
  const [settingId, setSettingId] = useState<string | null>(null);
  const [drawable] = useState(canDraw);
  const { value, advice, put } = useLoaded('map', (signal) => call('showMap', { signal }));
  if (!value) return <p className="faint">{advice ?? p('loading')}</p>;
  const setting = value.schools.find((s) => s.id === settingId) ?? null;
  const set = (position: Position) => {
    if (!setting) return;
    void doing.run(async () => {
      const params = { schoolId: setting.id };
      const moved = await call('placeSchool', { params, body: position });
      put({ ...value, schools: value.schools.map((s) => (s.id === moved.id ? moved : s)) });
      setSettingId(null);
    });
  };
  return (
    <div className="place-detail">
      {doing.advice && (
        <p className="notice" role="alert">
          {doing.advice}
        </p>
      )}
      {!drawable && <p className="notice">{t('mapNoGl')}</p>}
      {setting && <p className="notice notice-plain">{t('mapSet', { name: setting.name })}</p>}
      <div className="map-columns">
        {drawable && (
          <Ground
            schools={value.schools}
            hasBaseMap={value.hasBaseMap}
            setting={setting}
            onSet={set}
          />
        )}
        <section className="card map-list">
          <p className="field-hint">{t(value.hasBaseMap ? 'mapChoose' : 'mapPlain')}</p>
          <ul>
            {value.schools.map((school) => (
              <SchoolRow
                key={school.id}
                school={school}
                isSetting={school.id === settingId}
                onSetting={() => setSettingId(school.id === settingId ? null : school.id)}
                onSet={set}
              />
            ))}
          </ul>
        </section>
      </div>
    </div>
  );
}
