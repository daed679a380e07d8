import type { Contact } from '@anyuan/contracts/contact.ts';
import { useState } from 'react';
import { useNow } from '../platform/clock.ts';
import { useWords } from '../platform/i18n.ts';
import { clockTime, dayOf } from '../platform/time.ts';
import { shownAddress } from './shown-address.ts';
import { contactWords } from './words.ts';

/** The server lets the next code out after this. */
const pauseMs = 60_000;

export interface ContactActions {
  busy: boolean;
  onSend: () => void;
  onConfirm: (code: string) => void;
  onRemove: () => void;
  onFirst: (() => void) | null;
}

function State({ contact, isUsable }: { contact: Contact; isUsable: boolean }) {
  const t = useWords(contactWords);
  if (contact.confirmedAt !== null) {
    return (
      <span className="contact-proved">{t('confirmed', { day: dayOf(contact.confirmedAt) })}</span>
    );
  }
  return <span className="contact-open">{t(isUsable ? 'unconfirmed' : 'notUsable')}</span>;
}

/** The next code can be asked for after a minute. */
function Resend({ contact, actions }: { contact: Contact; actions: ContactActions }) {
  const t = useWords(contactWords);
  const now = useNow();
  if (!contact.code) return null;
  const waitSec = Math.ceil((contact.code.sentAt + pauseMs - now) / 1000);
  return (
    <button
      type="button"
      className="btn btn-quiet"
      disabled={actions.busy || waitSec > 0}
      onClick={actions.onSend}
    >
      {waitSec > 0 ? t('sendIn', { n: waitSec }) : t('sendAgain')}
    </button>
  );
}

/** What came is typed in here. */
function CodeForm({ contact, actions }: { contact: Contact; actions: ContactActions }) {
  const t = useWords(contactWords);
  const [typed, setTyped] = useState('');
  const { code } = contact;
  if (!code) return null;
  return (
    <form
      className="contact-code"
      onSubmit={(e) => {
        e.preventDefault();
        actions.onConfirm(typed);
      }}
    >
      <p className="faint" role="status">
        {t('codeSent', { time: clockTime(code.expiresAt).slice(0, 5), n: code.triesLeft })}
      </p>
      <div className="contact-row">
        <input
          className="input"
          data-testid="contact-code"
          aria-label={t('code')}
          placeholder={t('code')}
          inputMode="numeric"
          autoComplete="one-time-code"
          maxLength={12}
          value={typed}
          onChange={(e) => setTyped(e.target.value)}
        />
        <button
          type="submit"
          className="btn btn-primary"
          data-testid="contact-confirm"
          disabled={actions.busy || typed.trim() === ''}
        >
          {t('confirm')}
        </button>
      </div>
    </form>
  );
}

/** One way to reach me: what it is, whether it is proved, and the one thing to do next. */
export function MyContact(props: { contact: Contact; isUsable: boolean; actions: ContactActions }) {
  const { contact, isUsable, actions } = props;
  const t = useWords(contactWords);
  const isOpen = contact.confirmedAt === null;
  return (
    <li className="contact" data-testid="contact" data-channel={contact.channel}>
      <div className="contact-row">
        <span className="contact-text">
          <strong>{shownAddress(contact.address)}</strong>
          <span className="cell-sub">
            {t(`channel.${contact.channel}`)}
            {contact.id === null && ` · ${t('fromAccount')}`}
          </span>
        </span>
        <State contact={contact} isUsable={isUsable} />
      </div>
      {isOpen && !isUsable && <p className="faint">{t('notUsableHint')}</p>}
      {isOpen && isUsable && !contact.code && (
        <button
          type="button"
          className="btn btn-large"
          data-testid="contact-send"
          disabled={actions.busy}
          onClick={actions.onSend}
        >
          {t(contact.id === null ? 'takeOver' : 'sendCode')}
        </button>
      )}
      {isOpen && isUsable && <CodeForm contact={contact} actions={actions} />}
      {contact.id !== null && (
        <div className="contact-row contact-tools">
          {isOpen && isUsable && <Resend contact={contact} actions={actions} />}
          {actions.onFirst && (
            <button type="button" className="btn btn-quiet" onClick={actions.onFirst}>
              {t('first')}
            </button>
          )}
          <button
            type="button"
            className="btn btn-quiet"
            data-testid="contact-remove"
            disabled={actions.busy}
            onClick={actions.onRemove}
          >
            {t('remove')}
          </button>
        </div>
      )}
    </li>
  );
}
