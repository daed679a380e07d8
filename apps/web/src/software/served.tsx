import type { LeftOut, ReleaseView } from '@anyuan/contracts/routes/software.ts';
import { listed, useWords } from '../platform/i18n.ts';
import { softwareWords } from './words.ts';

const schoolsShown = 4;

/** At which schools these terminals are, those with most of them first. */
export function Schools({ schools, schoolCount }: Pick<LeftOut, 'schools' | 'schoolCount'>) {
  const t = useWords(softwareWords);
  const shown = schools.slice(0, schoolsShown);
  const names = shown.map((s) => t('schoolOf', { name: s.name, n: s.terminals }));
  return (
    <>
      {listed(names)} {schoolCount > shown.length && t('schoolMore', { n: schoolCount })}
    </>
  );
}

/** Who takes no part in bringing out a release, why, and where they are. */
export function LeftOutList({ leftOut }: { leftOut: readonly LeftOut[] }) {
  const t = useWords(softwareWords);
  if (leftOut.length === 0) return null;
  return (
    <div className="field-hint" data-testid="left-out">
      {t('leftOutTitle')}
      <ul className="software-left-out">
        {leftOut.map((x) => (
          <li key={x.reason}>
            {t(`out.${x.reason}`, { n: x.terminals })}
            {t('colon')}
            <Schools {...x} />
          </li>
        ))}
      </ul>
    </div>
  );
}

/** How many terminals a release serves, and in few words why not the others. */
export function Serves({ release }: { release: ReleaseView }) {
  const t = useWords(softwareWords);
  return (
    <>
      {t('terminals', { n: release.ableCount })}
      {release.leftOut.map((x) => (
        <div key={x.reason} className="cell-sub">
          {t(`out.${x.reason}`, { n: x.terminals })}
        </div>
      ))}
    </>
  );
}

/** Said of what was just uploaded: what it is for, and whom it serves, before anybody plans with it. */
export function UploadedNote({ release }: { release: ReleaseView }) {
  const t = useWords(softwareWords);
  const { version, ableCount, leftOut } = release;
  const filling = { version, platform: t(`platform.${release.platform}`), n: ableCount };
  return (
    <div role="status">
      <p className={ableCount > 0 ? 'notice notice-plain' : 'notice'}>
        {t('uploaded', filling)} {t(ableCount > 0 ? 'serves' : 'servesNone', filling)}
      </p>
      <LeftOutList leftOut={leftOut} />
    </div>
  );
}
