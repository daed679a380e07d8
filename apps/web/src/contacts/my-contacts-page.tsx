import type { AddressTwin, Contact, ContactChannel } from '@anyuan/contracts/contact.ts';
import { useState } from 'react';
import { BackTo } from '../mobile/back-to.tsx';
import { AdviceLine } from '../platform/advice-line.tsx';
import { call } from '../platform/api.ts';
import { useWords } from '../platform/i18n.ts';
import { platformWords } from '../platform/platform-words.ts';
import { useDoing, useLoaded } from '../platform/use-call.ts';
import { AddContact } from './add-contact.tsx';
import './contacts.css';
import { MyContact } from './my-contact.tsx';
import { QuietCard } from './quiet-card.tsx';
import { shownAddress } from './shown-address.ts';
import { Twins } from './twins.tsx';
import { contactWords } from './words.ts';

/** How I am reached, on my phone: add, confirm by a code, order, remove and take back. */
export default function MyContactsPage() {
  const t = useWords(contactWords);
  const p = useWords(platformWords);
  const doing = useDoing();
  const [twins, setTwins] = useState<AddressTwin[]>([]);
  const [gone, setGone] = useState<Contact | null>(null);
  const { value, advice, reload, put } = useLoaded('my contacts', (signal) =>
    call('myContacts', { signal }),
  );
  const add = async (channel: ContactChannel, address: string) => {
    const {
      twins: others,
      contactId,
      ...view
    } = await call('addMyContact', {
      body: { channel, address },
    });
    put(view);
    setTwins(others);
    setGone(null);
    return contactId;
  };
  const send = (contact: Contact) =>
    void doing.run(async () => {
      const contactId = contact.id ?? (await add(contact.channel, contact.address));
      put(await call('sendContactCode', { params: { contactId } }));
    });
  const withId = (contact: Contact) => ({ params: { contactId: contact.id ?? '' } });
  const remove = (contact: Contact) =>
    void doing.run(async () => {
      put(await call('removeMyContact', withId(contact)));
      setGone(contact);
      setTwins([]);
    });
  const restore = (contact: Contact) =>
    void doing.run(async () => {
      put(await call('restoreMyContact', withId(contact)));
      setGone(null);
    });
  const toTop = (contact: Contact) =>
    void doing.run(async () => {
      const ids = (value?.contacts ?? []).flatMap((c) => c.id ?? []);
      const contactIds = [contact.id ?? '', ...ids.filter((id) => id !== contact.id)];
      put(await call('orderMyContacts', { body: { contactIds } }));
    });
  const isFirst = (contact: Contact) =>
    value?.contacts.find((c) => c.channel === contact.channel) === contact;
  return (
    <div className="phone-page" data-testid="my-contacts">
      <BackTo href="/me" title={t('title')} />
      <p className="faint">{t('intro')}</p>
      <AdviceLine text={advice} onRetry={reload} />
      {!value && !advice && <p className="faint">{p('loading')}</p>}
      {value?.contacts.length === 0 && (
        <p className="notice" data-testid="contacts-none">
          {t('none')}。{t('noneHint')}
        </p>
      )}
      {value && value.contacts.length > 0 && (
        <ul className="contacts">
          {value.contacts.map((contact) => (
            <MyContact
              key={contact.id ?? contact.channel}
              contact={contact}
              isUsable={value.usable.includes(contact.channel)}
              actions={{
                busy: doing.busy,
                onSend: () => send(contact),
                onConfirm: (code) =>
                  void doing.run(async () =>
                    put(await call('confirmContact', { ...withId(contact), body: { code } })),
                  ),
                onRemove: () => remove(contact),
                onFirst: isFirst(contact) ? null : () => toTop(contact),
              }}
            />
          ))}
        </ul>
      )}
      {gone && (
        <p className="notice notice-plain" role="status">
          {t('removed', { address: shownAddress(gone.address) })}
          <button
            type="button"
            className="btn"
            data-testid="contact-undo"
            onClick={() => restore(gone)}
          >
            {t('undo')}
          </button>
        </p>
      )}
      <Twins twins={twins} />
      {doing.advice && (
        <p className="notice" role="alert">
          {doing.advice}
        </p>
      )}
      {value && (
        <>
          <section className="card">
            <h2>{t('add')}</h2>
            <AddContact
              usable={value.usable}
              doing={doing}
              onAdd={(channel, address) => doing.run(() => add(channel, address))}
            />
          </section>
          <p className="faint">{t('order')}</p>
          <QuietCard
            key={JSON.stringify(value.quiet)}
            quiet={value.quiet}
            busy={doing.busy}
            onSave={(quiet) =>
              void doing.run(async () => put(await call('saveQuietHours', { body: { quiet } })))
            }
          />
        </>
      )}
    </div>
  );
}
