import type { OrganisationView, PersonDraft } from '@anyuan/contracts/people.ts';
import { type Role, roles } from '@anyuan/contracts/permissions.ts';
import { roleFits } from '@anyuan/core/people/manage.ts';
import { Select } from 'antd';
import { useWords } from '../platform/i18n.ts';
import { Icon } from '../platform/icons.tsx';
import { byLabel } from '../platform/select-search.ts';
import { directoryWords } from './words.ts';

interface FieldsProps {
  draft: PersonDraft;
  units: readonly OrganisationView[];
  mayEdit: boolean;
  onChange: (draft: PersonDraft) => void;
}

/** Roles at organisations; one may serve at several. */
function Roles({ draft, units, mayEdit, onChange }: FieldsProps) {
  const t = useWords(directoryWords);
  const own = units.filter((u) => u.mayManagePeople && !u.archived);
  const put = (at: number, part: Partial<PersonDraft['assignments'][number]>) =>
    onChange({
      ...draft,
      assignments: draft.assignments.map((a, i) => (i === at ? { ...a, ...part } : a)),
    });
  const fitting = (organisationId: string): Role[] => {
    const kind = units.find((u) => u.id === organisationId)?.kind;
    return kind ? roles.filter((role) => roleFits(role, kind)) : [...roles];
  };
  const place = (at: number, organisationId: string) => {
    const [first = 'teacher'] = fitting(organisationId).filter((r) => r !== 'administrator');
    const role = draft.assignments[at]?.role ?? first;
    put(at, { organisationId, role: fitting(organisationId).includes(role) ? role : first });
  };
  return (
    <fieldset className="person-roles" disabled={!mayEdit}>
      <legend className="field-label">{t('roles')}</legend>
      {draft.assignments.map((assignment, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a role is its place in the list
        <div key={at} className="person-role">
          <Select
            aria-label={t('organisation')}
            disabled={!mayEdit}
            value={assignment.organisationId}
            onChange={(id) => place(at, id)}
            showSearch={byLabel}
            options={own.map((u) => ({ value: u.id, label: u.name }))}
          />
          <Select
            aria-label={t('role')}
            disabled={!mayEdit}
            value={assignment.role}
            onChange={(role) => put(at, { role })}
            options={fitting(assignment.organisationId).map((r) => ({
              value: r,
              label: t(`role.${r}`),
            }))}
          />
          {draft.assignments.length > 1 && (
            <button
              type="button"
              className="btn btn-quiet"
              aria-label={t('undo')}
              onClick={() =>
                onChange({ ...draft, assignments: draft.assignments.filter((_, i) => i !== at) })
              }
            >
              <Icon name="remove" size={18} />
            </button>
          )}
        </div>
      ))}
      {mayEdit && (
        <button
          type="button"
          className="btn btn-quiet tree-add"
          onClick={() =>
            onChange({
              ...draft,
              assignments: [
                ...draft.assignments,
                {
                  organisationId: own[0]?.id ?? '',
                  role: fitting(own[0]?.id ?? '')[0] ?? 'teacher',
                },
              ],
            })
          }
        >
          <Icon name="plus" size={16} />
          {t('addRole')}
        </button>
      )}
    </fieldset>
  );
}

export function PersonFields(props: FieldsProps) {
  const { draft, mayEdit, onChange } = props;
  const t = useWords(directoryWords);
  const orNull = (text: string) => (text.trim() === '' ? null : text.trim());
  const field = (
    label: string,
    value: string,
    set: (text: string) => PersonDraft,
    more: { type?: string; hint?: string; id?: string; required?: boolean } = {},
  ) => (
    <label className="field">
      <span className="field-label">{label}</span>
      <input
        className="input"
        type={more.type ?? 'text'}
        data-testid={more.id}
        required={more.required ?? false}
        disabled={!mayEdit}
        maxLength={120}
        value={value}
        onChange={(event) => onChange(set(event.target.value))}
      />
      {more.hint && <span className="field-hint">{more.hint}</span>}
    </label>
  );
  return (
    <>
      {field(t('name'), draft.name, (name) => ({ ...draft, name }), {
        id: 'person-name',
        required: true,
      })}
      {field(t('login'), draft.login, (login) => ({ ...draft, login: login.toLowerCase() }), {
        id: 'person-login',
        hint: t('loginHint'),
        required: true,
      })}
      {field(t('titleOf'), draft.title, (title) => ({ ...draft, title }), {
        id: 'person-title',
        hint: t('titleHint'),
        required: true,
      })}
      {field(t('phone'), draft.phone ?? '', (phone) => ({ ...draft, phone: orNull(phone) }), {
        type: 'tel',
        id: 'person-phone',
      })}
      {field(t('email'), draft.email ?? '', (email) => ({ ...draft, email: orNull(email) }), {
        type: 'email',
      })}
      {field(t('endsOn'), draft.endsOn ?? '', (endsOn) => ({ ...draft, endsOn: orNull(endsOn) }), {
        type: 'date',
      })}
      <Roles {...props} />
    </>
  );
}
