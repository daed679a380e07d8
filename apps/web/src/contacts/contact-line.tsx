import type { Contact } from '@anyuan/contracts/contact.ts';
import { useState } from 'react';
import { useWords } from '../platform/i18n.ts';
import { shownAddress } from './shown-address.ts';
import { contactWords } from './words.ts';

/** One way to reach somebody: masked, proved or not. */
export function ContactLine(props: {
  contact: Contact;
  onReveal: () => Promise<string>;
  /** Null: shown only. */
  onRemove: (() => void) | null;
}) {
  const { contact, onReveal, onRemove } = props;
  const t = useWords(contactWords);
  const [whole, setWhole] = useState<string | null>(null);
  const isOpen = contact.confirmedAt === null;
  return (
    <div className="contact-row" data-testid="person-contact">
      <span>{t(`channel.${contact.channel}`)}</span>
      <strong>{shownAddress(whole ?? contact.address)}</strong>
      <span className={isOpen ? 'contact-open' : 'contact-proved'}>
        {isOpen ? t('unconfirmed') : t('confirmed', { day: '' }).trim()}
      </span>
      {contact.id !== null && whole === null && (
        <button
          type="button"
          className="btn btn-quiet"
          data-testid="contact-reveal"
          onClick={() => void onReveal().then(setWhole, () => undefined)}
        >
          {t('reveal')}
        </button>
      )}
      {whole !== null && <span className="faint">{t('revealed')}</span>}
      {contact.id !== null && onRemove && (
        <button type="button" className="btn btn-quiet" onClick={onRemove}>
          {t('remove')}
        </button>
      )}
    </div>
  );
}
