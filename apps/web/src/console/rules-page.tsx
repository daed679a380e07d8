import '../contacts/contacts.css';
import { DeadlinesCard } from '../incident/deadlines-card.tsx';
import { DigestTimeCard } from '../liaison/digest-time-card.tsx';
import { PlatformsCard } from '../liaison/platforms-card.tsx';
import '../plans/plans.css';
import '../platform/versions.css';
import { useWords } from '../platform/i18n.ts';
import { useMay } from '../platform/session.ts';
import { rulesWords } from './rules-words.ts';

/** Deadlines of incidents, the hour of the digest, and links to alarm platforms. */
export default function RulesPage() {
  const t = useWords(rulesWords);
  const mayRules = useMay('incident.rules');
  const mayPlatforms = useMay('channel.manage');
  return (
    <div className="page" data-testid="rules-page">
      <div className="page-head">
        <h1>{t('title')}</h1>
      </div>
      {mayRules && <DeadlinesCard />}
      {mayPlatforms && <DigestTimeCard />}
      {mayPlatforms && <PlatformsCard />}
    </div>
  );
}
