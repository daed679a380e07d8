import type { PlanMark } from '@anyuan/contracts/places.ts';
import { useState } from 'react';
import { call } from '../platform/api.ts';
import { CopyButton } from '../platform/copy-button.tsx';
import { useWords } from '../platform/i18n.ts';
import { Icon } from '../platform/icons.tsx';
import { useLoaded } from '../platform/use-call.ts';
import { nearCameras } from './near-cameras.ts';
import './plan.css';
import { placeWords } from './words.ts';

/** As many as a glance takes in; the rest on demand. */
const shownFirst = 3;

/** Cameras of the floor, the nearest to the place first, each with a way to its picture. */
export function CameraSlot({ schoolId, zoneId }: { schoolId: string; zoneId: string }) {
  const t = useWords(placeWords);
  const [all, showAll] = useState(false);
  const { value, advice } = useLoaded(`cameras ${zoneId}`, (signal) =>
    call('showZonePlan', { params: { schoolId, zoneId }, signal }),
  );
  const cameras = value?.plan ? nearCameras(value.plan, zoneId) : [];
  return (
    <section className="card" data-testid="cameras">
      <h2>{t('cameras')}</h2>
      {advice && <p className="notice">{advice}</p>}
      {value && cameras.length === 0 && <p className="faint">{t('noCameras')}</p>}
      <ul className="camera-list">
        {cameras.slice(0, all ? undefined : shownFirst).map(({ mark, inside }) => (
          <li key={mark.id} data-testid="camera">
            <Icon name="video" />
            <span>
              {mark.name}
              <small className="cell-sub">{t(inside ? 'cameraHere' : 'cameraFloor')}</small>
            </span>
            <Opening mark={mark} />
          </li>
        ))}
      </ul>
      {!all && cameras.length > shownFirst && (
        <button type="button" className="btn btn-quiet" onClick={() => showAll(true)}>
          {t('moreCameras', { n: cameras.length - shownFirst })}
        </button>
      )}
    </section>
  );
}

/** A browser plays no RTSP: its address goes to the program that does. */
function Opening({ mark }: { mark: PlanMark }) {
  const t = useWords(placeWords);
  if (mark.url === '') return <span className="faint">{t('cameraNoUrl')}</span>;
  if (/^rtsps?:/.test(mark.url)) return <CopyButton text={mark.url} label={t('copyRtsp')} />;
  return (
    <a className="btn" href={mark.url} target="_blank" rel="noreferrer">
      {t('openCamera')}
    </a>
  );
}
