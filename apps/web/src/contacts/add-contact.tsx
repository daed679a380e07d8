import { type ContactChannel, contactChannels } from '@anyuan/contracts/contact.ts';
import { useState } from 'react';
import { useWords } from '../platform/i18n.ts';
import type { Doing } from '../platform/use-call.ts';
import { contactWords } from './words.ts';

const keyboards = { phone: 'tel', email: 'email', wecom: 'text', wechat: 'text' } as const;

/** One line: what kind, the address, done. What was typed stays when it is refused. */
export function AddContact(props: {
  usable: readonly ContactChannel[];
  doing: Doing;
  onAdd: (channel: ContactChannel, address: string) => Promise<boolean>;
}) {
  const { usable, doing, onAdd } = props;
  const t = useWords(contactWords);
  const [channel, setChannel] = useState<ContactChannel>('phone');
  const [address, setAddress] = useState('');
  // Member ids mean nothing to people whose school has not set the channel up.
  const offered = contactChannels.filter(
    (c) => c === 'phone' || c === 'email' || usable.includes(c),
  );
  const send = async () => {
    if (await onAdd(channel, address)) setAddress('');
  };
  return (
    <form
      className="contact-add"
      onSubmit={(e) => {
        e.preventDefault();
        void send();
      }}
    >
      <div className="chips">
        {offered.map((one) => (
          <button
            key={one}
            type="button"
            className="chip"
            aria-pressed={one === channel}
            onClick={() => {
              setChannel(one);
              doing.clear();
            }}
          >
            {t(`channel.${one}`)}
          </button>
        ))}
      </div>
      <label className="field">
        <span className="field-label">{t(`ask.${channel}`)}</span>
        <input
          className="input"
          data-testid="contact-address"
          inputMode={keyboards[channel]}
          autoComplete={channel === 'phone' ? 'tel' : channel === 'email' ? 'email' : 'off'}
          maxLength={200}
          value={address}
          onChange={(e) => setAddress(e.target.value)}
        />
      </label>
      <button
        type="submit"
        className="btn btn-primary"
        data-testid="contact-add"
        disabled={doing.busy || address.trim() === ''}
      >
        {t(doing.busy ? 'adding' : 'addButton')}
      </button>
    </form>
  );
}
