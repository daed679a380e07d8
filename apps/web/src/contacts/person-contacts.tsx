import { Link } from 'wouter';
import { call } from '../platform/api.ts';
import { useWords } from '../platform/i18n.ts';
import { useMay } from '../platform/session.ts';
import { useLoaded } from '../platform/use-call.ts';
import { ContactLine } from './contact-line.tsx';
import './contacts.css';
import { contactWords } from './words.ts';

/** How one person is reached, and what of it is proved; edited where the whole list is kept. */
export function PersonContacts(props: { personId: string; organisationId: string }) {
  const { personId, organisationId } = props;
  const t = useWords(contactWords);
  const may = useMay('contact.manage');
  const { value } = useLoaded(`contacts ${organisationId} ${personId} ${may}`, async (signal) =>
    may ? call('listContacts', { params: { organisationId }, query: { personId }, signal }) : null,
  );
  const [person] = value?.people ?? [];
  if (!person) return null;
  const at = (contactId: string) => ({ params: { organisationId, personId, contactId } });
  return (
    <section className="person-contacts" data-testid="person-contacts" aria-label={t('ways')}>
      <h3>{t('ways')}</h3>
      {person.contacts.length === 0 && (
        <p className="contact-open">{t(person.pushCount > 0 ? 'pushOnly' : 'noWay')}</p>
      )}
      {person.contacts.map((contact) => (
        <ContactLine
          key={contact.id ?? contact.channel}
          contact={contact}
          onReveal={async () => (await call('revealContact', at(contact.id ?? ''))).address}
          onRemove={null}
        />
      ))}
      {person.pushCount > 0 && person.contacts.length > 0 && (
        <p className="faint">{t('pushes', { n: person.pushCount })}</p>
      )}
      <Link href="/roster" className="faint">
        {t('editWays')}
      </Link>
    </section>
  );
}
