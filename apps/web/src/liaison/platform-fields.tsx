import {
  platformFields,
  platformMappings,
  platformShapes,
} from '@anyuan/contracts/platform-fields.ts';
import type { Platform } from '@anyuan/contracts/routes/platforms.ts';
import { Input, Select } from 'antd';
import { rulesWords } from '../console/rules-words.ts';
import { useWords } from '../platform/i18n.ts';

interface School {
  id: string;
  name: string;
}

/** Their codes for our schools; an empty line is only a line that is being filled. */
function Schools(props: {
  codes: readonly (readonly [code: string, schoolId: string])[];
  schools: readonly School[];
  onChange: (codes: (readonly [string, string])[]) => void;
}) {
  const { codes, schools, onChange } = props;
  const t = useWords(rulesWords);
  const set = (i: number, next: readonly [string, string]) =>
    onChange(codes.map((was, j) => (j === i ? next : was)));
  return (
    <div className="field">
      <span className="field-label">{t('schools')}</span>
      {codes.map(([code, schoolId], i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a line is its place
        <div key={i} className="plan-line">
          <Input
            aria-label={t('theirCode')}
            placeholder={t('theirCode')}
            maxLength={60}
            value={code}
            onChange={(e) => set(i, [e.target.value, schoolId])}
            style={{ width: 200 }}
          />
          <Select
            aria-label={t('ourSchool')}
            placeholder={t('chooseSchool')}
            value={schoolId || null}
            options={schools.map((s) => ({ value: s.id, label: s.name }))}
            onChange={(id: string) => set(i, [code, id])}
            style={{ flex: 1, minWidth: 200 }}
          />
        </div>
      ))}
      <button type="button" className="btn" onClick={() => onChange([...codes, ['', '']])}>
        {t('addSchool')}
      </button>
    </div>
  );
}

/** Their name for each of our fields; where they have none ours goes with `x_` in front. */
function Mapping({ shape }: { shape: Platform['shape'] }) {
  const t = useWords(rulesWords);
  const mapping = platformMappings[shape];
  return (
    <details className="versions">
      <summary>{t('mapping')}</summary>
      <p className="faint">{t('testFlag', { field: mapping.test ?? 'x_test' })}</p>
      <table className="contact-table">
        <thead>
          <tr>
            <th>{t('ours')}</th>
            <th>{t('theirs')}</th>
          </tr>
        </thead>
        <tbody>
          {platformFields.map((field) => (
            <tr key={field}>
              <td>{field}</td>
              <td>
                <code>{mapping[field] ?? `x_${field}`}</code>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}

/** A platform while it is edited: codes keep their order and may be half typed. */
export interface PlatformDraft extends Omit<Platform, 'schools'> {
  codes: (readonly [string, string])[];
}

export function PlatformFields(props: {
  draft: PlatformDraft;
  schools: readonly School[];
  onChange: (draft: PlatformDraft) => void;
  onRemove: () => void;
}) {
  const { draft, schools, onChange, onRemove } = props;
  const t = useWords(rulesWords);
  const text = (key: 'name' | 'url' | 'secret', hint?: string) => (
    // biome-ignore lint/a11y/noLabelWithoutControl: the control is antd's
    <label className="field">
      <span className="field-label">{t(key)}</span>
      <Input
        aria-label={t(key)}
        type={key === 'secret' ? 'password' : 'text'}
        autoComplete="off"
        value={draft[key]}
        onChange={(e) => onChange({ ...draft, [key]: e.target.value })}
      />
      {hint && <span className="field-hint">{hint}</span>}
    </label>
  );
  return (
    <fieldset className="tier" data-testid="platform">
      <div className="plan-fields">
        {text('name', t('nameHint'))}
        {/* biome-ignore lint/a11y/noLabelWithoutControl: the control is antd's */}
        <label className="field">
          <span className="field-label">{t('shape')}</span>
          <Select
            aria-label={t('shape')}
            value={draft.shape}
            options={platformShapes.map((s) => ({ value: s, label: t(`shape.${s}`) }))}
            onChange={(shape) => onChange({ ...draft, shape })}
          />
        </label>
        {text('url')}
        {text('secret', t('secretHint'))}
      </div>
      <Schools
        codes={draft.codes}
        schools={schools}
        onChange={(codes) => onChange({ ...draft, codes })}
      />
      <Mapping shape={draft.shape} />
      <button type="button" className="btn btn-quiet" onClick={onRemove}>
        {t('remove')}
      </button>
    </fieldset>
  );
}
