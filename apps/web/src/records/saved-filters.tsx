import type { SavedFilter } from '@anyuan/contracts/records.ts';
import { Modal, Radio } from 'antd';
import { useState } from 'react';
import { call } from '../platform/api.ts';
import { useWords } from '../platform/i18n.ts';
import { Icon } from '../platform/icons.tsx';
import { newId } from '../platform/id.ts';
import { platformWords } from '../platform/platform-words.ts';
import { useSession } from '../platform/session.ts';
import { useDoing, useLoaded } from '../platform/use-call.ts';
import { addressOf, type Search } from './search.ts';
import { recordsWords } from './words.ts';

const bodyOf = ({ name, subject, filter, organisationId }: SavedFilter) => ({
  ...{ name, subject, filter },
  sharedWith: organisationId,
});

/** Searches kept under a name; what was removed can be taken back at once. */
export function SavedFilters(props: { search: Search; onOpen: (search: Search) => void }) {
  const t = useWords(recordsWords);
  const { search, onOpen } = props;
  const kept = useLoaded('saved filters', (signal) => call('listSavedFilters', { signal }));
  const [saving, setSaving] = useState(false);
  const [removed, setRemoved] = useState<SavedFilter | null>(null);
  const doing = useDoing();
  const filters = kept.value?.filters ?? [];
  const remove = (one: SavedFilter) =>
    void doing.run(async () => {
      await call('removeFilter', { params: { filterId: one.id } });
      setRemoved(one);
      kept.reload();
    });
  const restore = (one: SavedFilter) =>
    void doing.run(async () => {
      kept.put(await call('saveFilter', { params: { filterId: one.id }, body: bodyOf(one) }));
      setRemoved(null);
    });
  return (
    <section className="records-saved" aria-label={t('saved')}>
      {filters.map((one) => {
        const isHere = addressOf(one) === addressOf({ ...search });
        return (
          <span key={one.id} className="records-kept">
            <button
              type="button"
              className="chip"
              aria-pressed={isHere}
              title={one.mine ? undefined : t('by', { name: one.byName })}
              onClick={() => onOpen({ subject: one.subject, filter: one.filter })}
            >
              {one.organisationId !== null && <Icon name="people" size={16} />}
              {one.name}
            </button>
            {one.mine && (
              <button
                type="button"
                className="records-remove"
                aria-label={t('remove', { name: one.name })}
                onClick={() => remove(one)}
              >
                <Icon name="remove" size={16} />
              </button>
            )}
          </span>
        );
      })}
      <button type="button" className="btn btn-quiet" onClick={() => setSaving(true)}>
        <Icon name="plus" size={18} />
        {t('saveThis')}
      </button>
      {removed && (
        <p className="notice notice-plain" role="status">
          {t('removed', { name: removed.name })}
          <button type="button" className="btn" onClick={() => restore(removed)}>
            {t('undo')}
          </button>
        </p>
      )}
      {(doing.advice ?? kept.advice) && (
        <p className="notice" role="alert">
          {doing.advice ?? kept.advice}
        </p>
      )}
      <SaveDialog
        open={saving}
        search={search}
        onClose={() => setSaving(false)}
        onSaved={kept.put}
      />
    </section>
  );
}

function SaveDialog(props: {
  open: boolean;
  search: Search;
  onClose: () => void;
  onSaved: (kept: { filters: SavedFilter[] }) => void;
}) {
  const t = useWords(recordsWords);
  const p = useWords(platformWords);
  const { assignments } = useSession();
  const [name, setName] = useState('');
  const [sharedWith, setSharedWith] = useState<string | null>(null);
  const doing = useDoing();
  const places = new Map(assignments.map((a) => [a.organisationId, a.organisationName]));
  const save = async () => {
    const { subject, filter } = props.search;
    const done = await doing.run(async () => {
      const body = { name: name.trim(), subject, filter, sharedWith };
      props.onSaved(await call('saveFilter', { params: { filterId: newId() }, body }));
    });
    if (!done) return;
    setName('');
    props.onClose();
  };
  return (
    <Modal
      title={t('saveTitle')}
      open={props.open}
      okText={t('save')}
      cancelText={p('cancel')}
      okButtonProps={{ disabled: name.trim() === '' || doing.busy }}
      onOk={() => void save()}
      onCancel={props.onClose}
    >
      <div className="filter-name">
        <label className="field">
          <span className="field-label">{t('saveName')}</span>
          <input
            className="input"
            data-testid="filter-name"
            maxLength={40}
            placeholder={t('saveNameHint')}
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
        </label>
        <div className="field">
          <span className="field-label">{t('saveFor')}</span>
          <Radio.Group
            className="records-shares"
            aria-label={t('saveFor')}
            value={sharedWith}
            onChange={(event) => setSharedWith(event.target.value as string | null)}
          >
            <Radio value={null}>{t('saveMine')}</Radio>
            {[...places].map(([id, organisation]) => (
              <Radio key={id} value={id}>
                {t('saveShared', { name: organisation })}
              </Radio>
            ))}
          </Radio.Group>
        </div>
        {props.search.filter.lastDays !== undefined && (
          <p className="field-hint">{t('saveDays')}</p>
        )}
        {doing.advice && (
          <p className="notice" role="alert">
            {doing.advice}
          </p>
        )}
      </div>
    </Modal>
  );
}
