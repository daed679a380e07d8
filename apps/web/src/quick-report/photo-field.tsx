import { reportPhotosMax } from '@anyuan/contracts/quick-report-lists.ts';
import { useRef, useState } from 'react';
import { useWords } from '../platform/i18n.ts';
import { Icon } from '../platform/icons.tsx';
import { newId } from '../platform/id.ts';
import { readPhoto } from './photo.ts';
import type { KeptPart } from './report-outbox.ts';
import { useAddress } from './use-address.ts';
import type { Change } from './use-draft.ts';
import { reportWords } from './words.ts';

function Photo(props: { part: KeptPart; number: number; onRemove: () => void }) {
  const t = useWords(reportWords);
  const address = useAddress(props.part.bytes, props.part.type);
  const { number: n } = props;
  return (
    <li className="report-photo" data-testid="report-photo">
      {address && <img src={address} alt={t('photoAlt', { n })} />}
      <button type="button" aria-label={t('photoRemove', { n })} onClick={props.onRemove}>
        <Icon name="failed" size={24} />
      </button>
    </li>
  );
}

/** Files of a camera or a library into parts of the draft; what could not be taken over is said by name. */
function useTaking(parts: readonly KeptPart[], change: (by: Change) => void) {
  const t = useWords(reportWords);
  const [busy, setBusy] = useState(false);
  const [troubles, setTroubles] = useState<readonly string[]>([]);
  const take = async (files: readonly File[]) => {
    const room = reportPhotosMax - parts.filter((p) => p.kind === 'photo').length;
    const said = files.length > room ? [t('photoTooMany', { n: reportPhotosMax })] : [];
    setBusy(true);
    // One after the other: a cheap phone holds one large picture, not six.
    for (const file of files.slice(0, room)) {
      const made = await readPhoto(file);
      if (typeof made === 'string') {
        said.push(t(made, { name: file.name }));
        continue;
      }
      const bytes = await made.arrayBuffer();
      const part: KeptPart = { id: newId(), kind: 'photo', bytes, type: 'image/jpeg' };
      change((d) => ({ parts: [...d.parts, part] }));
    }
    setBusy(false);
    setTroubles(said);
  };
  return { busy, troubles, take };
}

export function PhotoField(props: { parts: readonly KeptPart[]; change: (by: Change) => void }) {
  const t = useWords(reportWords);
  const { busy, troubles, take } = useTaking(props.parts, props.change);
  const camera = useRef<HTMLInputElement>(null);
  const library = useRef<HTMLInputElement>(null);
  const photos = props.parts.filter((p) => p.kind === 'photo');
  const isFull = photos.length >= reportPhotosMax || busy;
  const onFiles = (event: React.ChangeEvent<HTMLInputElement>) => {
    const files = [...(event.target.files ?? [])];
    event.target.value = '';
    void take(files);
  };
  const hidden = { type: 'file', className: 'visually-hidden', tabIndex: -1, onChange: onFiles };
  return (
    <section>
      <h2 className="field-label">{t('photos', { n: reportPhotosMax })}</h2>
      <ul className="report-photos">
        {photos.map((part, i) => (
          <Photo
            key={part.id}
            part={part}
            number={i + 1}
            onRemove={() => props.change((d) => ({ parts: d.parts.filter((p) => p !== part) }))}
          />
        ))}
      </ul>
      <div className="report-pair">
        <input
          ref={camera}
          {...hidden}
          accept="image/*"
          capture="environment"
          aria-label={t('camera')}
          data-testid="report-camera"
        />
        <input
          ref={library}
          {...hidden}
          accept="image/*"
          multiple
          aria-label={t('library')}
          data-testid="report-library"
        />
        <button
          type="button"
          className="btn btn-large"
          disabled={isFull}
          onClick={() => camera.current?.click()}
        >
          <Icon name="camera" size={24} />
          {t('camera')}
        </button>
        <button
          type="button"
          className="btn btn-large"
          disabled={isFull}
          onClick={() => library.current?.click()}
        >
          {t('library')}
        </button>
      </div>
      {busy && <p role="status">{t('photoWorking')}</p>}
      {troubles.map((trouble) => (
        <p key={trouble} className="notice" role="alert">
          {trouble}
        </p>
      ))}
    </section>
  );
}
