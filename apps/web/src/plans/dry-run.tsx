import { type DetectionKind, detectionKinds } from '@anyuan/contracts/detection.ts';
import type { DryRun, DryRunLine } from '@anyuan/contracts/plan.ts';
import { Select } from 'antd';
import { useState } from 'react';
import { alarmWords } from '../alarm/words.ts';
import { call } from '../platform/api.ts';
import { useWords } from '../platform/i18n.ts';
import { useDoing } from '../platform/use-call.ts';
import type { Draft } from './draft.ts';
import { planWords } from './words.ts';

/** What would happen, second by second. */
function Line({ line }: { line: DryRunLine }) {
  const t = useWords(planWords);
  const a = useWords(alarmWords);
  const tier = line.tierName ? a(`tier.${line.tierName}`) : '';
  const people = line.people
    .map((p) => (p.reachable ? p.name : t('unreachable', { name: p.name })))
    .join(' · ');
  const said = {
    called: () => t('called', { tier, people }),
    tierSkipped: () => t(line.why === 'empty' ? 'skippedEmpty' : 'skippedUnreachable', { tier }),
    nobodyFound: () => t('nobody'),
    accepted: () => t('answered', { people }),
    declined: () => t('answered', { people }),
  }[line.type]();
  return (
    <li className={line.type === 'called' ? '' : 'dry-run-gap'}>
      <strong>{t('at', { sec: line.afterSec })}</strong> {said}
    </li>
  );
}

interface Zone {
  id: string;
  place: string;
}

/** Shown beside the editor: the edited plan played with nobody answering. */
export function DryRunCard(props: {
  schoolId: string;
  zones: readonly Zone[];
  edited: { key: string; draft: Draft };
}) {
  const { schoolId, zones, edited } = props;
  const t = useWords(planWords);
  const a = useWords(alarmWords);
  const [zoneId, setZoneId] = useState(zones[0]?.id ?? '');
  const [kind, setKind] = useState<DetectionKind>('scream');
  const [result, setResult] = useState<DryRun | null>(null);
  const { busy, advice, run } = useDoing();
  const play = () =>
    run(async () => {
      const draft = { planKey: edited.key, ...edited.draft };
      setResult(await call('dryRunPlan', { params: { schoolId }, body: { zoneId, kind, draft } }));
    });
  return (
    <section className="card dry-run-card">
      <h2>{t('dryRun')}</h2>
      <p className="faint">{t('dryRunIntro')}</p>
      <Select
        aria-label={t('zone')}
        value={zoneId}
        onChange={setZoneId}
        options={zones.map((z) => ({ value: z.id, label: z.place }))}
        style={{ width: '100%', marginBottom: 8 }}
      />
      <Select
        aria-label={t('kind')}
        value={kind}
        onChange={setKind}
        options={detectionKinds.map((k) => ({ value: k, label: a(`kind.${k}`) }))}
        style={{ width: '100%', marginBottom: 8 }}
      />
      <button type="button" className="btn" disabled={busy} onClick={() => void play()}>
        {t('run')}
      </button>
      {advice && (
        <p className="notice" role="alert">
          {advice}
        </p>
      )}
      <ol className="dry-run" data-testid="dry-run">
        {result?.lines.map((line) => (
          <Line key={`${line.afterSec} ${line.type} ${line.tier} ${line.round}`} line={line} />
        ))}
      </ol>
    </section>
  );
}
