import { useWords } from '../platform/i18n.ts';
import { terminalWords } from './words.ts';

const limits = ['limitSleep', 'limitBackground', 'limitPower', 'limitTalk', 'limitWords'] as const;

/** Said before it is trusted: what a box can do and a page cannot. */
export function Limits() {
  const t = useWords(terminalWords);
  return (
    <section className="card term-limits">
      <h2>{t('limits')}</h2>
      <ul>
        {limits.map((key) => (
          <li key={key}>{t(key)}</li>
        ))}
      </ul>
    </section>
  );
}
