import type { Held } from '@anyuan/contracts/leaving.ts';
import type { PersonView } from '@anyuan/contracts/people.ts';
import { useState } from 'react';
import { alarmWords } from '../alarm/words.ts';
import { call, type Reply } from '../platform/api.ts';
import { useWords } from '../platform/i18n.ts';
import { platformWords } from '../platform/platform-words.ts';
import { useDoing, useLoaded } from '../platform/use-call.ts';
import { leavingWords } from './leaving-words.ts';

type Leaving = Reply<'showLeaving'>;
type Chosen = Readonly<Record<string, string>>;

const keyOf = (held: Held) => `${held.kind} ${held.id}`;

/** Who may take it: serves there and, where it asks for more, has the right to it. */
const ableFor = (held: Held, candidates: Leaving['candidates']) =>
  candidates.filter(
    (c) => c.organisationId === held.organisationId && (held.successorIds?.includes(c.id) ?? true),
  );

function Row(props: { held: Held; leaving: Leaving; toId: string; onTo: (toId: string) => void }) {
  const t = useWords(leavingWords);
  const { held, leaving, toId } = props;
  const able = ableFor(held, leaving.candidates);
  return (
    <label className="field" data-testid="held" data-kind={held.kind}>
      <span className="field-label">
        {t(`kind.${held.kind}`)} · {held.name} · {held.organisationName}
      </span>
      <select className="input" value={toId} onChange={(e) => props.onTo(e.target.value)}>
        <option value="">{t('nobody')}</option>
        {able.map((c) => (
          <option key={c.id} value={c.id}>
            {c.name}
          </option>
        ))}
      </select>
      {held.emptied && toId === '' && <span className="field-hint">{t('emptied')}</span>}
    </label>
  );
}

/** What is sent back or withdrawn with it, and what is nobody's own: said, so that nobody looks for it. */
function Others({ swaps }: Pick<Leaving, 'swaps'>) {
  const t = useWords(leavingWords);
  const a = useWords(alarmWords);
  return (
    <>
      {swaps.map((swap) => (
        <p key={swap.id} data-testid="leaving-swap">
          {t(swap.byThem ? 'swapByThem' : 'swapOfThem', {
            ...{ name: swap.otherName, day: swap.day },
            post: a(`post.${swap.post}`),
          })}
        </p>
      ))}
      <p className="field-hint">{t('nobodys')}</p>
    </>
  );
}

function Form({
  person,
  leaving,
  onLeft,
}: {
  person: PersonView;
  leaving: Leaving;
  onLeft: () => void;
}) {
  const t = useWords(leavingWords);
  const [chosen, setChosen] = useState<Chosen>({});
  const [acceptEmpty, setAcceptEmpty] = useState(false);
  const doing = useDoing();
  const { held, candidates } = leaving;
  const mayTake = (h: Held, toId: string) => ableFor(h, candidates).some((c) => c.id === toId);
  const toAll = (toId: string) =>
    setChosen(
      Object.fromEntries(held.filter((h) => mayTake(h, toId)).map((h) => [keyOf(h), toId])),
    );
  const empty = held.filter((h) => h.emptied && !chosen[keyOf(h)]).length;
  const people = [...new Map(candidates.map((c) => [c.id, c.name]))];
  const leave = () =>
    void doing
      .run(() => {
        const successors = held.flatMap((h) => {
          const toId = chosen[keyOf(h)];
          return toId ? [{ kind: h.kind, id: h.id, toId }] : [];
        });
        const body = { basedOn: leaving.version, successors, acceptEmpty };
        return call('leavePerson', { params: { memberId: person.id }, body });
      })
      .then((ok) => ok && onLeft());
  const moved = Object.values(chosen).filter(Boolean).length;
  return (
    <>
      {held.length === 0 && <p>{t('nothing')}</p>}
      {held.length > 1 && (
        <label className="field">
          <span className="field-label">{t('all')}</span>
          <select
            className="input"
            data-testid="leaving-all"
            defaultValue=""
            onChange={(e) => toAll(e.target.value)}
          >
            <option value="">{t('each')}</option>
            {people.map(([id, name]) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        </label>
      )}
      {held.map((h) => (
        <Row
          key={keyOf(h)}
          held={h}
          leaving={leaving}
          toId={chosen[keyOf(h)] ?? ''}
          onTo={(toId) => setChosen((now) => ({ ...now, [keyOf(h)]: toId }))}
        />
      ))}
      <Others swaps={leaving.swaps} />
      <p data-testid="leaving-effect">
        {t('effect', {
          ...{ moved, kept: held.length - moved },
          ...{ sessions: leaving.sessions, addresses: leaving.addresses },
        })}
      </p>
      {empty > 0 && (
        <label className="check-line">
          <input
            type="checkbox"
            checked={acceptEmpty}
            onChange={(e) => setAcceptEmpty(e.target.checked)}
          />{' '}
          {t('acceptEmpty', { n: empty })}
        </label>
      )}
      {doing.advice && (
        <p className="notice" role="alert">
          {doing.advice}
        </p>
      )}
      <button
        type="button"
        className="btn btn-primary"
        data-testid="leaving-do"
        disabled={doing.busy || (empty > 0 && !acceptEmpty)}
        onClick={leave}
      >
        {t('do', { name: person.name })}
      </button>
    </>
  );
}

/** 离岗: all that hangs on somebody, a successor for each or one for all, and what will happen, before it does. */
export function LeavingPanel(props: { person: PersonView; onLeft: () => void }) {
  const t = useWords(leavingWords);
  const p = useWords(platformWords);
  const { person } = props;
  const { value, advice } = useLoaded(`leaving ${person.id}`, (signal) =>
    call('showLeaving', { params: { memberId: person.id }, signal }),
  );
  return (
    <section className="leaving" aria-label={t('title')}>
      <h3>{t('title')}</h3>
      {!value && <p>{advice ?? p('loading')}</p>}
      {value && <Form person={person} leaving={value} onLeft={props.onLeft} />}
    </section>
  );
}
