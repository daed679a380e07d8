import type { Exchange, Platform } from '@anyuan/contracts/routes/platforms.ts';
import { useState } from 'react';
import { rulesWords } from '../console/rules-words.ts';
import { call } from '../platform/api.ts';
import { useWords } from '../platform/i18n.ts';
import { platformWords } from '../platform/platform-words.ts';
import { dateTime } from '../platform/time.ts';
import { useDoing, useLoaded } from '../platform/use-call.ts';
import { DoneLine } from '../platform/versions.tsx';
import { PlatformChecks } from './platform-checks.tsx';
import { type PlatformDraft, PlatformFields } from './platform-fields.tsx';

const fresh: PlatformDraft = {
  name: '',
  shape: 'dispatchBean',
  url: '',
  secret: '',
  codes: [['', '']],
};

function draftOf({ schools, ...rest }: Platform): PlatformDraft {
  return { ...rest, codes: Object.entries(schools) };
}

/** Lines without a code or a school are lines nobody filled. */
function platformOf({ codes, ...rest }: PlatformDraft): Platform {
  const filled = codes.filter(([code, schoolId]) => code.trim() !== '' && schoolId !== '');
  return { ...rest, schools: Object.fromEntries(filled.map(([c, id]) => [c.trim(), id])) };
}

function Exchanges() {
  const t = useWords(rulesWords);
  const { value, advice, reload } = useLoaded('exchanges', (signal) =>
    call('listExchanges', { signal }),
  );
  const sign = (e: Exchange) =>
    e.state === 'sent' || e.state === 'taken' ? 'contact-proved' : 'contact-open';
  return (
    <section className="card plan-editor" data-testid="exchanges">
      <div className="plan-line">
        <h2>{t('exchanges')}</h2>
        <button type="button" className="btn btn-quiet" onClick={reload}>
          {t('refresh')}
        </button>
      </div>
      {advice && (
        <p className="notice" role="alert">
          {advice}
        </p>
      )}
      {value?.exchanges.length === 0 && <p className="faint">{t('noExchanges')}</p>}
      {value && value.exchanges.length > 0 && (
        <table className="contact-table">
          <tbody>
            {value.exchanges.map((e) => (
              <tr key={`${e.direction} ${e.at} ${e.platform} ${e.what}`}>
                <td>{dateTime(e.at).slice(5, 16)}</td>
                <td>
                  {t(`direction.${e.direction}`)} · {e.platform}
                </td>
                <td>{e.what}</td>
                <td>
                  <span className={sign(e)}>{t(`state.${e.state}`)}</span>{' '}
                  {e.attempts > 1 && (
                    <span className="faint">{t('attempts', { n: e.attempts })}</span>
                  )}{' '}
                  {e.error && <span className="faint">{e.error}</span>}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

/** The alarm platforms this installation exchanges incidents with, and what went to and fro lately. */
export function PlatformsCard() {
  const t = useWords(rulesWords);
  const p = useWords(platformWords);
  const doing = useDoing();
  const [drafts, setDrafts] = useState<PlatformDraft[] | null>(null);
  const [before, setBefore] = useState<Platform[] | null>(null);
  const { value, advice, put } = useLoaded('platforms', (signal) =>
    call('listPlatforms', { signal }),
  );
  const schools = useLoaded('schools', (signal) => call('listSchools', { signal })).value?.schools;
  if (!value) return <p className="faint">{advice ?? p('loading')}</p>;
  const shown = drafts ?? value.platforms.map(draftOf);
  const write = async (platforms: Platform[]) => {
    put(await call('savePlatforms', { body: { platforms } }));
    setDrafts(null);
  };
  // A platform that was removed took its secret along: only what is still there can be put back.
  const mayUndo = before?.every((was) => value.platforms.some((now) => now.name === was.name));
  return (
    <>
      <section className="card plan-editor" data-testid="platforms">
        <h2>{t('platforms')}</h2>
        <p className="faint">{t('platformsIntro')}</p>
        {shown.length === 0 && <p className="faint">{t('none')}</p>}
        {shown.map((draft, i) => (
          <PlatformFields
            // biome-ignore lint/suspicious/noArrayIndexKey: a platform is its place in the list
            key={i}
            draft={draft}
            schools={schools ?? []}
            onChange={(next) => setDrafts(shown.map((was, j) => (j === i ? next : was)))}
            onRemove={() => setDrafts(shown.filter((_, j) => j !== i))}
          />
        ))}
        {before && (
          <DoneLine
            text={t('saved')}
            onUndo={mayUndo ? () => write(before).then(() => setBefore(null)) : null}
          />
        )}
        {doing.advice && (
          <p className="notice" role="alert">
            {doing.advice}
          </p>
        )}
        <div className="plan-line">
          <button
            type="button"
            className="btn"
            data-testid="platform-add"
            onClick={() => setDrafts([...shown, fresh])}
          >
            {t('add')}
          </button>
          <button
            type="button"
            className="btn btn-primary"
            data-testid="platforms-save"
            disabled={doing.busy || drafts === null}
            onClick={() =>
              void doing.run(async () => {
                const was = value.platforms;
                await write(shown.map(platformOf));
                setBefore(was);
              })
            }
          >
            {t('save')}
          </button>
          {drafts && (
            <button type="button" className="btn btn-quiet" onClick={() => setDrafts(null)}>
              {p('cancel')}
            </button>
          )}
        </div>
      </section>
      <PlatformChecks />
      <Exchanges />
    </>
  );
}
