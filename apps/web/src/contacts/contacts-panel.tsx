import type { AddressTwin, Contact, PersonContacts } from '@anyuan/contracts/contact.ts';
import { Modal } from 'antd';
import { useState } from 'react';
import { call } from '../platform/api.ts';
import { useWords } from '../platform/i18n.ts';
import { platformWords } from '../platform/platform-words.ts';
import { useDoing, useLoaded } from '../platform/use-call.ts';
import { AddContact } from './add-contact.tsx';
import { ContactLine } from './contact-line.tsx';
import './contacts.css';
import { shownAddress } from './shown-address.ts';
import { Twins } from './twins.tsx';
import { contactWords } from './words.ts';

const hasNone = (p: PersonContacts) => p.active && p.contacts.length === 0;

interface Gone {
  personId: string;
  contact: Contact;
}

/** How each person of an organisation is reached, masked; those without a way stand out. */
export function ContactsPanel({ organisationId }: { organisationId: string }) {
  const t = useWords(contactWords);
  const p = useWords(platformWords);
  const doing = useDoing();
  const [onlyMissing, setOnlyMissing] = useState(false);
  const [addTo, setAddTo] = useState<PersonContacts | null>(null);
  const [twins, setTwins] = useState<AddressTwin[]>([]);
  const [gone, setGone] = useState<Gone | null>(null);
  const { value, advice, put } = useLoaded(`contacts ${organisationId}`, (signal) =>
    call('listContacts', { params: { organisationId }, signal }),
  );
  if (!value) return <p className="faint">{advice ?? p('loading')}</p>;
  const take = (person: PersonContacts) =>
    put({
      ...value,
      people: value.people.map((o) => (o.personId === person.personId ? person : o)),
    });
  const at = (personId: string, contact: Contact) => ({
    params: { organisationId, personId, contactId: contact.id ?? '' },
  });
  const remove = (personId: string, contact: Contact) =>
    void doing.run(async () => {
      take((await call('removeContact', at(personId, contact))).person);
      setGone({ personId, contact });
    });
  const restore = ({ personId, contact }: Gone) =>
    void doing.run(async () => {
      take((await call('restoreContact', at(personId, contact))).person);
      setGone(null);
    });
  const missing = value.people.filter(hasNone);
  const shown = onlyMissing ? missing : value.people;
  return (
    <div className="contacts" data-testid="contacts-panel">
      <p className="faint">{t('listIntro')}</p>
      {missing.length > 0 && (
        <p className="notice">
          {t('missing', { n: missing.length })}
          <label>
            <input
              type="checkbox"
              checked={onlyMissing}
              onChange={(e) => setOnlyMissing(e.target.checked)}
            />{' '}
            {t('filter')}
          </label>
        </p>
      )}
      {gone && (
        <p className="notice notice-plain" role="status">
          {t('removed', { address: shownAddress(gone.contact.address) })}
          <button type="button" className="btn" onClick={() => restore(gone)}>
            {t('undo')}
          </button>
        </p>
      )}
      <Twins twins={twins} />
      {doing.advice && !addTo && (
        <p className="notice" role="alert">
          {doing.advice}
        </p>
      )}
      <PeopleTable
        people={shown}
        onAdd={(person) => {
          doing.clear();
          setTwins([]);
          setAddTo(person);
        }}
        onRemove={remove}
        onReveal={async (personId, contact) =>
          (await call('revealContact', at(personId, contact))).address
        }
      />
      <Modal
        open={addTo !== null}
        title={`${t('add')} · ${addTo?.name ?? ''}`}
        footer={null}
        destroyOnHidden
        onCancel={() => setAddTo(null)}
      >
        <AddContact
          usable={value.usable}
          doing={doing}
          onAdd={(channel, address) =>
            doing.run(async () => {
              const params = { organisationId, personId: addTo?.personId ?? '' };
              const made = await call('addContact', { params, body: { channel, address } });
              take(made.person);
              setTwins(made.twins);
              setAddTo(null);
            })
          }
        />
        {doing.advice && (
          <p className="notice" role="alert">
            {doing.advice}
          </p>
        )}
      </Modal>
    </div>
  );
}

function PeopleTable(props: {
  people: readonly PersonContacts[];
  onAdd: (person: PersonContacts) => void;
  onRemove: (personId: string, contact: Contact) => void;
  onReveal: (personId: string, contact: Contact) => Promise<string>;
}) {
  const t = useWords(contactWords);
  if (props.people.length === 0) return <p className="faint">{t('nobody')}</p>;
  return (
    <table className="contact-table">
      <thead>
        <tr>
          <th>{t('person')}</th>
          <th>{t('ways')}</th>
          <th aria-label={t('add')} />
        </tr>
      </thead>
      <tbody>
        {props.people.map((person) => (
          <tr key={person.personId} data-testid="contact-person">
            <td>
              <strong>{person.name}</strong>
              <div className="cell-sub">
                {person.roles.map((r) => t(`role.${r}` as 'role.guard')).join(' · ')}
                {!person.active && ` · ${t('inactive')}`}
              </div>
            </td>
            <td>
              <div className="contact-list">
                {hasNone(person) && (
                  <span>
                    <span className="contact-open">
                      {t(person.pushCount > 0 ? 'pushOnly' : 'noWay')}
                    </span>
                  </span>
                )}
                {person.contacts.map((contact) => (
                  <ContactLine
                    key={contact.id ?? contact.channel}
                    contact={contact}
                    onReveal={() => props.onReveal(person.personId, contact)}
                    onRemove={() => props.onRemove(person.personId, contact)}
                  />
                ))}
                {person.pushCount > 0 && person.contacts.length > 0 && (
                  <span className="faint">{t('pushes', { n: person.pushCount })}</span>
                )}
              </div>
            </td>
            <td>
              <button type="button" className="btn" onClick={() => props.onAdd(person)}>
                {t('addButton')}
              </button>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
