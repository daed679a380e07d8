import type { PlaceDraft, PlaceKind } from '@anyuan/contracts/places.ts';
import type { PlaceTree } from '@anyuan/contracts/routes/place-editing.ts';
import { zoneKinds } from '@anyuan/contracts/terminal.ts';
import { mustBePrivate } from '@anyuan/core/places/edit.ts';
import { Select } from 'antd';
import { type FormEvent, useState } from 'react';
import { deviceWords } from '../devices/words.ts';
import { useWords } from '../platform/i18n.ts';
import { byLabel } from '../platform/select-search.ts';
import { placeWords } from './words.ts';

export const newDraft: PlaceDraft = {
  ...{ name: '', zoneKind: null, privacy: false, latitude: null, longitude: null },
  neighbourIds: null,
};

interface PlaceFormProps {
  tree: PlaceTree;
  kind: PlaceKind;
  /** Of a place that is there already. */
  placeId: string | null;
  start: PlaceDraft;
  busy: boolean;
  advice: string | null;
  onSave: (draft: PlaceDraft) => void;
  onCancel?: () => void;
}

type Change = (change: Partial<PlaceDraft>) => void;

function ZoneFields(props: {
  tree: PlaceTree;
  placeId: string | null;
  draft: PlaceDraft;
  onChange: Change;
}) {
  const { tree, placeId, draft, onChange } = props;
  const t = useWords(placeWords);
  const d = useWords(deviceWords);
  const always = mustBePrivate(draft.zoneKind);
  const zones = tree.places.filter((p) => p.kind === 'zone' && !p.archived && p.id !== placeId);
  return (
    <>
      <div className="field">
        <span className="field-label">{t('zoneKind')}</span>
        <Select
          aria-label={t('zoneKind')}
          value={draft.zoneKind}
          onChange={(zoneKind) =>
            onChange({ zoneKind, ...(mustBePrivate(zoneKind) ? { privacy: true } : {}) })
          }
          options={zoneKinds.map((kind) => ({ value: kind, label: d(`zone.${kind}`) }))}
        />
      </div>
      <label className="place-check" title={always ? t('privacyAlways') : undefined}>
        <input
          type="checkbox"
          checked={draft.privacy}
          disabled={always}
          onChange={(event) => onChange({ privacy: event.target.checked })}
        />
        <span>
          {t('privacy')}
          {always && <span className="field-hint"> · {t('privacyAlways')}</span>}
        </span>
      </label>
      <div className="field">
        <span className="field-label">{t('neighbours')}</span>
        <Select
          mode="multiple"
          allowClear
          aria-label={t('neighbours')}
          placeholder={t('neighboursFloor')}
          value={draft.neighbourIds ?? []}
          showSearch={byLabel}
          onChange={(ids: string[]) => onChange({ neighbourIds: ids.length > 0 ? ids : null })}
          options={zones.map((z) => ({ value: z.id, label: nameOf(tree, z.parentId, z.name) }))}
        />
      </div>
    </>
  );
}

/** "2 层 · 东侧走廊": a name alone stands on every floor. */
function nameOf(tree: PlaceTree, parentId: string | null, name: string): string {
  const parent = tree.places.find((p) => p.id === parentId);
  return parent ? `${parent.name} · ${name}` : name;
}

function Degrees(props: {
  label: string;
  value: number | null;
  limit: number;
  onChange: (n: number | null) => void;
}) {
  return (
    <label className="field">
      <span className="field-label">{props.label}</span>
      <input
        className="input"
        type="number"
        step="any"
        min={-props.limit}
        max={props.limit}
        value={props.value ?? ''}
        onChange={(event) =>
          props.onChange(event.target.value === '' ? null : Number(event.target.value))
        }
      />
    </label>
  );
}

/** Everything a person sets of a place. What was typed stays when the server refuses. */
export function PlaceForm(props: PlaceFormProps) {
  const { tree, kind, placeId, start, busy, advice, onSave, onCancel } = props;
  const t = useWords(placeWords);
  const [draft, setDraft] = useState(start);
  const change: Change = (part) => setDraft((now) => ({ ...now, ...part }));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSave({ ...draft, name: draft.name.trim() });
  };
  return (
    <form className="place-form" onSubmit={submit}>
      <label className="field">
        <span className="field-label">{t('name')}</span>
        <input
          className="input"
          data-testid="place-name"
          maxLength={40}
          required
          value={draft.name}
          onChange={(event) => change({ name: event.target.value })}
        />
      </label>
      {kind === 'zone' && (
        <ZoneFields tree={tree} placeId={placeId} draft={draft} onChange={change} />
      )}
      {(kind === 'campus' || kind === 'building') && (
        <div className="place-degrees">
          <Degrees
            label={t('latitude')}
            limit={90}
            value={draft.latitude}
            onChange={(latitude) => change({ latitude })}
          />
          <Degrees
            label={t('longitude')}
            limit={180}
            value={draft.longitude}
            onChange={(longitude) => change({ longitude })}
          />
        </div>
      )}
      {advice && (
        <p className="notice" role="alert">
          {advice}
        </p>
      )}
      <div className="place-actions">
        <button type="submit" className="btn btn-primary" data-testid="place-save" disabled={busy}>
          {t(placeId === null ? 'create' : 'save')}
        </button>
        {onCancel && (
          <button type="button" className="btn btn-quiet" onClick={onCancel}>
            {t('cancel')}
          </button>
        )}
      </div>
    </form>
  );
}
