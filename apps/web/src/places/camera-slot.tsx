import type { PlanMark } from '@anyuan/contracts/places.ts';
import { useState } from 'react';
import { call } from '../platform/api.ts';
import { CopyButton } from '../platform/copy-button.tsx';
import { useWords } from '../platform/i18n.ts';
import { Icon } from '../platform/icons.tsx';
import { useDoing, useLoaded } from '../platform/use-call.ts';
import { nearCameras } from './near-cameras.ts';
import './plan.css';
import { placeWords } from './words.ts';

/** As many as a glance takes in; the rest on demand. */
const shownFirst = 3;

/** Cameras of the floor, the nearest to the place first, each with a way to its picture. */
export function CameraSlot(props: { schoolId: string; zoneId: string; alarmId: string | null }) {
  const { schoolId, zoneId, alarmId } = props;
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
            <Opening {...{ schoolId, zoneId, alarmId, mark }} />
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

interface OpeningProps {
  schoolId: string;
  zoneId: string;
  alarmId: string | null;
  mark: PlanMark;
}

/**
 * The address is answered when somebody opens the picture, which is on record. A browser plays no RTSP: that address
 * goes to the program that does.
 */
function Opening({ schoolId, zoneId, alarmId, mark }: OpeningProps) {
  const t = useWords(placeWords);
  const doing = useDoing();
  /** What is shown to be copied: RTSP, or where the browser allowed no window. */
  const [address, setAddress] = useState<string | null>(null);
  if (mark.url === '') return <span className="faint">{t('cameraNoUrl')}</span>;
  const isPlayed = /^https?:/.test(mark.url);
  const open = () => {
    // At once, inside the click: a window that is opened after an answer is blocked as a pop-up.
    const view = isPlayed ? window.open('about:blank', '_blank') : null;
    if (view) view.opener = null;
    const params = { schoolId, zoneId, cameraId: mark.id };
    void doing
      .run(async () => {
        const { url } = await call('openCamera', { params, body: { alarmId } });
        if (view) view.location.replace(url);
        else setAddress(url);
      })
      .then((done) => done || view?.close());
  };
  return (
    <>
      <button type="button" className="btn" disabled={doing.busy} onClick={open}>
        {t(isPlayed ? 'openCamera' : 'showRtsp')}
      </button>
      {address !== null && <code className="copy-text">{address}</code>}
      {address !== null && <CopyButton text={address} />}
      {doing.advice && <span role="alert">{doing.advice}</span>}
    </>
  );
}
