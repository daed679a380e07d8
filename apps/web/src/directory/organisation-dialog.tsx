import type { OrganisationView } from '@anyuan/contracts/people.ts';
import { organisationKinds } from '@anyuan/contracts/permissions.ts';
import { Modal, Select } from 'antd';
import { useState } from 'react';
import { call } from '../platform/api.ts';
import { useWords } from '../platform/i18n.ts';
import { newId } from '../platform/id.ts';
import { useDoing } from '../platform/use-call.ts';
import { useDialogFocus } from '../platform/use-dialog-focus.ts';
import { directoryWords } from './words.ts';

interface OrganisationDialogProps {
  unit: OrganisationView | null;
  units: readonly OrganisationView[];
  onClose: () => void;
  onSaved: () => void;
}

/** An organisation, its place under police and education, and its end. */
export function OrganisationDialog({ unit, units, onClose, onSaved }: OrganisationDialogProps) {
  const t = useWords(directoryWords);
  useDialogFocus();
  const doing = useDoing();
  const [unitId] = useState(() => unit?.id ?? newId());
  const [draft, setDraft] = useState({
    kind: unit?.kind ?? ('school' as OrganisationView['kind']),
    name: unit?.name ?? '',
    policeParentId: unit?.policeParentId ?? null,
    educationParentId: unit?.educationParentId ?? null,
  });
  const save = (archived: boolean) =>
    void doing.run(async () => {
      const body = { basedOn: unit?.version ?? 0, ...draft, archived };
      await call('saveOrganisation', { params: { unitId }, body });
      onSaved();
    });
  const options = (kinds: readonly string[]) => [
    { value: '', label: t('noParent') },
    ...units
      .filter((u) => kinds.includes(u.kind) && u.id !== unitId && !u.archived)
      .map((u) => ({ value: u.id, label: u.name })),
  ];
  return (
    <Modal
      open
      title={t(unit ? 'renameOrganisation' : 'addOrganisation')}
      okText={t(unit ? 'save' : 'create')}
      cancelText={t('cancel')}
      confirmLoading={doing.busy}
      onCancel={onClose}
      onOk={() => save(unit?.archived ?? false)}
    >
      <div className="person-form">
        <label className="field">
          <span className="field-label">{t('name')}</span>
          <input
            className="input"
            maxLength={60}
            value={draft.name}
            onChange={(e) => setDraft({ ...draft, name: e.target.value })}
          />
        </label>
        <div className="field">
          <span className="field-label">{t('kind')}</span>
          <Select
            aria-label={t('kind')}
            disabled={unit !== null}
            value={draft.kind}
            onChange={(kind) => setDraft({ ...draft, kind })}
            options={organisationKinds.map((k) => ({ value: k, label: t(`kind.${k}`) }))}
          />
        </div>
        <div className="field">
          <span className="field-label">{t('policeParent')}</span>
          <Select
            aria-label={t('policeParent')}
            value={draft.policeParentId ?? ''}
            onChange={(id) => setDraft({ ...draft, policeParentId: id || null })}
            options={options(['policeBureau', 'policeStation'])}
          />
        </div>
        {draft.kind !== 'policeBureau' && draft.kind !== 'policeStation' && (
          <div className="field">
            <span className="field-label">{t('educationParent')}</span>
            <Select
              aria-label={t('educationParent')}
              value={draft.educationParentId ?? ''}
              onChange={(id) => setDraft({ ...draft, educationParentId: id || null })}
              options={options(['educationBureau'])}
            />
          </div>
        )}
        {doing.advice && (
          <p className="notice" role="alert">
            {doing.advice}
          </p>
        )}
        {unit && (
          <button type="button" className="btn btn-quiet" onClick={() => save(!unit.archived)}>
            {t(unit.archived ? 'enable' : 'endOrganisation')}
          </button>
        )}
      </div>
    </Modal>
  );
}
