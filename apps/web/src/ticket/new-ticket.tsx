import { ticketWordsMax } from '@anyuan/contracts/ticket-lists.ts';
import { useRef, useState } from 'react';
import { Act, Choice, Field } from '../incident/say.tsx';
import '../incident/incident.css';
import { call } from '../platform/api.ts';
import { useWords } from '../platform/i18n.ts';
import { newId } from '../platform/id.ts';
import { useLoaded } from '../platform/use-call.ts';
import { ticketWords } from './words.ts';

function TerminalChoice(props: { value: string; onChange: (terminalId: string) => void }) {
  const t = useWords(ticketWords);
  const { value } = useLoaded('terminals', (signal) =>
    call('listTerminals', { query: {}, signal }),
  );
  const terminals = value?.terminals ?? [];
  return (
    <Choice
      label={t('which')}
      of={['', ...terminals.map((x) => x.id)]}
      word={(id) => {
        const x = terminals.find((one) => one.id === id);
        return x ? `${x.place} · ${x.name}` : t('choose');
      }}
      value={props.value}
      onChange={props.onChange}
    />
  );
}

/** What a person saw at a terminal; without `terminalId` they say which. */
export function NewTicket({ terminalId, onDone }: { terminalId?: string; onDone: () => void }) {
  const t = useWords(ticketWords);
  const [chosen, setChosen] = useState('');
  const [words, setWords] = useState('');
  // Kept until it was taken: sent again after a lost answer it is the same ticket.
  const id = useRef(newId());
  const at = terminalId ?? chosen;
  const send = () =>
    call('openTicket', {
      params: { terminalId: at },
      body: { id: id.current, words: words.trim() },
    });
  const done = () => {
    id.current = newId();
    setWords('');
    onDone();
  };
  const isReady = at !== '' && words.trim() !== '';
  return (
    <Act label={t('report')} ready={isReady} onDo={send} onDone={done}>
      {terminalId === undefined && <TerminalChoice value={chosen} onChange={setChosen} />}
      <Field label={t('reportHint')}>
        <textarea
          className="input"
          rows={3}
          maxLength={ticketWordsMax}
          value={words}
          onChange={(e) => setWords(e.target.value)}
        />
      </Field>
    </Act>
  );
}
