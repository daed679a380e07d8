import type { TicketView } from '@anyuan/contracts/ticket.ts';
import {
  type TicketResult,
  ticketResults,
  ticketWordsMax,
} from '@anyuan/contracts/ticket-lists.ts';
import { ticketResultWords } from '@anyuan/core/ticket/words.ts';
import { useRef, useState } from 'react';
import { Act, Choice, Field, Say } from '../incident/say.tsx';
import '../incident/incident.css';
import { call, type Reply } from '../platform/api.ts';
import { useLocale, useWords } from '../platform/i18n.ts';
import { newId } from '../platform/id.ts';
import { useSession } from '../platform/session.ts';
import { useDoing, useLoaded } from '../platform/use-call.ts';
import { ticketWords } from './words.ts';

interface ActProps {
  ticket: TicketView;
  onDone: (reply: Reply<'showTicket'>) => void;
  /** Somebody was quicker: show how it stands, what was typed stays. */
  onRefused: () => void;
}

/** `basedOn`: the version when the first letter was typed; null after a refusal, which showed how it stands. */
interface Typed {
  words: string;
  basedOn: number | null;
}
const nothingTyped: Typed = { words: '', basedOn: null };

function Close(
  props: ActProps & { isMine: boolean; typed: Typed; onTyped: (typed: Typed) => void },
) {
  const { ticket, onDone, onRefused, typed, onTyped } = props;
  const t = useWords(ticketWords);
  const locale = useLocale();
  const isStanding = ticket.code !== null && ticket.recoveredAt === null;
  const [result, setResult] = useState<TicketResult>('repaired');
  const params = { ticketId: ticket.id };
  const basedOn = typed.basedOn ?? ticket.version;
  const body = { result, words: typed.words.trim(), basedOn };
  const send = async () => {
    try {
      onDone(await call('closeTicket', { params, body }));
    } catch (refusal) {
      onTyped({ ...typed, basedOn: null });
      onRefused();
      throw refusal;
    }
  };
  return (
    <Act
      label={t('close')}
      primary={props.isMine}
      ready={body.words !== ''}
      onDo={send}
      onDone={() => onTyped(nothingTyped)}
    >
      {isStanding && <p className="field-hint">{t('closeWarning')}</p>}
      <Choice
        label={t('result')}
        of={ticketResults}
        word={(r) => ticketResultWords[locale][r]}
        value={result}
        onChange={setResult}
      />
      <Field label={t('closeHint')}>
        <textarea
          className="input"
          rows={3}
          maxLength={ticketWordsMax}
          value={typed.words}
          onChange={(e) => onTyped({ words: e.target.value, basedOn })}
        />
      </Field>
    </Act>
  );
}

function Assign({ ticket, onDone, onRefused }: ActProps) {
  const t = useWords(ticketWords);
  const { personId } = useSession();
  const params = { ticketId: ticket.id };
  const { value } = useLoaded(`ticket people ${ticket.id}`, (signal) =>
    call('listTicketPeople', { params, signal }),
  );
  // For oneself there is a button of its own.
  const people = (value?.people ?? []).filter(
    ({ id }) => id !== ticket.assigneeId && id !== personId,
  );
  const [chosen, setChosen] = useState('');
  const to = people.find((p) => p.id === chosen) ?? people[0];
  const send = async () => {
    try {
      const body = { personId: to?.id ?? null, basedOn: ticket.version };
      onDone(await call('assignTicket', { params, body }));
    } catch (refusal) {
      onRefused();
      throw refusal;
    }
  };
  return (
    <Act label={t('assign')} ready={to !== undefined} onDo={send} onDone={() => setChosen('')}>
      <Choice
        label={t('assignTo')}
        of={people.map((p) => p.id)}
        word={(id) => {
          const p = people.find((one) => one.id === id);
          return p ? `${p.name} · ${p.organisationName}` : '—';
        }}
        value={to?.id ?? ''}
        onChange={setChosen}
      />
    </Act>
  );
}

/** What somebody who may work on it can do: take it, hand it on, note, close. */
export function TicketActs({ ticket, onDone, onRefused }: ActProps) {
  const t = useWords(ticketWords);
  const { personId } = useSession();
  const doing = useDoing();
  const params = { ticketId: ticket.id };
  const isOpen = ticket.closedAt === null;
  const isMine = ticket.assigneeId === personId;
  const [typed, setTyped] = useState(nothingTyped);
  const noteId = useRef(newId());
  const giveTo = (to: string | null) =>
    void doing
      .run(async () => {
        const body = { personId: to, basedOn: ticket.version };
        onDone(await call('assignTicket', { params, body }));
      })
      .then((ok) => ok || onRefused());
  const note = async (words: string) =>
    onDone(await call('noteTicket', { params, body: { id: noteId.current, words } }));
  return (
    <div className="ticket-acts">
      {isOpen && !isMine && (
        <button
          type="button"
          className={ticket.assigneeId === null ? 'btn btn-primary' : 'btn'}
          data-testid="ticket-take"
          disabled={doing.busy}
          onClick={() => giveTo(personId)}
        >
          {t('take')}
        </button>
      )}
      {/* Closed by another meanwhile: what was typed stays to be read and copied. */}
      {(isOpen || typed.words !== '') && (
        <Close {...{ ticket, onDone, onRefused, isMine, typed }} onTyped={setTyped} />
      )}
      <Say
        label={t('noteAdd')}
        hint={t('noteHint')}
        max={ticketWordsMax}
        onSay={note}
        onDone={() => {
          noteId.current = newId();
        }}
      />
      {isOpen && <Assign ticket={ticket} onDone={onDone} onRefused={onRefused} />}
      {isOpen && isMine && (
        <button
          type="button"
          className="btn btn-quiet"
          disabled={doing.busy}
          onClick={() => giveTo(null)}
        >
          {t('giveBack')}
        </button>
      )}
      {doing.advice && (
        <p className="notice" role="alert">
          {doing.advice}
        </p>
      )}
    </div>
  );
}
