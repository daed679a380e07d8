import type { OrganisationView, PersonDraft, PersonView } from '@anyuan/contracts/people.ts';
import { Drawer } from 'antd';
import { useState } from 'react';
import { PersonContacts } from '../contacts/person-contacts.tsx';
import { call } from '../platform/api.ts';
import { useWords } from '../platform/i18n.ts';
import { newId } from '../platform/id.ts';
import { useDoing } from '../platform/use-call.ts';
import { useDialogFocus } from '../platform/use-dialog-focus.ts';
import type { Done } from './done.ts';
import { LeavingPanel } from './leaving-panel.tsx';
import { leavingWords } from './leaving-words.ts';
import { PersonFields } from './person-fields.tsx';
import { PersonHistory } from './person-history.tsx';
import { directoryWords } from './words.ts';

interface PersonDialogProps {
  person: PersonView | null;
  units: readonly OrganisationView[];
  /** Where a new person is likely to serve. */
  organisationId: string | null;
  onClose: () => void;
  onDone: (done: Done) => void;
}

const draftOf = (p: PersonView): PersonDraft => ({
  ...{ login: p.login, name: p.name, title: p.title, phone: p.phone, email: p.email },
  ...{ endsOn: p.endsOn, assignments: p.assignments },
});

/** A password that is shown once: large, selectable, with whose it is. */
function Secret({ name, password }: { name: string; password: string }) {
  const t = useWords(directoryWords);
  return (
    <div className="first-password" role="status">
      <span>{t('passwordIs', { name })}</span>
      <code data-testid="first-password">{password}</code>
    </div>
  );
}

/** Closed until it is wanted: leaving is rare. */
function Leaving({ person, onDone }: { person: PersonView; onDone: (done: Done) => void }) {
  const t = useWords(leavingWords);
  const [isOpen, setOpen] = useState(false);
  const left = () =>
    onDone({
      text: t('done', { name: person.name }),
      shifts: [],
      undo: () => call('undoLeaving', { params: { memberId: person.id } }),
    });
  if (isOpen) return <LeavingPanel person={person} onLeft={left} />;
  return (
    <button type="button" className="btn" data-testid="leaving" onClick={() => setOpen(true)}>
      {t('title')}
    </button>
  );
}

/** A person: fields, roles, password, end, history. What was typed stays when the server refuses. */
export function PersonDialog(props: PersonDialogProps) {
  const { person, units, organisationId, onClose, onDone } = props;
  const t = useWords(directoryWords);
  useDialogFocus();
  const doing = useDoing();
  const [memberId] = useState(() => person?.id ?? newId());
  const [password, setPassword] = useState<string | null>(null);
  const own = units.filter((u) => u.mayManagePeople && !u.archived);
  const [draft, setDraft] = useState<PersonDraft>(() =>
    person
      ? draftOf(person)
      : {
          ...{ login: '', name: '', title: '', phone: null, email: null, endsOn: null },
          assignments: [{ organisationId: organisationId ?? own[0]?.id ?? '', role: 'teacher' }],
        },
  );
  const mayEdit = person === null || person.mayManage;
  const params = { memberId };
  const save = (next: PersonDraft) =>
    void doing.run(async () => {
      const body = { basedOn: person?.version ?? 0, person: next };
      const saved = await call('savePerson', { params, body });
      if (saved.password) return setPassword(saved.password);
      const text = t('saved', { name: next.name });
      const undo = person
        ? () =>
            call('savePerson', {
              params,
              body: { basedOn: saved.person.version, person: draftOf(person) },
            })
        : null;
      onDone({ text, shifts: [], undo });
    });
  const setActive = (active: boolean) =>
    void doing.run(async () => {
      const basedOn = person?.version ?? 0;
      const now = await call('setPersonActive', { params, body: { basedOn, active } });
      const text = t(active ? 'enabledDone' : 'disabledDone', { name: draft.name });
      const body = { basedOn: now.person.version, active: !active };
      onDone({
        text,
        shifts: active ? [] : now.shifts,
        undo: () => call('setPersonActive', { params, body }),
      });
    });
  const reset = () =>
    void doing.run(async () => setPassword((await call('resetPassword', { params })).password));
  const close = () =>
    password && person === null
      ? onDone({ text: t('saved', { name: draft.name }), shifts: [], undo: null })
      : onClose();
  return (
    <Drawer open size={520} title={person?.name ?? t('addPerson')} onClose={close}>
      {password && <Secret name={draft.name} password={password} />}
      {!(password && person === null) && (
        <form
          className="person-form"
          onSubmit={(event) => {
            event.preventDefault();
            save(draft);
          }}
        >
          <PersonFields draft={draft} units={units} mayEdit={mayEdit} onChange={setDraft} />
          {doing.advice && (
            <p className="notice" role="alert">
              {doing.advice}
            </p>
          )}
          {mayEdit && (
            <div className="place-actions">
              <button
                type="submit"
                className="btn btn-primary"
                data-testid="person-save"
                disabled={doing.busy}
              >
                {t(person ? 'save' : 'create')}
              </button>
              {person && (
                <>
                  <button type="button" className="btn" data-testid="person-reset" onClick={reset}>
                    {t('reset')}
                  </button>
                  <button
                    type="button"
                    className="btn btn-quiet"
                    data-testid="person-disable"
                    onClick={() => setActive(!person.active)}
                  >
                    {t(person.active ? 'disable' : 'enable')}
                  </button>
                </>
              )}
            </div>
          )}
        </form>
      )}
      {person && (
        <PersonContacts
          personId={person.id}
          organisationId={person.assignments[0]?.organisationId ?? ''}
        />
      )}
      {person && mayEdit && person.active && <Leaving person={person} onDone={onDone} />}
      {person && mayEdit && <PersonHistory person={person} onRestore={save} />}
    </Drawer>
  );
}
